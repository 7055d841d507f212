import type { Batch } from '../domain/batch.ts';
import type { Batches } from './batches.ts';
import type { Home } from './home.ts';
import type { RowHash } from './row-hash.ts';
import { purgePlace } from './stored-batch.ts';

/**
 * Erases the personal data of finished batches, and every hash against which a guess could be tested. Books, references, states and ids of
 * links stay.
 */
export interface Purging {
  /** Batches that were opened before a time in ms of the ledger's clock and are not erased yet, the oldest first. */
  due(before: number): Promise<string[]>;
  /** Marks the batch as purged: what needs its personal data is refused from now on. False where something of it is open. */
  begin(id: string): Promise<boolean>;
  eraseLines(id: string, lines: readonly number[]): Promise<void>;
  /** Removes the rows of these batches from the duplicate guard; calls `onPart` now and then. */
  forgetGuards(ids: readonly string[], onPart: () => Promise<void>): Promise<void>;
  /** Deletes the batch's key, file and payer. */
  end(batch: Batch): Promise<void>;
  /**
   * Makes Redis rewrite its append-only file, since the old one still has the erased data. `busy`: an earlier rewrite is running;
   * `denied`: Redis refuses the command.
   */
  forgetWrites(): Promise<'begun' | 'busy' | 'denied'>;
}

/** The buckets of the duplicate guard, as in `entry-record.lua`; and how many one call of the script searches. */
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
      const rejected = await rejections(id, lines);
      const args = lines.flatMap((line) => {
        const bare = rejected
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
      const { payer: _, callbackUrl: __, ...others } = options;
      const writers = Number(await redis.get(`${keyOf('source', id)}:writers`));
      const sources = Array.from({ length: writers }, (_, at) => `${keyOf('source', id)}:${at + 1}`);
      await redis.unlink(`${keyOf('source', id)}:writers`, ...sources);
      await redis
        .multi()
        .hset(keyOf('batch', id), 'options', JSON.stringify(others), 'erasedAt', '1')
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
