import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import type { PersonsDecision } from '../domain/batch.ts';
import { isOfOneRecord } from '../domain/crypto/forged.ts';
import { keyIdOf, newKey } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import type { Remembered } from '../domain/hints.ts';
import type { Schedule } from '../domain/schedule.ts';
import { accountKeyContext, createKeys } from './keys.ts';
import { shownDigest } from './plain-batch.ts';
import { plainRecords } from './plain-records.ts';
import { isPurged } from './purged.ts';
import { createRecords } from './records.ts';
import { defineScripts } from './scripts/scripts.ts';
import { digestsOf, notAsShown, type Shown, sealBatch } from './seal-batch.ts';
import { keysLike } from './wrapped-keys.ts';

/**
 * What rests plain in a ledger though the installation has a key: from before there was one, from an older version, or put there by
 * somebody else. Nothing of it is served until a person says that it is to be.
 */
export interface PlainLedger {
  readonly account: string;
  /** Its id, where it rests plain. */
  readonly hashKey?: string;
  readonly schedules: readonly Schedule[];
  readonly mappings: readonly Remembered[];
  readonly acceptance?: PersonsDecision;
  readonly runs: number;
  readonly notices: number;
  readonly batches: readonly PlainBatch[];
  /** Batches that have a key. */
  readonly sealedBatches: number;
  /** Digests of all that would be sealed, as it was read: nothing else is. */
  readonly shown: ReadonlySet<string>;
}

/** A batch without a key, as its pages say it. */
interface PlainBatch {
  readonly id: string;
  readonly file: string;
  readonly rows: number;
  /** Rows that would be sent, and their sum. */
  readonly waiting: number;
  readonly waitingCents: number;
}

/** What of a ledger was sealed; the batches that are left are of an older version, and still refused. */
interface TakenOver {
  readonly records: number;
  readonly hashKey: boolean;
  readonly batches: readonly string[];
  readonly left: readonly string[];
}

/** The one way for what rests plain to be served where there is a key. */
export interface TakeOver {
  /** The ledgers of this Redis in which something rests plain, by account. */
  plainLedgers(): Promise<PlainLedger[]>;
  /**
   * Seals what rests plain in a ledger; can be cut and called again. A AppError with `not_confirmed` where it is not what was found any more:
   * a person has said yes to that.
   */
  takeOver(found: PlainLedger): Promise<TakenOver>;
}

const patterns = ['{linkmill:*}:account', '{linkmill:*}:schedules', '{linkmill:*}:batches'];

/** All ledgers of this Redis, as the vault sees them. */
export function createTakeOver(redis: Redis, vault: Vault): TakeOver {
  const scripts = defineScripts(redis);

  async function accounts(): Promise<string[]> {
    const found = new Set<string>();
    for (const pattern of patterns)
      for await (const key of keysLike(redis, pattern)) {
        const account = /^\{linkmill:([a-z0-9]{1,40})\}:/.exec(key)?.[1];
        if (account !== undefined) found.add(account);
      }
    return [...found].toSorted();
  }

  const recordsOf = (prefix: string) =>
    plainRecords(redis, scripts, prefix, createRecords(createKeys(redis, prefix, vault)));

  async function plainHashKey(prefix: string) {
    const home = `${prefix}:account`;
    const text = await redis.hget(home, 'hashKey');
    const [id = '', bare = ''] = text?.split(' ') ?? [];
    if (text === null || !/^[\w-]{43}$/.test(bare)) return undefined;
    return { text, id, key: Buffer.from(bare, 'base64url'), digest: shownDigest(home, 'hashKey', text) };
  }

  async function batchesOf(prefix: string, isProving: boolean) {
    const keys = createKeys(redis, prefix, vault);
    const plain: PlainBatch[] = [];
    let sealed = 0;
    for (const id of await redis.zrange(`${prefix}:batches`, '0', '-1')) {
      const key = `${prefix}:batch:${id}`;
      const [file, options, dataKey] = await redis.hmget(key, 'file', 'options', 'dataKey');
      if (typeof dataKey === 'string') sealed += 1;
      // One that this ledger has erased, and proves it, has nothing left that could be sealed.
      else if (typeof options === 'string' && !(isProving && (await isPurged(redis, prefix, keys, id))))
        plain.push({ id, file: file ?? '', ...(await waitingOf(prefix, id)) });
    }
    return { plain, sealed };
  }

  /** By the pages, since the counters are only what they were last set to. */
  async function waitingOf(prefix: string, batch: string) {
    const counted = { rows: 0, waiting: 0, waitingCents: 0 };
    let cursor = '0';
    do {
      const [next, items] = await redis.hscan(`${prefix}:entries:${batch}`, cursor, 'COUNT', 500);
      cursor = next;
      for (let at = 1; at < items.length; at += 2) {
        const [state = '', , compared = ''] = (items[at] ?? '').split('\n');
        counted.rows += 1;
        if (!state.startsWith('entered ')) continue;
        counted.waiting += 1;
        counted.waitingCents += Number(/^\[(\d{1,15})[,\]]/.exec(compared)?.[1] ?? 0);
      }
    } while (cursor !== '0');
    return counted;
  }

  async function plainLedger(account: string): Promise<PlainLedger | undefined> {
    const prefix = `{linkmill:${account}}`;
    const schedules: Schedule[] = [];
    const mappings: Remembered[] = [];
    const counts = { run: 0, notice: 0, delivery: 0 };
    const shown = new Set<string>();
    let acceptance: PersonsDecision | undefined;
    for await (const record of recordsOf(prefix)) {
      if (record.schedule !== undefined) schedules.push(record.schedule);
      if (record.mapping !== undefined) mappings.push(record.mapping);
      acceptance = record.acceptance ?? acceptance;
      shown.add(record.digest);
      const { kind } = record;
      if (kind === 'run' || kind === 'notice' || kind === 'delivery') counts[kind] += 1;
    }
    const hashKey = await plainHashKey(prefix);
    if (hashKey !== undefined) shown.add(hashKey.digest);
    const { plain: batches, sealed: sealedBatches } = await batchesOf(prefix, hashKey === undefined);
    for (const { id } of batches) for await (const digest of digestsOf(redis, prefix, id)) shown.add(digest);
    const found =
      schedules.length + mappings.length + batches.length + counts.run + counts.notice + counts.delivery;
    if (found === 0 && hashKey === undefined && acceptance === undefined) return undefined;
    return {
      account,
      ...(hashKey !== undefined && { hashKey: hashKey.id }),
      ...(acceptance && { acceptance }),
      ...{
        schedules,
        mappings,
        runs: counts.run,
        notices: counts.notice,
        batches,
        sealedBatches,
        shown,
      },
    };
  }

  /** What hashes stays the same, or no earlier row would be known; what proves is new, since anybody may have read the old one. */
  async function sealHashKey(prefix: string, shown: Shown): Promise<boolean> {
    const plain = await plainHashKey(prefix);
    if (plain === undefined) return false;
    if (!shown.has(plain.digest)) throw notAsShown();
    const key = Buffer.concat([plain.key, newKey()]);
    const sealed = `${keyIdOf(key)} ${vault.seal(key, accountKeyContext(prefix, 'hashKey'))}`;
    const homes = [`${prefix}:account`, `${prefix}:orphans`];
    return (await scripts['seal-hash-key'](homes, [plain.text, sealed])) === 1;
  }

  return {
    async plainLedgers() {
      const found: PlainLedger[] = [];
      for (const account of await accounts())
        try {
          found.push(...[await plainLedger(account)].flatMap((one) => one ?? []));
        } catch (error) {
          // One of which nothing opens here holds up no other.
          if (!isOfOneRecord(error)) throw error;
        }
      return found;
    },
    async takeOver(found) {
      const { account, shown } = found;
      if (!isDeepStrictEqual(await plainLedger(account), found)) throw notAsShown();
      const prefix = `{linkmill:${account}}`;
      const hashKey = await sealHashKey(prefix, shown);
      let records = 0;
      for await (const record of recordsOf(prefix)) {
        if (!shown.has(record.digest)) throw notAsShown();
        if (await record.seal()) records += 1;
      }
      const [batches, left]: [string[], string[]] = [[], []];
      for (const { id } of found.batches)
        ((await sealBatch(redis, vault, account, id, shown)) ? batches : left).push(id);
      return { records, hashKey, batches, left };
    },
  };
}
