import { z } from 'zod';
import { type Message, type MessageCode, message } from '../../i18n/messages.ts';
import type { Audit } from '../audit.ts';
import { type Batch, byDestination, byForged, byLockOut, byUnproven, type Decision } from '../batch.ts';
import { isInstant } from '../dates/zone-time.ts';
import type { FailureCode } from '../failure.ts';
import type { Immutable } from '../immutable.ts';
import type { Reason } from '../reason.ts';
import type { Notice } from './notice.ts';

/** Doubts of a batch that have waited for long. */
export interface OldDoubts {
  readonly batch: string;
  readonly rows: number;
  readonly amountCents: number;
  /** When the oldest of them was sent, in ms of the ledger's clock. */
  readonly since: number;
}

/** What a look-back over the provider's list has seen after the ledger may have forgotten something; stored so. */
export const recoveryScanSchema = z.object({
  /** Random, one for each time that the ledger may have forgotten. */
  epoch: z.string(),
  /** When it was noticed, and when the list was looked over, in ms of the ledger's clock. */
  since: z.number().refine(isInstant),
  at: z.number().refine(isInstant),
  links: z.number(),
  /** False where the account is new: nothing was there that could be lost. */
  isLoss: z.boolean(),
});

export type RecoveryScan = Immutable<z.infer<typeof recoveryScanSchema>>;

/** Codes of failures that a notice counts one by one. */
const mostCodes = 10;

/** What waits while an account is stopped: batches with rows to be sent, and the money of these batches in cents. */
export interface Waiting {
  readonly batches: number;
  readonly rows: number;
  readonly amountCents: number;
  readonly createdCents: number;
}

/** What waits of these batches. */
export function waitingIn(batches: readonly Batch[]): Waiting {
  const waiting = batches.filter(({ committedAt, books }) => committedAt !== undefined && books.open > 0);
  const sumOf = (field: 'open' | 'amountCents' | 'createdCents') =>
    waiting.reduce((sum, { books }) => sum + books[field], 0);
  return {
    batches: waiting.length,
    rows: sumOf('open'),
    amountCents: sumOf('amountCents'),
    createdCents: sumOf('createdCents'),
  };
}

/** What a stop is called, by who stopped the account. */
const stops: Readonly<Record<string, { readonly code: FailureCode; readonly subject: Message }>> = {
  [byLockOut]: { code: 'locked_out', subject: message('stopped_by_lock_out', {}) },
  [byDestination]: { code: 'destination_differs', subject: message('stopped_by_destination', {}) },
  [byUnproven]: { code: 'destination_unproven', subject: message('stopped_by_unproven', {}) },
  [byForged]: { code: 'ledger_forged', subject: message('stopped_by_forgery', {}) },
};
const refusals = { code: 'account_stopped', subject: message('stopped_by_refusals', {}) } as const;

/** The account was stopped by the program; once for each stop. */
export function accountStopped({ at, by, why }: Decision, waiting: Waiting): Notice {
  const { code, subject } = stops[by] ?? refusals;
  const { batches, rows, amountCents, createdCents } = waiting;
  return {
    id: `account_stopped-${at}`,
    kind: 'account_stopped',
    at,
    subject,
    lines: [
      message('nothing_sent_since', { at }),
      ...reasonLine(why),
      rows === 0
        ? message('no_row_waits', {})
        : message('rows_wait', { rows, batches, createdCents, amountCents }),
      message('just_failure', { failure: { code } }),
    ],
    facts: { stoppedAt: at, batches, rows, amountCents, createdCents },
    next: [
      'npx linkmill doctor{forAccount}',
      'npx linkmill status{forLedger}',
      'npx linkmill resume{forLedger}',
    ],
  };
}

/** Reasons that hold no words of others: of where a link leads they show no more than the ends of an IBAN. */
const shownReasons: ReadonlySet<MessageCode> = new Set([
  'line_leads_elsewhere',
  'nothing_shown_of_account',
  'first_link_not_shown',
]);

/** Of what Bridge said only its status and its code: the rest may name a row's payer or payee, and stands in `status`. */
function reasonLine(why: Reason): Message[] {
  if (typeof why === 'string') return [];
  if (shownReasons.has(why.code)) return [why];
  const { code, status } = why.params;
  const isCode = typeof code === 'string' && /^[\w.-]{1,80}$/.test(code);
  if (why.code === 'bridge_refused_in_a_row') return isCode ? [why] : [];
  const isStatus = why.code === 'bridge_locked_out' && (status === 401 || status === 403);
  return isStatus ? [message('bridge_answered', { status })] : [];
}

/** Rows of a batch were sent long ago and are not answered yet; once a batch and day (of UTC). */
export function doubtsOld({ batch, rows, amountCents, since }: OldDoubts, now: number): Notice {
  return {
    id: `doubts_old-${batch}-${new Date(now).toISOString().slice(0, 10)}`,
    kind: 'doubts_old',
    at: now,
    subject: message('doubts_old', { rows }),
    lines: [
      message('doubts_of_batch', { batch, rows, cents: amountCents }),
      message('oldest_sent', { at: since }),
      message('doubts_wait', {}),
    ],
    facts: { rows, amountCents, since },
    next: [`npx linkmill status{forLedger} ${batch}`, 'npx linkmill doctor{forAccount}'],
  };
}

/** The books of a batch do not balance; `finding` tells one finding from another, so that the same one is told once. */
export function booksUnbalanced(batch: string, audit: Audit, finding: string): Notice {
  const byCode = new Map<FailureCode, number>();
  for (const { failure } of audit.imbalances) byCode.set(failure.code, (byCode.get(failure.code) ?? 0) + 1);
  const codes = [...byCode].slice(0, mostCodes);
  const createdCents = audit.cents.created;
  return {
    id: `books_unbalanced-${batch}-${finding}`,
    kind: 'books_unbalanced',
    at: audit.at,
    subject: message('books_unbalanced', { batch }),
    lines: [
      message('rows_disagree', { rows: audit.imbalanceCount, at: audit.at }),
      ...codes.map(([code, rows]) => message('code_of_rows', { code, rows, failure: { code } })),
      message('books_hold', { links: audit.rows.created, cents: createdCents }),
    ],
    facts: {
      ...Object.fromEntries(codes),
      imbalances: audit.imbalanceCount,
      created: audit.rows.created,
      createdCents,
    },
    next: [`npx linkmill audit{forLedger} ${batch}`, `npx linkmill report{forLedger} ${batch}`],
  };
}

/** Redis has lost data, or was not stopped in order, and the provider's list was looked over; once for each time. */
export function ledgerLost({ epoch, since, at, links }: RecoveryScan): Notice {
  return {
    id: `ledger_lost-${epoch}`,
    kind: 'ledger_lost',
    at,
    subject: message('redis_lost', {}),
    lines: [
      message('redis_lost_noticed', { at: since }),
      message('list_looked_over', { at, links }),
      message('file_to_run_again', {}),
    ],
    facts: { since, links },
    next: ['npx linkmill status{forLedger}', 'npx linkmill doctor{forAccount}'],
  };
}

/** A purge erased the personal data of batches, and Redis may not be asked to forget them; once for each such purge. */
export function dataNotForgotten(batches: number, at: number): Notice {
  return {
    id: `data_not_forgotten-${at}`,
    kind: 'data_not_forgotten',
    at,
    subject: message('data_not_forgotten', {}),
    lines: [
      message('batches_erased', { batches }),
      message('erased_not_forgotten', {}),
      message('redis_to_rewrite', {}),
    ],
    facts: { batches },
    next: [],
  };
}

/** Sent by hand, to see whether notices arrive. */
export function trialNotice(now: number): Notice {
  return {
    id: `trial-${now}`,
    kind: 'trial',
    at: now,
    subject: message('trial', {}),
    lines: [message('trial_arrived', {})],
    facts: {},
    next: [],
  };
}
