import type { Redis } from 'ioredis';
import { type EntryKey, keyOf, pointerOf } from '../domain/entry.ts';
import { bridgeLinkHost } from '../domain/hosts.ts';
import type { Vault } from '../domain/vault.ts';
import { type Pace, reservationMs } from '../pace/pace.ts';
import { createBatches } from './batches.ts';
import { createCopies } from './copies.ts';
import { saidPlace } from './decisions.ts';
import { createGauges } from './gauges.ts';
import { orGone } from './gone.ts';
import { type BatchKey, createKeys } from './keys.ts';
import type {
  Claim,
  Consultation,
  Ending,
  Judgement,
  Ledger,
  NewEntry,
  Settlement,
  Verdict,
} from './ledger.ts';
import { accountPrefix } from './ledger.ts';
import { createMappings } from './mappings.ts';
import { createNights } from './nights.ts';
import { createNotices } from './notices.ts';
import { comparedText, createdText, encodeFailure, encodePage, linkText } from './page.ts';
import { createPurging } from './purging.ts';
import { createReader, type Reader } from './reader.ts';
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
  /** Hosts that links may have; Bridge's own unless said. */
  readonly linkHosts?: readonly string[];
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
  const openKeys = () => createKeys(redis, scripts, prefix, settings.vault);
  const keys = openKeys();
  const reader = createReader(redis, prefix, keys, settings.linkHosts ?? [bridgeLinkHost]);
  const { entries, entry } = reader;
  const standing = createStanding(redis, scripts, prefix, head, settings.randomId, now);
  const batches = createBatches(redis, scripts, prefix, now, keys);
  return {
    ...batches,
    ...createGauges(redis, prefix),
    ...createPurging(redis, scripts, prefix, now, batches.rejections),
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
      const answer = await orGone(batch, keys.sealing(batch, enterBy));
      return chunksOf(answer, 2).map(([line, pointer]) => ({
        line: Number(line),
        earlier: keyOf(pointer ?? ''),
      }));
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
      const args = [...head(), ...what];
      return toClaim(key, await scripts.claim([account], args), reader);
    },
    async settle(key, { attempt, generation }, ending, said = '') {
      const code = ending.kind === 'refused' ? ending.providerCode : '';
      const breaker = [code, settings.refusalsToStop, sampleEach];
      const batchKey = await keys.of(key.batch);
      const words = said === '' ? '' : batchKey.seal(said, saidPlace(key.line));
      const what = [attempt, generation, ending.kind, extraOf(ending, batchKey, key), words, ...breaker];
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
      const lines = await keys.hashed((hash) => {
        const args = entries.flatMap(({ key, reference }) => [key.line, hash.reference(reference)]);
        return scripts.retry([account], [...head(), batch, said, hash.id, ...args]);
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
      const pages = chunksOf(answer, 2).map(([pointer, page]) =>
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
          return [
            hash.reference(reference),
            `${ranks.indexOf(rank)} ${generation} ${hashed} ${linkText(link)}`,
          ];
        });
        return scripts['look-back']([account], [prefix, hash.id, ...args]);
      });
      return pointers.map((pointer) => (pointer === '' ? undefined : keyOf(pointer)));
    },
    ...createSecondLinks(redis, scripts, prefix, head, now),
    ...createVerifications(redis, scripts, prefix, head, now),
    ...createCopies(redis, scripts, prefix, head, standing.forget, openKeys),
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

async function toClaim(
  key: EntryKey,
  [kind, ...values]: readonly string[],
  { decode }: Reader,
): Promise<Claim> {
  switch (kind) {
    case 'claimed': {
      const [page, attempt, at, asked, first, submitted] = values;
      const entry = await decode(key, page ?? '');
      const departsInMs = Number(at) - Number(asked);
      const claim = { kind, entry, attempt: Number(attempt), departsInMs, submittedAt: Number(submitted) };
      return first === '1' ? { ...claim, isFirst: true } : claim;
    }
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

function extraOf(ending: Ending, batchKey: BatchKey, key: EntryKey): string {
  if (ending.kind === 'created') return createdText(ending);
  return 'failure' in ending ? encodeFailure(ending.failure, batchKey, key) : '';
}

function extraOfVerdict(verdict: Verdict): string {
  if (verdict.kind === 'found') return createdText({ ...verdict, kind: 'created', recovered: true });
  return JSON.stringify(verdict.kind === 'conflict' ? verdict.failure : { code: 'sent_too_often' });
}

function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, at) => values.slice(at * size, (at + 1) * size));
}
