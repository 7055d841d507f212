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
 * The plain texts of a ledger whose installation has a key: written before there was one, by an older version, or by somebody else. None
 * of them is served before a person confirms them.
 */
export interface PlainLedger {
  readonly account: string;
  /** The id of the hash key, where it is stored unwrapped. */
  readonly hashKey?: string;
  readonly schedules: readonly Schedule[];
  readonly mappings: readonly Remembered[];
  readonly acceptance?: PersonsDecision;
  readonly runs: number;
  readonly notices: number;
  readonly batches: readonly PlainBatch[];
  /** Batches that have a key. */
  readonly sealedBatches: number;
  /** Digests of all texts that would be sealed; no other text is. */
  readonly shown: ReadonlySet<string>;
}

/** A batch without a key, counted from its records. */
interface PlainBatch {
  readonly id: string;
  readonly file: string;
  readonly rows: number;
  /** Rows that would be sent, and their sum. */
  readonly waiting: number;
  readonly waitingCents: number;
}

/** The result of `takeOver`; `left` are batches that an older version wrote, which still are not served. */
interface TakenOver {
  readonly records: number;
  readonly hashKey: boolean;
  readonly batches: readonly string[];
  readonly left: readonly string[];
}

/** The only way to have plain texts served where there is a key. */
export interface TakeOver {
  /** The ledgers of this Redis that have plain texts, sorted by account. */
  plainLedgers(): Promise<PlainLedger[]>;
  /**
   * Seals the plain texts that a person was shown and confirmed; an interrupted call can be repeated. An AppError with `not_confirmed`
   * where the ledger changed since `found` was read.
   */
  takeOver(found: PlainLedger): Promise<TakenOver>;
}

const patterns = ['{linkmill:*}:account', '{linkmill:*}:schedules', '{linkmill:*}:batches'];

/** Takes over ledgers of this Redis with the keys of the vault. */
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
      // A batch that this ledger provably erased has nothing left to seal.
      else if (typeof options === 'string' && !(isProving && (await isPurged(redis, prefix, keys, id))))
        plain.push({ id, file: file ?? '', ...(await waitingOf(prefix, id)) });
    }
    return { plain, sealed };
  }

  /** Counts from the records, since anybody may have changed the counters. */
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

  /** The hashing half stays, or earlier rows would be unknown; the marking half is new, since anybody may have read the old key. */
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
          // A ledger that cannot be opened here must not block the others.
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
