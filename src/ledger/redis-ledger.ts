import type { Redis } from 'ioredis';
import { byForged } from '../domain/batch.ts';
import { type Entry, type EntryKey, keyOf, pointerOf } from '../domain/entry.ts';
import type { Reference } from '../domain/instruction.ts';
import type { Vault } from '../domain/vault.ts';
import { type Pace, reservationMs } from '../pace/pace.ts';
import { createBatches } from './batches.ts';
import { createCopies } from './copies.ts';
import { saidPlace } from './decisions.ts';
import { createGauges } from './gauges.ts';
import { orGone } from './gone.ts';
import { type BatchKey, createKeys } from './keys.ts';
import type { Claim, Consultation, Ending, Judgement, Ledger, NewEntry, Settlement } from './ledger.ts';
import { accountPrefix } from './ledger.ts';
import { createMappings } from './mappings.ts';
import { createNights } from './nights.ts';
import { createNotices } from './notices.ts';
import { comparedText, createdText, encodeFailure, encodePage, encodePast, linkText } from './page.ts';
import { createPurging } from './purging.ts';
import { createReader } from './reader.ts';
import type { RowHash } from './row-hash.ts';
import { defineScripts } from './scripts.ts';
import { createSecondLinks } from './second-links.ts';
import { createStanding } from './standing.ts';
import { createVerifications } from './verifications.ts';

/** After how many sendings that were each proven to have made nothing an entry is given up. */
const sendsInAll = 5;

/** Of so many created rows of a batch the link of one is read back while the others are sent. */
const sampleEach = 500;

export interface LedgerSettings {
  readonly account: string;
  readonly pace: Pick<Pace, 'windows' | 'longestWindowMs'>;
  readonly leaseMs: number;
  /** So many refusals in a row with one code stop the account. */
  readonly refusalsToStop: number;
  readonly randomId: () => string;
  /** Milliseconds, for a simulated clock; '' stands for Redis' own. */
  readonly now?: () => string;
  /** What wraps the keys that personal data are sealed by; without one, or where it holds no key, they rest as they are. */
  readonly vault?: Vault;
}

export function createLedger(redis: Redis, settings: LedgerSettings): Ledger {
  const prefix = accountPrefix(settings.account);
  const account = `${prefix}:account`;
  const now = settings.now ?? (() => '');
  const scripts = defineScripts(redis);
  const head = () => [prefix, now(), settings.randomId(), settings.pace.longestWindowMs];
  const openKeys = () => createKeys(redis, prefix, settings.vault);
  const keys = openKeys();
  const stopForged = (what: string) =>
    scripts.stop([account], [now(), `${what} is not what was written there`, byForged]);
  const onForged = async ({ batch, line }: EntryKey) => {
    await stopForged(`Line ${line} of batch ${batch} in Redis`);
  };
  const reader = createReader(redis, prefix, keys, onForged);
  const { entries, entry } = reader;
  const standing = createStanding(redis, scripts, prefix, head, settings.randomId, now);
  const batches = createBatches(redis, scripts, prefix, now, keys, async (batch) => {
    await stopForged(`Batch ${batch} in Redis`);
  });

  /** Rows that take the place of earlier ones are of a later generation: who hands them in grants it. */
  async function grant(
    batch: string,
    rows: readonly NewEntry[],
    generations: ReadonlyMap<number, number>,
  ): Promise<void> {
    if (generations.size === 0) return;
    const grantBy = (batchKey: BatchKey) => {
      const args = rows.flatMap(({ line, reference }) => {
        const generation = generations.get(line);
        if (generation === undefined) return [];
        const key = { batch, line };
        const entry = { key, reference: (reference ?? pointerOf(key)) as Reference };
        return [line, generation, encodePast(entry, generation, { earlierLinks: [] }, batchKey)];
      });
      return scripts.grant([account], [prefix, batch, batchKey.id, ...args]);
    };
    await orGone(batch, keys.sealing(batch, grantBy));
  }

  return {
    ...batches,
    ...createGauges(redis, prefix),
    ...createPurging(redis, scripts, prefix, now, keys, batches.rejections),
    ...createMappings(redis, prefix),
    ...createNights(redis, scripts, prefix),
    ...createNotices(redis, scripts, prefix, now),
    entries,
    entry,
    async enter(batch, rows) {
      const enterBy = (batchKey: BatchKey, hash: RowHash) => {
        const args = rows.flatMap((row) => rowArguments({ batch, line: row.line }, row, batchKey, hash));
        return scripts.enter([account], [...head(), batch, hash.id, batchKey.id, ...args]);
      };
      const answer = chunksOf(await orGone(batch, keys.sealing(batch, enterBy)), 3);
      const moved = answer.filter(([, pointer]) => pointer === '');
      await grant(
        batch,
        rows,
        new Map(moved.map(([line, , generation]) => [Number(line), Number(generation)])),
      );
      return answer
        .filter(([, pointer]) => pointer !== '')
        .map(([line, pointer]) => ({ line: Number(line), earlier: keyOf(pointer ?? '') }));
    },
    async consult(batch, rows) {
      const answer = await keys.hashed((hash) => {
        const args = rows.flatMap(({ reference, contents }) => [
          reference === undefined ? '' : hash.reference(reference),
          hash.guard(contents),
          comparedText(contents, hash),
        ]);
        return scripts.consult([account], [prefix, batch, hash.id, ...args]);
      }, false);
      return chunksOf(answer, 3).map(([verdict, earlier, twin]) => ({
        verdict: verdict as Consultation['verdict'],
        ...(earlier ? { earlier: keyOf(earlier) } : {}),
        ...(twin ? { twin: keyOf(twin) } : {}),
      }));
    },
    checkKey: () => keys.hashed(async () => undefined, false),
    async claim(key, isOpen = false) {
      const { windows } = settings.pace;
      const what = [key.batch, key.line, reservationMs, settings.leaseMs, windows, isOpen ? 1 : ''];
      const [kind, ...values] = await scripts.claim([account], [...head(), ...what]);
      const entry = kind === 'claimed' ? await reader.decode(key, values[0] ?? '') : undefined;
      if (kind !== 'claimed' || (entry !== undefined && !entry.isErased)) return toClaim(kind, values, entry);
      // Surely nothing was made of it, and nothing will be: the account is stopped.
      const back = [Number(values[1]), 0, 'entered', '', '', '', settings.refusalsToStop, sampleEach];
      await scripts.settle([account], [...head(), key.batch, key.line, ...back]);
      return { kind: 'stopped', why: `Line ${key.line} of batch ${key.batch} was forged` };
    },
    async settle(key, { attempt, generation, reference }, ending, said = '') {
      const code = ending.kind === 'refused' ? ending.providerCode : '';
      const breaker = [code, settings.refusalsToStop, sampleEach];
      const batchKey = await keys.forWords(key.batch);
      const name = reference ?? (ending.kind === 'created' ? (await entry(key))?.reference : undefined) ?? '';
      const words = said === '' ? '' : (batchKey?.seal(said, saidPlace(key.line)) ?? '');
      return keys.hashed(async (hash) => {
        const extra = extraOf(ending, name, hash, batchKey, key);
        const what = [attempt, generation, ending.kind, extra, words, ...breaker, hash.id];
        return (await scripts.settle([account], [...head(), key.batch, key.line, ...what])) as Settlement;
      });
    },
    async doubts(most) {
      const [at, ...values] = await scripts.doubts([account], [...head(), most]);
      const doubts = chunksOf(values, 4).map(([pointer, attempt, sentAt, first]) => ({
        key: keyOf(pointer ?? ''),
        attempt: Number(attempt),
        sentAt: Number(sentAt),
        firstSentAt: Number(first),
      }));
      return { now: Number(at), doubts };
    },
    async judge(key, attempt, verdict) {
      const judge = async (what: readonly (string | number)[]) =>
        (await scripts.verdict([account], [...head(), key.batch, key.line, attempt, ...what])) as Judgement;
      if (verdict.kind !== 'found') {
        const { begunAt, proofWaitMs } = verdict.kind === 'absent' ? verdict : { begunAt: 0, proofWaitMs: 0 };
        const failure = verdict.kind === 'conflict' ? verdict.failure : { code: 'sent_too_often' };
        return judge([verdict.kind, JSON.stringify(failure), 0, begunAt, proofWaitMs, sendsInAll]);
      }
      const found = await entry(key);
      if (found === undefined) return 'late';
      return keys.sealing(key.batch, async (batchKey, hash) => {
        const { generation } = verdict;
        const extra = createdText({ ...verdict, kind: 'created', recovered: true }, found, hash);
        const past = generation > found.generation ? encodePast(found, generation, found, batchKey) : '';
        return judge([
          verdict.kind,
          extra,
          generation,
          0,
          0,
          sendsInAll,
          batchKey.id,
          hash.id,
          found.generation,
          past,
        ]);
      });
    },
    async retry(batch, entries, said) {
      if (entries.length === 0) return [];
      const { now: wantedAt } = await standing.standing();
      const lines = await keys.sealing(batch, (batchKey, hash) => {
        const args = entries.flatMap((one) => {
          const { key, reference, generation } = one;
          const past = encodePast(one, generation, { ...one, wantedAt }, batchKey);
          return [key.line, hash.reference(reference), generation, past];
        });
        return scripts.retry([account], [...head(), batch, said, hash.id, batchKey.id, ...args]);
      });
      return lines.map(Number);
    },
    async cancelLines(batch, lines) {
      return lines.length === 0 ? 0 : scripts.cancel([account], [...head(), batch, ...lines]);
    },
    async find(references) {
      if (references.length === 0) return [];
      const answer = await keys.hashed(
        (hash) => scripts.find([account], [prefix, hash.id, ...references.map(hash.reference)]),
        false,
      );
      const pages = chunksOf(answer, 2).map(async ([pointer, page]) =>
        pointer && page ? reader.decode(keyOf(pointer), page) : undefined,
      );
      return Promise.all(pages);
    },
    async lookBack(links) {
      const ranks = ['foreign', 'ended', 'valid', 'completed'];
      const pointers = await keys.hashed((hash) => {
        const args = links.flatMap(({ reference, rank, generation, link, ...seen }) => {
          const prints = [seen.fingerprint, seen.openFingerprint].filter((print) => print !== undefined);
          const hashed = prints.map((print) => hash.fingerprint(print)).join(',');
          const marked = linkText(link, reference, hash);
          return [hash.reference(reference), `${ranks.indexOf(rank)} ${generation} ${hashed} ${marked}`];
        });
        return scripts['look-back']([account], [prefix, hash.id, ...args]);
      });
      return pointers.map((pointer) => (pointer === '' ? undefined : keyOf(pointer)));
    },
    ...createSecondLinks(redis, scripts, prefix, head, now, keys, entry),
    ...createVerifications(redis, scripts, prefix, head, now, keys, entry),
    ...createCopies(redis, scripts, prefix, head, standing.forget, openKeys, onForged),
    ...standing,
  };
}

function rowArguments(key: EntryKey, row: NewEntry, batchKey: BatchKey, hash: RowHash): (string | Buffer)[] {
  const { reference, contents, label, fingerprint } = row;
  const page = encodePage(key, reference, contents, label, batchKey, hash);
  return [
    String(row.line),
    hash.reference(reference ?? pointerOf(key)),
    hash.guard(contents),
    page.reference,
    page.compared,
    page.sealed,
    hash.fingerprint(fingerprint),
  ];
}

function toClaim(kind: string, values: readonly string[], entry: Entry | undefined): Claim {
  if (kind === 'claimed' && entry !== undefined) {
    const [, attempt, at, asked, first, submitted] = values;
    const departsInMs = Number(at) - Number(asked);
    const claim = {
      kind,
      entry,
      attempt: Number(attempt),
      departsInMs,
      submittedAt: Number(submitted),
    } as const;
    return first === '1' ? { ...claim, isFirst: true } : claim;
  }
  switch (kind) {
    case 'later':
      return { kind, waitMs: Number(values[0]) - Number(values[1]) };
    case 'stopped':
      return { kind, why: values[0] ?? '' };
    case 'settled':
    case 'held':
    case 'suspect':
    case 'unverified':
      return { kind };
    default:
      throw new Error(`claim answered ${kind}`);
  }
}

function extraOf(
  ending: Ending,
  reference: string,
  hash: RowHash,
  batchKey: BatchKey | undefined,
  key: EntryKey,
): string {
  if (ending.kind === 'created') return createdText(ending, { key, reference: reference as Reference }, hash);
  return 'failure' in ending ? encodeFailure(ending.failure, batchKey, key) : '';
}

function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, at) => values.slice(at * size, (at + 1) * size));
}
