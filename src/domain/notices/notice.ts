import { z } from 'zod';
import { type Message, messageSchema } from '../../i18n/messages.ts';
import { dayMs, hourMs } from '../dates/spans.ts';
import type { Immutable } from '../immutable.ts';

/** What a notice tells of; each kind is told once for what it is about. */
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
 * Something that people who watch nothing are notified of, by mail or webhook; stored so. It never holds an IBAN, a name of a payer or
 * payee, a link or a secret.
 */
export const noticeSchema = z.object({
  /** Follows from what happened, so that the same thing posted twice is one notice; at most 200 characters. */
  id: z.string(),
  /** One of another version is sent as well. */
  kind: z.custom<NoticeKind>((kind) => typeof kind === 'string'),
  /** Milliseconds since 1970 of the ledger's clock. */
  at: z.number(),
  /** A few words, for instance "nightly: 212 links, 2 rows to mend". */
  subject: messageSchema,
  /** Sentences, in the order in which they are read. */
  lines: z.array(messageSchema),
  /** Counts, and amounts in cents (`...Cents`). */
  facts: z.record(z.string(), z.number()),
  /** Commands that a person may want to run next; `{forLedger}` and `{forAccount}` stand for what they work for, see `commandFor`. */
  next: z.array(z.string()),
});

export type Notice = Immutable<z.infer<typeof noticeSchema>>;

/** Where notices go. */
export type Target = (typeof targets)[number];

/** Every target there can be; a notice is due at each of them. */
export const targets = ['mail', 'webhook'] as const;

/** How a notice stands at one target, stored so; times in milliseconds of the ledger's clock. */
export const deliverySchema = z.object({
  /**
   * `waiting` until the next attempt, `delivered`, `undelivered` after a day of attempts, `outdated` where it was too old when
   * the first reader of notices was set up.
   */
  kind: z.enum(['waiting', 'delivered', 'undelivered', 'outdated']),
  attempts: z.number(),
  /** Of the first and the last attempt; absent before. */
  firstAt: z.number().exactOptional(),
  lastAt: z.number().exactOptional(),
  /** What came back last; never a secret. */
  said: messageSchema.exactOptional(),
});

export type Delivery = Immutable<z.infer<typeof deliverySchema>>;

/** A notice, and how it stands at each target. */
export interface PostedNotice {
  readonly notice: Notice;
  readonly deliveries: Readonly<Record<Target, Delivery>>;
}

const secondMs = 1_000;

/** The first pause after an attempt that failed, doubled with each one, and the longest, in ms. */
const firstPauseMs = 30 * secondMs;
const longestPauseMs = hourMs;

/** A notice that could not even be tried for so long, a long weekend, is no news any more, in ms. */
const freshMs = 3 * dayMs;

/** Whether nobody is to be told of it any more: it was never tried, and is too old. */
export function isOutdated({ at }: Notice, { attempts }: Delivery, now: number): boolean {
  return attempts === 0 && now - at > freshMs;
}

/**
 * How a notice stands after an attempt at `now`, and when the next one is due. `spread` (0 to 1) moves the pause by a quarter
 * either way, so that not everything that failed at once is tried at once. The last attempt is a day after the first.
 */
export function afterAttempt(
  before: Delivery,
  isDelivered: boolean,
  said: Message,
  now: number,
  spread: number,
): { readonly delivery: Delivery; readonly dueAt?: number } {
  const firstAt = before.firstAt ?? now;
  const attempts = before.attempts + 1;
  const tried = { attempts, firstAt, lastAt: now, said };
  if (isDelivered) return { delivery: { kind: 'delivered', ...tried } };
  const lastAt = firstAt + dayMs;
  if (now >= lastAt) return { delivery: { kind: 'undelivered', ...tried } };
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempts - 1)) * (0.75 + spread / 2);
  return { delivery: { kind: 'waiting', ...tried }, dueAt: Math.min(lastAt, Math.round(now + pauseMs)) };
}

/** Whether somebody should look why people are not told: it was given up, or has failed already. */
export function isFailing({ kind, attempts }: Delivery): boolean {
  return kind === 'undelivered' || (kind === 'waiting' && attempts > 0);
}
