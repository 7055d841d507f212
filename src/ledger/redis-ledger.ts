import type { Redis } from 'ioredis';
import { type EntryKey, keyOf, pointerOf } from '../domain/entry.ts';
import { type Pace, reservationMs } from '../pace/pace.ts';
import { createBatches } from './batches.ts';
import { orGone } from './gone.ts';
import type { Claim, Consultation, Ending, Judgement, Ledger, Settlement, Verdict } from './ledger.ts';
import { accountPrefix } from './ledger.ts';
import { createMappings } from './mappings.ts';
import { createNotices } from './notices.ts';
import { decodePage, encodePage, guardDigest, linkText, referenceDigest } from './page.ts';
import { createReader } from './reader.ts';
import { defineScripts } from './scripts.ts';
import { createSecondLinks } from './second-links.ts';
import { createStanding } from './standing.ts';

/** After how many sendings that were each proven to have made nothing an entry is given up. */
const sendsInAll = 5;

export interface LedgerSettings {
  readonly account: string;
  readonly pace: Pick<Pace, 'windows' | 'longestWindowMs'>;
  readonly leaseMs: number;
  /** So many refusals in a row with one code stop the account. */
  readonly refusalsToStop: number;
  readonly randomId: () => string;
  /** Milliseconds, for a simulated clock; '' stands for Redis' own. */
  readonly now?: () => string;
}

export function createLedger(redis: Redis, settings: LedgerSettings): Ledger {
  const prefix = accountPrefix(settings.account);
  const account = `${prefix}:account`;
  const now = settings.now ?? (() => '');
  const scripts = defineScripts(redis);
  const head = () => [prefix, now(), settings.randomId(), settings.pace.longestWindowMs];
  const readPages = createReader(redis, prefix);
  return {
    ...createBatches(redis, scripts, prefix, now),
    ...createMappings(redis, prefix),
    ...createNotices(redis, scripts, prefix, now),
    ...readPages,
    async enter(batch, rows) {
      const args = rows.flatMap((row) => {
        const key = { batch, line: row.line };
        const page = encodePage(key, row.reference, row.contents, row.label);
        const digest = referenceDigest(row.reference ?? pointerOf(key));
        return [
          String(row.line),
          digest,
          guardDigest(row.contents),
          page.reference,
          page.contents,
          page.label,
          row.fingerprint,
        ];
      });
      const answer = await orGone(batch, scripts.enter([account], [...head(), batch, ...args]));
      return chunksOf(answer, 2).map(([line, pointer]) => ({
        line: Number(line),
        earlier: keyOf(pointer ?? ''),
      }));
    },
    async consult(batch, rows) {
      const args = rows.flatMap(({ reference, contents, line, label }) => [
        reference === undefined ? '' : referenceDigest(reference),
        guardDigest(contents),
        encodePage({ batch: '', line }, reference, contents, label).contents,
      ]);
      const answer = await scripts.consult([account], [prefix, batch, ...args]);
      return chunksOf(answer, 3).map(([verdict, earlier, twin]) => ({
        verdict: verdict as Consultation['verdict'],
        ...(earlier ? { earlier: keyOf(earlier) } : {}),
        ...(twin ? { twin: keyOf(twin) } : {}),
      }));
    },
    async claim(key) {
      const { windows } = settings.pace;
      const args = [...head(), key.batch, key.line, reservationMs, settings.leaseMs, windows];
      return toClaim(key, await scripts.claim([account], args));
    },
    async settle(key, { attempt, generation }, ending, said = '') {
      const breaker = [ending.kind === 'refused' ? ending.providerCode : '', settings.refusalsToStop];
      const what = [attempt, generation, ending.kind, extraOf(ending), said, ...breaker];
      return (await scripts.settle([account], [...head(), key.batch, key.line, ...what])) as Settlement;
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
      const { begunAt, proofWaitMs } = verdict.kind === 'absent' ? verdict : { begunAt: 0, proofWaitMs: 0 };
      const generation = verdict.kind === 'found' ? verdict.generation : 0;
      const what = [verdict.kind, extraOfVerdict(verdict), generation, begunAt, proofWaitMs, sendsInAll];
      return (await scripts.verdict(
        [account],
        [...head(), key.batch, key.line, attempt, ...what],
      )) as Judgement;
    },
    async retry(batch, entries, said) {
      if (entries.length === 0) return [];
      const args = entries.flatMap(({ key, reference }) => [key.line, referenceDigest(reference)]);
      return (await scripts.retry([account], [...head(), batch, said, ...args])).map(Number);
    },
    async cancelLines(batch, lines) {
      return lines.length === 0 ? 0 : scripts.cancel([account], [...head(), batch, ...lines]);
    },
    async find(references) {
      if (references.length === 0) return [];
      const answer = await scripts.find([account], [prefix, ...references.map(referenceDigest)]);
      return chunksOf(answer, 2).map(([pointer, page]) =>
        pointer && page ? decodePage(keyOf(pointer), page) : undefined,
      );
    },
    async lookBack(links) {
      const ranks = ['foreign', 'ended', 'valid', 'completed'];
      const args = links.flatMap(({ reference, rank, generation, fingerprint, link }) => [
        referenceDigest(reference),
        `${ranks.indexOf(rank)} ${generation} ${fingerprint} ${linkText(link)}`,
      ]);
      const pointers = await scripts['look-back']([account], [prefix, ...args]);
      return pointers.map((pointer) => (pointer === '' ? undefined : keyOf(pointer)));
    },
    ...createSecondLinks(redis, scripts, prefix, head, now),
    ...createStanding(redis, scripts, prefix, head, settings.randomId, now),
  };
}

function toClaim(key: EntryKey, [kind, ...values]: readonly string[]): Claim {
  switch (kind) {
    case 'claimed': {
      const [page, attempt, at, asked] = values;
      const entry = decodePage(key, page ?? '');
      return { kind, entry, attempt: Number(attempt), departsInMs: Number(at) - Number(asked) };
    }
    case 'later':
      return { kind, waitMs: Number(values[0]) - Number(values[1]) };
    case 'stopped':
      return { kind, why: values[0] ?? '' };
    case 'settled':
    case 'held':
    case 'suspect':
      return { kind };
    default:
      throw new Error(`claim answered ${kind}`);
  }
}

function extraOf(ending: Ending): string {
  if (ending.kind === 'created') return `${ending.recovered ? 1 : 0} ${linkText(ending.link)}`;
  return 'failure' in ending ? JSON.stringify(ending.failure) : '';
}

function extraOfVerdict(verdict: Verdict): string {
  if (verdict.kind === 'found') return `1 ${linkText(verdict.link)}`;
  return JSON.stringify(verdict.kind === 'conflict' ? verdict.failure : { code: 'sent_too_often' });
}

function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, at) => values.slice(at * size, (at + 1) * size));
}
