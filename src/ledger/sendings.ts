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
  /** The entry may be sent once, `departsInMs` from now; `entry` is as it was before the claim. */
  | {
      readonly kind: 'claimed';
      readonly entry: Entry;
      readonly attempt: number;
      readonly departsInMs: number;
      /** When its batch was submitted; changes where the ledger was lost and the batch submitted again. */
      readonly submittedAt: number;
      /** No other row of the batch is sent before this link was read back. */
      readonly isFirst?: true;
    }
  | { readonly kind: 'later'; readonly waitMs: number }
  | { readonly kind: 'settled' | 'held' | 'suspect' | 'stopped' }
  /** Another row of the batch is sent first, and its link is read back. */
  | { readonly kind: 'unverified' };

/** Identifies the sending to which an answer belongs. */
export interface Sending {
  readonly attempt: number;
  readonly generation: number;
  /** The entry's reference; read from its record where absent. */
  readonly reference?: string;
}

/** The outcome of an attempt; `entered`: certainly no link was made. `providerCode`: refusals in a row with one code stop the account. */
export type Ending =
  | Extract<Outcome, { kind: 'created' | 'failed' }>
  | (Extract<Outcome, { kind: 'refused' }> & { readonly providerCode: string })
  | { readonly kind: 'doubtful' | 'entered' };

/** The event of an attempt without a link. `why` is stored sealed, since Bridge's words may name people. */
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
  /** `generation` is the one in the link's tag; 0 where the listing shows no tag. */
  | { readonly kind: 'found'; readonly link: Link; readonly generation: number; readonly isVerified?: true }
  | { readonly kind: 'conflict'; readonly failure: Failure }
  /** A complete listing has no link; it proves absence only where it began `proofWaitMs` or more after the sending. */
  | { readonly kind: 'absent'; readonly begunAt: number; readonly proofWaitMs: number };

/** `wrong`: two rows had each other's links; both become doubtful and are looked up. */
const judgementSchema = z.enum(['done', 'again', 'already', 'late', 'duplicate', 'unproven', 'wrong']);

export type Judgement = z.infer<typeof judgementSchema>;

/** Claims, their outcomes, and what the provider's list proves about doubtful entries. */
export interface Sendings {
  /**
   * Takes the right to send the entry once, with a permit and a durable stamp. `isOpen`: the row names no account for its money, so it
   * does not wait for a link to be verified, and its own link verifies nothing.
   */
  claim(key: EntryKey, isOpen?: boolean): Promise<Claim>;
  /** Settles a row that cannot be sent as failed, before any claim. False where it no longer waits to be sent. */
  setAside(key: EntryKey, failure: Failure): Promise<boolean>;
  /** Saves the outcome of an attempt. `answer` becomes a row event; never a secret, an IBAN or a link. */
  settle(key: EntryKey, sent: Sending, ending: Ending, answer?: Answer): Promise<Settlement>;
  /** Makes claims doubtful whose lease has expired; returns the oldest doubts, and the ledger's time. */
  doubts(most: number): Promise<{ readonly now: number; readonly doubts: readonly Doubt[] }>;
  /** For each of these ages in ms, how many doubts are at least that old, by Redis' clock. */
  doubtsOlderThan(agesMs: readonly number[]): Promise<number[]>;
  judge(key: EntryKey, attempt: number, verdict: Verdict): Promise<Judgement>;
}

/** The entry fails after this many sendings that were each proven to have made no link. */
const sendsInAll = 5;

/** The link of one in this many created rows of a batch is read back while the others are sent. */
const sampleEach = 500;

export interface SendingSettings {
  readonly pace: Pick<Pace, 'windows'>;
  readonly leaseMs: number;
  /** How many refusals in a row with one code stop the account. */
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
      // The record does not open, so it is not sent: its claim ends, and the account stops or, where a person has seen the forgery, the row is held.
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
