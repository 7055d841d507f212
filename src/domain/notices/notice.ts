import { z } from 'zod';
import { type Message, messageSchema } from '../../i18n/messages.ts';
import { dayMs, hourMs } from '../dates/spans.ts';
import type { Immutable } from '../immutable.ts';

/** What a notice is about; the same occurrence is notified once. */
export type NoticeKind =
  | 'trial'
  | 'run_ended'
  | 'run_waits'
  | 'run_missed'
  | 'file_missing'
  | 'file_left'
  | 'file_grew'
  | 'numbers_missing'
  | 'inbox_unreachable'
  | 'inbox_unsafe'
  | 'account_stopped'
  | 'doubts_old'
  | 'books_unbalanced'
  | 'ledger_lost'
  | 'links_lapsing'
  | 'data_not_forgotten'
  | 'records_forged';

/**
 * A message to people who do not watch the program, by mail or webhook; stored in this form. It never contains an IBAN, a name of a payer or
 * payee, a link or a secret.
 */
export const noticeSchema = z.object({
  /** Derived from the occurrence, so that posting it twice gives one notice; at most 200 characters. */
  id: z.string(),
  /** A `NoticeKind`, or a kind of another version, which is sent as well. */
  kind: z.custom<NoticeKind>((kind) => typeof kind === 'string'),
  /** Milliseconds since 1970, by the ledger's clock. */
  at: z.number(),
  /** A few words, for instance "nightly: 212 links, 2 rows to correct". */
  subject: messageSchema,
  /** Sentences, in the order in which they are read. */
  lines: z.array(messageSchema),
  /** Counts, and amounts in cents (`...Cents`). */
  facts: z.record(z.string(), z.number()),
  /** Commands that a person may want to run next; `commandFor` replaces `{forLedger}` and `{forAccount}`. */
  next: z.array(z.string()),
});

export type Notice = Immutable<z.infer<typeof noticeSchema>>;

/** One way to deliver notices. */
export type Target = (typeof targets)[number];

/** All targets; every notice is delivered to each. */
export const targets = ['mail', 'webhook'] as const;

/** The delivery of a notice to one target, stored in this form; times in milliseconds of the ledger's clock. */
export const deliverySchema = z.object({
  /**
   * `waiting` until the next attempt, `delivered`, `undelivered` after a day of failed attempts, `outdated` where it was too old before its
   * first attempt.
   */
  kind: z.enum(['waiting', 'delivered', 'undelivered', 'outdated']),
  attempts: z.number(),
  /** Times of the first and the last attempt; absent before the first. */
  firstAt: z.number().exactOptional(),
  lastAt: z.number().exactOptional(),
  /** The result of the last attempt; never a secret. */
  answer: messageSchema.exactOptional(),
});

export type Delivery = Immutable<z.infer<typeof deliverySchema>>;

/** A notice, and its delivery to each target. */
export interface PostedNotice {
  readonly notice: Notice;
  readonly deliveries: Readonly<Record<Target, Delivery>>;
}

const secondMs = 1_000;

/** Ms to wait after the first failed attempt, doubled after each further one, and the longest wait. */
const firstPauseMs = 30 * secondMs;
const longestPauseMs = hourMs;

/** Ms after which a notice without any attempt is outdated: a long weekend. */
const freshMs = 3 * dayMs;

/** Whether a notice is too old for its first attempt. */
export function isOutdated({ at }: Notice, { attempts }: Delivery, now: number): boolean {
  return attempts === 0 && now - at > freshMs;
}

/**
 * The delivery after an attempt at `now`, and the time of the next attempt, if any. `spread` (0 to 1) changes the wait by up to a quarter
 * either way, so that notices that failed together are not retried together. The last attempt is a day after the first.
 */
export function afterAttempt(
  before: Delivery,
  isDelivered: boolean,
  answer: Message,
  now: number,
  spread: number,
): { readonly delivery: Delivery; readonly dueAt?: number } {
  const firstAt = before.firstAt ?? now;
  const attempts = before.attempts + 1;
  const tried = { attempts, firstAt, lastAt: now, answer };
  if (isDelivered) return { delivery: { kind: 'delivered', ...tried } };
  const lastAt = firstAt + dayMs;
  if (now >= lastAt) return { delivery: { kind: 'undelivered', ...tried } };
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1)) * (0.75 + spread / 2);
  return { delivery: { kind: 'waiting', ...tried }, dueAt: Math.min(lastAt, Math.round(now + pauseMs)) };
}

/** Whether somebody should find out why the notice does not arrive: an attempt failed, or all of them did. */
export function isFailing({ kind, attempts }: Delivery): boolean {
  return kind === 'undelivered' || (kind === 'waiting' && attempts > 0);
}
