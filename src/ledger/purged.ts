import type { Redis } from 'ioredis';
import type { LedgerKeys } from './keys.ts';
import { purgePlace } from './stored-batch.ts';

/** True where this ledger provably purged a batch, or is doing so: only then may its rows lack their sealed contents. */
export async function isPurged(
  redis: Pick<Redis, 'hmget'>,
  prefix: string,
  keys: Pick<LedgerKeys, 'isKeyed' | 'hash'>,
  batch: string,
): Promise<boolean> {
  const [purgedAt, mark] = await redis.hmget(`${prefix}:batch:${batch}`, 'purgedAt', 'purged');
  if (typeof purgedAt !== 'string') return false;
  return !keys.isKeyed() || mark === (await keys.hash()).mark(purgePlace(batch));
}
