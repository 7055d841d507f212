import { z } from 'zod';
import { type Entry, type EntryKey, keyOf, type Link, type Outcome } from '../domain/entry.ts';
import type { Failure } from '../domain/failure.ts';
import type { answerMessages } from '../i18n/messages/history.ts';
import type { Message } from '../i18n/messages.ts';
import { type Pace, reservationMs } from '../pace/pace.ts';
import { chunksOf } from './chunks-of.ts';
import type { ForgeryFinder } from './forgeries.ts';
import { answerPlace } from './history.ts';
import type { Home } from './home.ts';
import type { BatchKey } from './keys.ts';
import { encodePast } from './past.ts';
import type { RecordReader } from './reader.ts';
import type { RowHash } from './row-hash.ts';
import { createdText, encodeFailure } from './state-text.ts';

export type Claim =
  /** May be sent once, `departsInMs` from now; `entry` is as it was before. */
  | {
      readonly kind: 'claimed';
      readonly entry: Entry;
      readonly attempt: number;
      readonly departsInMs: number;
      /** When its batch was handed in: another time than before where the ledger was lost, and the batch handed in again. */
      readonly submittedAt: number;
      /** No other row of the batch is sent before its link was read back. */
      readonly isFirst?: true;
    }
  | { readonly kind: 'later'; readonly waitMs: number }
  | { readonly kind: 'settled' | 'held' | 'suspect' | 'stopped' }
  /** Another row of the batch is sent first, and its link read back. */
  | { readonly kind: 'unverified' };

/** Which sending an answer belongs to. */
export interface Sending {
  readonly attempt: number;
  readonly generation: number;
  /** Of the entry; read from its record where it is not given. */
  readonly reference?: string;
}

/** What came of an attempt; `entered`: surely nothing was made. `providerCode`: refusals in a row with one code stop the account. */
export type Ending =
  | Extract<Outcome, { kind: 'created' | 'failed' }>
  | (Extract<Outcome, { kind: 'refused' }> & { readonly providerCode: string })
  | { readonly kind: 'doubtful' | 'entered' };

/** What is written of an attempt that has no link: what came of it, and why; words of whoever answered may name people. */
export interface Answer {
  readonly code: keyof typeof answerMessages;
  readonly why?: Message;
}

/** `sampled`: done, and the link is to be read back. */
const settlementSchema = z.enum(['done', 'sampled', 'taken', 'already', 'late', 'duplicate', 'unknown']);

type Settlement = z.infer<typeof settlementSchema>;

export interface Doubt {
  readonly key: EntryKey;
  readonly attempt: number;
  readonly sentAt: number;
  /** When its generation was first sent. */
  readonly firstSentAt: number;
}

type Verdict =
  /** `generation` as its tag says; 0 where none came back. */
  | { readonly kind: 'found'; readonly link: Link; readonly generation: number; readonly isVerified?: true }
  | { readonly kind: 'conflict'; readonly failure: Failure }
  /** No link in a listing that was begun at `begunAt` and is whole; believed only `proofWaitMs` after the sending. */
  | { readonly kind: 'absent'; readonly begunAt: number; readonly proofWaitMs: number };

/** `wrong`: two rows had each other's links; both are looked up now. */
const judgementSchema = z.enum(['done', 'again', 'already', 'late', 'duplicate', 'unproven', 'wrong']);

export type Judgement = z.infer<typeof judgementSchema>;

/** Entries on their way: who may send one, what came of it, and what the provider's list proves of it. */
export interface Sendings {
  /**
   * Takes the right to send the entry once, with a permit and a durable stamp. `isOpen`: nobody says to which account its money is to
   * go, so that its link verifies nothing, and it waits for none.
   */
  claim(key: EntryKey, isOpen?: boolean): Promise<Claim>;
  /** Settles a row that cannot be sent as failed, before anybody claims it. False where it waits to be sent no longer. */
  setAside(key: EntryKey, failure: Failure): Promise<boolean>;
  /** `answer`: for the row's trail; never a secret, an IBAN or a link. */
  settle(key: EntryKey, sent: Sending, ending: Ending, answer?: Answer): Promise<Settlement>;
  /** Makes claims doubtful whose lease has run out; the oldest doubts, and the ledger's time. */
  doubts(most: number): Promise<{ readonly now: number; readonly doubts: readonly Doubt[] }>;
  /** Doubts that are at least so old, for each of these ages in ms; by Redis' clock. */
  doubtsOlderThan(agesMs: readonly number[]): Promise<number[]>;
  judge(key: EntryKey, attempt: number, verdict: Verdict): Promise<Judgement>;
}

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

export function createSendings(
  { redis, scripts, prefix, account, head, keys }: Home,
  settings: SendingSettings,
  { decode, read }: RecordReader,
  forgeries: ForgeryFinder,
): Sendings {
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
      const name = reference ?? (ending.kind === 'created' ? (await read(key))?.reference : undefined) ?? '';
      const why = answer?.why;
      const words = why && batchKey ? batchKey.seal(JSON.stringify(why), answerPlace(key.line)) : '';
      return keys.hashed(async (hash) => {
        const extra = extraOf(ending, name, hash, batchKey, key);
        const written = [answer?.code ?? '', ...breaker, hash.id, words];
        const what = [attempt, generation, ending.kind, extra, ...written];
        return settlementSchema.parse(
          await scripts.settle([account], [...head(), key.batch, key.line, ...what]),
        );
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
    async doubtsOlderThan(agesMs) {
      const [seconds] = await redis.time();
      return Promise.all(
        agesMs.map((age) => redis.zcount(`${prefix}:doubts`, '-inf', Number(seconds) * 1000 + 999 - age)),
      );
    },
    async judge(key, attempt, verdict) {
      const judge = async (what: readonly (string | number)[]) =>
        judgementSchema.parse(
          await scripts.verdict([account], [...head(), key.batch, key.line, attempt, ...what]),
        );
      if (verdict.kind !== 'found') {
        const { begunAt, proofWaitMs } = verdict.kind === 'absent' ? verdict : { begunAt: 0, proofWaitMs: 0 };
        const failure = verdict.kind === 'conflict' ? verdict.failure : { code: 'sent_too_often' };
        return judge([verdict.kind, JSON.stringify(failure), 0, begunAt, proofWaitMs, sendsInAll]);
      }
      const found = await read(key);
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
