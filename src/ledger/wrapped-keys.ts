import type { Redis } from 'ioredis';
import { sealedBy } from '../domain/sealing.ts';
import type { Vault } from '../domain/vault.ts';
import { dataKeyContext, hashKeyContext } from './keys.ts';
import { defineScripts } from './scripts.ts';

/** How many keys of ledgers rest in a Redis wrapped by one key of the installation; `plain`: by none. */
export interface WrappedCount {
  readonly hashKeys: number;
  readonly dataKeys: number;
}

/** The keys of all ledgers of a Redis. */
export interface WrappedKeys {
  /** By the id of the key that wraps them, `plain` for hash keys that rest as they are and batches that have no key. */
  count(): Promise<Map<string, WrappedCount>>;
  /** Wraps by the current key what is not; answers how many. Others may work meanwhile. A Stop where the key of one is not here. */
  rewrap(): Promise<number>;
}

interface Place {
  readonly kind: keyof WrappedCount;
  readonly key: string;
  readonly field: 'hashKey' | 'dataKey';
  readonly id: string;
  readonly wrapped: string;
  readonly context: string;
}

const accountPattern = '{linkmill:*}:account';
const batchPattern = '{linkmill:*}:batch:*';

/** The keys of all ledgers of this Redis, as the vault sees them. */
export function createWrappedKeys(redis: Redis, vault: Vault): WrappedKeys {
  const scripts = defineScripts(redis);

  async function* keysLike(pattern: string): AsyncIterable<string> {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
      yield* keys;
      cursor = next;
    } while (cursor !== '0');
  }

  async function placeOf(key: string, kind: Place['kind']): Promise<Place | undefined> {
    const field = kind === 'hashKeys' ? 'hashKey' : 'dataKey';
    // A batch that was purged, or a ledger that has just been born, has no key, and nothing that rests as it is.
    const [value, isThere] = await redis.hmget(key, field, kind === 'hashKeys' ? field : 'options');
    if (typeof isThere !== 'string') return undefined;
    const [id = '', wrapped = ''] = value?.split(' ') ?? [];
    const [prefix = '', batch = ''] = key.split(/:(?:account|batch:)/);
    const context = kind === 'hashKeys' ? hashKeyContext(prefix) : dataKeyContext(prefix, batch);
    return { kind, key, field, id, wrapped, context };
  }

  async function* places(): AsyncIterable<Place> {
    for (const [pattern, kind] of [
      [accountPattern, 'hashKeys'],
      [batchPattern, 'dataKeys'],
    ] as const) {
      for await (const key of keysLike(pattern)) {
        const place = await placeOf(key, kind);
        if (place !== undefined) yield place;
      }
    }
  }

  return {
    async count() {
      const counts = new Map<string, WrappedCount>();
      for await (const { kind, wrapped } of places()) {
        const by = sealedBy(wrapped) ?? 'plain';
        const { hashKeys, dataKeys } = counts.get(by) ?? { hashKeys: 0, dataKeys: 0 };
        const isHash = kind === 'hashKeys';
        counts.set(by, { hashKeys: hashKeys + Number(isHash), dataKeys: dataKeys + Number(!isHash) });
      }
      return counts;
    },
    async rewrap() {
      let rewrapped = 0;
      const current = vault.currentId();
      for await (const { key, field, id, wrapped, context } of places()) {
        const by = sealedBy(wrapped);
        if (by === current || wrapped === '') continue;
        const bare = by === undefined ? Buffer.from(wrapped, 'base64url') : vault.open(wrapped, context);
        const args = [field, `${id} ${wrapped}`, `${id} ${vault.seal(bare, context)}`];
        rewrapped += await scripts.rewrap([key], args);
      }
      return rewrapped;
    },
  };
}
