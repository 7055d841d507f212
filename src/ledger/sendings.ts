import { type Entry, type EntryKey, keyOf } from '../domain/entry.ts';
import { type Pace, reservationMs } from '../pace/pace.ts';
import { chunksOf } from './chunks-of.ts';
import { saidPlace } from './decisions.ts';
import type { ForgeryFinder } from './forgeries.ts';
import type { BatchKey, LedgerKeys } from './keys.ts';
import type { Claim, Ending, Judgement, Ledger, Settlement } from './ledger.ts';
import { encodePast } from './past.ts';
import type { Reader } from './reader.ts';
import type { RowHash } from './row-hash.ts';
import type { Scripts } from './scripts.ts';
import { createdText, encodeFailure } from './state-text.ts';

/** After how many sendings that were each proven to have made nothing an entry is given up. */
const sendsInAll = 5;

/** Of so many created rows of a batch the link of one is read back while the others are sent. */
const sampleEach = 500;

export interface SendingSettings {
  readonly pace: Pick<Pace, 'windows'>;
  readonly leaseMs: number;
  /** So many refusals in a row with one code stop the account. */
  readonly refusalsToStop: number;
}

/** Entries on their way: who may send one, what came of it, and what the provider's list proves of it. */
export function createSendings(
  scripts: Scripts,
  prefix: string,
  settings: SendingSettings,
  head: () => (string | number)[],
  keys: LedgerKeys,
  { decode, entry }: Reader,
  forgeries: ForgeryFinder,
): Pick<Ledger, 'claim' | 'setAside' | 'settle' | 'doubts' | 'judge'> {
  const account = `${prefix}:account`;
  return {
    async claim(key, isOpen = false) {
      const { windows } = settings.pace;
      const what = [key.batch, key.line, reservationMs, settings.leaseMs, windows, isOpen ? 1 : ''];
      const [kind, ...values] = await scripts.claim([account], [...head(), ...what]);
      const entry = kind === 'claimed' ? await decode(key, values[0] ?? '') : undefined;
      const isSendable = entry !== undefined && !entry.isErased && !entry.isUngranted;
      if (kind !== 'claimed' || isSendable) return toClaim(kind, values, entry);
      // Surely nothing was made of it, and nothing will be: the account is stopped, or the row held by itself.
      if (entry !== undefined) await forgeries.found(key, values[0] ?? '');
      const back = [Number(values[1]), 0, 'entered', '', '', '', settings.refusalsToStop, sampleEach];
      await scripts.settle([account], [...head(), key.batch, key.line, ...back]);
      if ((await forgeries.heldRows(key.batch)).includes(key.line)) return { kind: 'held' };
      return { kind: 'stopped' };
    },
    async setAside({ batch, line }, failure) {
      const args = [...head(), batch, line, JSON.stringify(failure)];
      return (await scripts['set-aside']([account], args)) === 1;
    },
    async settle(key, { attempt, generation, reference }, ending, answer) {
      const code = ending.kind === 'refused' ? ending.providerCode : '';
      const breaker = [code, settings.refusalsToStop, sampleEach];
      const batchKey = await keys.forWords(key.batch);
      const name = reference ?? (ending.kind === 'created' ? (await entry(key))?.reference : undefined) ?? '';
      const said = answer?.words ?? '';
      const words = said === '' ? '' : (batchKey?.seal(said, saidPlace(key.line)) ?? '');
      return keys.hashed(async (hash) => {
        const extra = extraOf(ending, name, hash, batchKey, key);
        const written = [answer?.code ?? '', ...breaker, hash.id, words];
        const what = [attempt, generation, ending.kind, extra, ...written];
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
  };
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
  if (ending.kind === 'created') return createdText(ending, { key, reference }, hash);
  return 'failure' in ending ? encodeFailure(ending.failure, batchKey, key) : '';
}
