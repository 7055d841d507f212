import type { Batch } from '../domain/batch.ts';
import type { Batches } from './batches.ts';
import type { Home } from './home.ts';
import type { RowHash } from './row-hash.ts';
import { purgePlace } from './stored-batch.ts';

/**
 * Erasing what is personal of batches that are over, and every hash that a guess of it could be tried on; books, references, states
 * and ids of links stay.
 */
export interface Purging {
  /** Batches opened before a time of the ledger's clock that are not erased yet, the oldest first. */
  due(before: number): Promise<string[]>;
  /** Marks the batch: from now on it answers nothing that needs what is being erased. False where something of it is open. */
  begin(id: string): Promise<boolean>;
  eraseLines(id: string, lines: readonly number[]): Promise<void>;
  /** Takes the rows of these batches out of the duplicate guard; `onPart` is called now and then. */
  forgetGuards(ids: readonly string[], onPart: () => Promise<void>): Promise<void>;
  /** Forgets the batch's key, its file and who pays. */
  end(batch: Batch): Promise<void>;
  /**
   * Lets Redis write its append-only file anew: what was erased still stands in the old one. `busy`: it is writing one that was begun
   * before; `denied`: it may not be asked.
   */
  forgetWrites(): Promise<'begun' | 'busy' | 'denied'>;
}

/** Of the duplicate guard, as `entry-record.lua` has them; and as many as are looked at in one script. */
const guardBuckets = 16_384;
const bucketsAtOnce = 16;

export function createPurging(
  { redis, scripts, prefix, account, now, keys }: Home,
  rejections: Batches['rejections'],
): Purging {
  const keyOf = (kind: string, id: string) => `${prefix}:${kind}:${id}`;
  return {
    async due(before) {
      const ids = await redis.zrangebyscore(`${prefix}:batches`, '-inf', `(${before}`);
      const erased = await Promise.all(ids.map((id) => redis.hexists(keyOf('batch', id), 'erasedAt')));
      return ids.filter((_, at) => erased[at] === 0);
    },
    async begin(id) {
      const mark = (hash: RowHash) =>
        scripts.purge([keyOf('batch', id)], [prefix, now(), id, hash.mark(purgePlace(id)), hash.id]);
      return (await keys.hashed(mark)) === 1;
    },
    async eraseLines(id, lines) {
      const told = await rejections(id, lines);
      const args = lines.flatMap((line) => {
        const bare = told
          .get(line)
          ?.map(({ code, field }) => ({ code, ...(field !== undefined && { field }) }));
        return [String(line), bare === undefined ? '' : JSON.stringify(bare)];
      });
      await scripts.erase(
        ['entries', 'row-events', 'rejections'].map((kind) => keyOf(kind, id)),
        args,
      );
    },
    async forgetGuards(ids, onPart) {
      for (let first = 0; first < guardBuckets; first += bucketsAtOnce) {
        await scripts['forget-guards']([account], [prefix, first, first + bucketsAtOnce - 1, ...ids]);
        if (first % (16 * bucketsAtOnce) === 0) await onPart();
      }
    },
    async end({ id, options }) {
      const { payer: _, callbackUrl: __, ...kept } = options;
      const writers = Number(await redis.get(`${keyOf('source', id)}:writers`));
      const sources = Array.from({ length: writers }, (_, at) => `${keyOf('source', id)}:${at + 1}`);
      await redis.unlink(`${keyOf('source', id)}:writers`, ...sources);
      await redis
        .multi()
        .hset(keyOf('batch', id), 'options', JSON.stringify(kept), 'erasedAt', '1')
        .hdel(keyOf('batch', id), 'dataKey', 'source', 'header', 'sealing', 'approval')
        .exec();
    },
    async forgetWrites() {
      try {
        await redis.bgrewriteaof();
        return 'begun';
      } catch (error) {
        return error instanceof Error && error.message.includes('in progress') ? 'busy' : 'denied';
      }
    },
  };
}
