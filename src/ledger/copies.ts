import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { EntryKey } from '../domain/entry.ts';
import { type CopiedPart, copiedTypes } from '../domain/ledger-copy.ts';
import type { Home } from './home.ts';
import type { LedgerKeys } from './keys.ts';
import { createReader } from './reader.ts';
import { type Restored, repairLedger } from './repair-ledger.ts';

/** Copies a ledger out of Redis while others work on it, and restores it. */
export interface Copies {
  /**
   * Everything of the ledger, in small parts: first the batches, then their records, each as it is when it is read. The copy may or may
   * not have what others write meanwhile; `endRestore` makes it consistent.
   */
  read(): AsyncIterable<CopiedPart>;
  /** True between `beginRestore` and `endRestore`: nothing else may be done. */
  isHalfRestored(): Promise<boolean>;
  /** Marks the ledger as half restored and deletes the rest of an earlier attempt. False where it has batches or schedules. */
  beginRestore(): Promise<boolean>;
  /** Empties a half restored ledger; any other it leaves alone and returns false. */
  abandonRestore(): Promise<boolean>;
  put(part: CopiedPart): Promise<void>;
  /**
   * Rebuilds indexes, doubts and books from the records, and removes the mark. The ledger is suspect then: nothing is claimed before the
   * recovery scan.
   */
  endRestore(): Promise<Restored>;
}

export type { Restored } from './repair-ledger.ts';

/** Queues, leases and pace are transient; the recovery scan finds orphans again, and `endRestore` makes tasks due again. */
const leftOut =
  /^(links:.*|scheduled-runs:.*|leases|pace|permits|orphans|claims|doubts|duplicates|verifications|revocations(:.*)?|account|batches|batch:.*)$/;

/** Kinds of keys that end in the batch to which they belong. */
const ofBatch =
  /^(?:entries|rejections|slices|source|audit|row-events|ended|twice|duplicates|history|forged-seen):([^:]+)/;

/** The account's fields that are copied; the others belong to one run of the server. */
const accountFields = [
  'stopped',
  'stoppedBy',
  'stoppedAt',
  'verifyFrom',
  'unprovenAccepted',
  'refusals',
  'hashKey',
  'recordKey',
];

/** Keys scanned, and fields read, in one command; a chunk of a stored file may have 128 KiB. */
const keysAtOnce = 100;
const fieldsAtOnce = 200;
const chunksAtOnce = 8;

/** `openKeys` creates the ledger's keys with an empty cache. */
export function createCopies(
  home: Home,
  forget: () => Promise<number>,
  openKeys: () => LedgerKeys,
  onForged: (key: EntryKey, record: string) => Promise<unknown>,
): Copies {
  const { redis, prefix, account } = home;

  const isHalfRestored = async () => (await redis.hexists(account, 'restoring')) === 1;

  async function* copyBatches(known: Set<string>): AsyncIterable<CopiedPart> {
    const fields = await redis.hmgetBuffer(account, ...accountFields);
    const present = fields.flatMap((value, at) =>
      value === null ? [] : [Buffer.from(accountFields[at] ?? ''), value],
    );
    if (present.length > 0) yield { key: 'account', type: 'hash', items: present };
    const batches = await redis.zrangeBuffer(`${prefix}:batches`, '0', '-1', 'WITHSCORES');
    for (let at = 0; at < batches.length; at += 2 * fieldsAtOnce)
      yield { key: 'batches', type: 'zset', items: batches.slice(at, at + 2 * fieldsAtOnce) };
    for (let at = 0; at < batches.length; at += 2) {
      const id = String(batches[at]);
      known.add(id);
      yield { key: `batch:${id}`, type: 'hash', items: await allOf(redis, `${prefix}:batch:${id}`) };
    }
  }

  return {
    async *read() {
      const batches = new Set<string>();
      yield* copyBatches(batches);
      const lists = new Set<string>();
      let cursor = '0';
      do {
        const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', keysAtOnce);
        cursor = next;
        const wanted = keys
          .map((key) => key.slice(prefix.length + 1))
          .filter((key) => {
            const batch = ofBatch.exec(key)?.[1];
            return !leftOut.test(key) && (batch === undefined || batches.has(batch));
          });
        yield* copyKeys(redis, prefix, wanted, lists);
      } while (cursor !== '0');
    },
    isHalfRestored,
    async abandonRestore() {
      if (!(await isHalfRestored())) return false;
      await forget();
      return true;
    },
    async beginRestore() {
      if (!(await isHalfRestored()) && (await redis.exists(`${prefix}:batches`, `${prefix}:schedules`)) > 0)
        return false;
      await forget();
      await redis.hset(account, 'restoring', 1);
      return true;
    },
    async put({ key, type, items }) {
      // Another type would overwrite the mark of the restore.
      if (key === 'account' && type !== 'hash') throw new Error('a copy whose account is no hash');
      const whole = `${prefix}:${key}`;
      if (type === 'string') await redis.set(whole, items[0] ?? '');
      else if (type === 'hash') await redis.hset(whole, ...items);
      else if (type === 'list') await redis.rpush(whole, ...items);
      else if (type === 'set') await redis.sadd(whole, ...items);
      else await redis.zadd(whole, ...items.map((_, at) => items[at ^ 1] ?? ''));
    },
    endRestore() {
      // The copy brought other keys than those that may be cached.
      const fresh = { ...home, keys: openKeys() };
      // No hosts of links: no address is shown here.
      return repairLedger(fresh, createReader(fresh, onForged, []));
    },
  };
}

const typeSchema = z.enum(copiedTypes);

/** A scan may return a key twice, which is harmless for all types but a list. */
async function* copyKeys(
  redis: Redis,
  prefix: string,
  keys: readonly string[],
  lists: Set<string>,
): AsyncIterable<CopiedPart> {
  const types = redis.pipeline();
  for (const key of keys) types.type(`${prefix}:${key}`);
  const answers = keys.length === 0 ? [] : ((await types.exec()) ?? []);
  for (const [at, key] of keys.entries()) {
    const [failed, type] = answers[at] ?? [];
    if (failed) throw failed;
    // Deleted since the scan.
    if (type === 'none' || lists.has(key)) continue;
    if (type === 'list') lists.add(key);
    yield* copyKey(redis, `${prefix}:${key}`, key, typeSchema.parse(type));
  }
}

async function* copyKey(
  redis: Redis,
  whole: string,
  key: string,
  type: CopiedPart['type'],
): AsyncIterable<CopiedPart> {
  if (type === 'string') {
    const value = await redis.getBuffer(whole);
    if (value !== null) yield { key, type, items: [value] };
  } else if (type === 'list') {
    for (let at = 0; ; at += fieldsAtOnce) {
      const items = await redis.lrangeBuffer(whole, at, at + fieldsAtOnce - 1);
      if (items.length > 0) yield { key, type, items };
      if (items.length < fieldsAtOnce) return;
    }
  } else {
    yield* scanKey(redis, whole, key, type);
  }
}

async function* scanKey(
  redis: Redis,
  whole: string,
  key: string,
  type: 'hash' | 'set' | 'zset',
): AsyncIterable<CopiedPart> {
  const most = key.startsWith('source:') ? chunksAtOnce : fieldsAtOnce;
  let cursor = '0';
  do {
    const scan = { hash: 'hscanBuffer', set: 'sscanBuffer', zset: 'zscanBuffer' } as const;
    const [next, items]: [Buffer, Buffer[]] = await redis[scan[type]](whole, cursor, 'COUNT', most);
    cursor = String(next);
    for (let at = 0; at < items.length; at += 2 * most)
      yield { key, type, items: items.slice(at, at + 2 * most) };
  } while (cursor !== '0');
}

async function allOf(redis: Redis, key: string): Promise<Buffer[]> {
  const fields = await redis.hgetallBuffer(key);
  return Object.entries(fields).flatMap(([name, value]) => [Buffer.from(name), value]);
}
