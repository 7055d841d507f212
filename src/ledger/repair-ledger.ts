import type { Redis } from 'ioredis';
import type { Home } from './home.ts';
import type { Reader } from './reader.ts';

/** The contents of a restored ledger. */
export interface Restored {
  readonly batches: number;
  readonly rows: number;
  /** Batches whose submission was under way when they were copied: their files must be submitted again. */
  readonly incomplete: readonly string[];
}

/** Lines in one call of a script. */
const linesAtOnce = 200;

/**
 * Makes records and indexes consistent that were copied at different moments: rebuilds index, doubts and holders from the records of all
 * batches, then the books of each batch. The records decide. Ends the restore; see `Copies.endRestore`.
 */
export async function repairLedger(
  { redis, scripts, prefix, account, head, keys }: Home,
  reader: Reader,
): Promise<Restored> {
  const batches = await redis.zrange(`${prefix}:batches`, '0', '-1');
  for (const batch of batches) {
    for await (const lines of linesOf(redis, `${prefix}:entries:${batch}`)) {
      const records = await reader.readLines(batch, lines);
      await keys.hashed((hash) => {
        const rows = [...records].flatMap(([line, record]) => [
          line,
          'state' in record ? hash.reference(record.reference) : '',
        ]);
        return scripts['repair-rows']([account], [...head(), batch, hash.id, ...rows]);
      });
    }
  }
  await repairRevocations(redis, prefix);
  const incomplete: string[] = [];
  let rows = 0;
  for (const batch of batches) {
    const counts = new Map<string, number>();
    for await (const lines of linesOf(redis, `${prefix}:entries:${batch}`)) {
      const answer = await scripts['count-rows']([account], [prefix, batch, ...lines]);
      for (let at = 0; at < answer.length; at += 2) {
        const name = answer[at] ?? '';
        counts.set(name, (counts.get(name) ?? 0) + Number(answer[at + 1]));
      }
    }
    const isWhole = await scripts['set-books']([account], [...head(), batch, ...[...counts].flat()]);
    if (isWhole === 0) incomplete.push(batch);
    rows += Number(await redis.hget(`${prefix}:batch:${batch}`, 'fileRows'));
  }
  await redis
    .multi()
    .del(`${prefix}:orphans`)
    .hdel(account, 'restoring', 'runId', 'epoch', 'born', 'state', 'cleanStop', 'seenTo')
    .exec();
  return { batches: batches.length, rows, incomplete };
}

async function* linesOf(redis: Redis, key: string): AsyncIterable<number[]> {
  let cursor = '0';
  do {
    const [next, fields] = await redis.hscan(key, cursor, 'COUNT', linesAtOnce);
    cursor = next;
    const lines = fields.filter((_, at) => at % 2 === 0).map(Number);
    for (let at = 0; at < lines.length; at += linesAtOnce) yield lines.slice(at, at + linesAtOnce);
  } while (cursor !== '0');
}

/** Makes intents to revoke from the time of the copy due at once. */
async function repairRevocations(redis: Redis, prefix: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, intents] = await redis.hscan(`${prefix}:revoking`, cursor, 'COUNT', linesAtOnce);
    cursor = next;
    for (let at = 0; at < intents.length; at += 2) {
      const [id = '', intent = ''] = intents.slice(at, at + 2);
      const batch = /^(\S+)-\d+ /.exec(intent)?.[1];
      await redis.zadd(`${prefix}:revocations`, 0, id);
      if (batch !== undefined) await redis.zadd(`${prefix}:revocations:${batch}`, 0, id);
    }
  } while (cursor !== '0');
}
