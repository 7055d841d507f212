import { z } from 'zod';
import { type Message, type MessageCode, message } from '../../i18n/messages.ts';
import type { Audit } from '../audit.ts';
import { type Batch, byDestination, byForged, byLockOut, byUnproven, type Decision } from '../batch.ts';
import { isInstant } from '../dates/zone-time.ts';
import type { FailureCode } from '../failure.ts';
import type { Immutable } from '../immutable.ts';
import type { Reason } from '../reason.ts';
import type { Notice } from './notice.ts';

/** Rows of a batch that have been doubtful for long. */
export interface OldDoubts {
  readonly batch: string;
  readonly rows: number;
  readonly amountCents: number;
  /** When the first of them was sent, in ms of the ledger's clock. */
  readonly since: number;
}

/** The result of a recovery scan of the provider's list, after Redis may have lost data of the ledger; stored in this form. */
export const recoveryScanSchema = z.object({
  /** A random id for each time that the ledger may have lost data. */
  epoch: z.string(),
  /** When the loss was noticed, and when the list was scanned, in ms of the ledger's clock. */
  since: z.number().refine(isInstant),
  at: z.number().refine(isInstant),
  links: z.number(),
  /** False where the account is new, with nothing to lose. */
  isLoss: z.boolean(),
});

export type RecoveryScan = Immutable<z.infer<typeof recoveryScanSchema>>;

/** Failure codes that a notice lists at most. */
const mostCodes = 10;

/** What waits while an account is stopped: batches with rows to send, and the amounts of these batches in cents. */
export interface Waiting {
  readonly batches: number;
  readonly rows: number;
  readonly amountCents: number;
  readonly createdCents: number;
}

/** Sums what waits in these batches. */
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

/** The failure code and subject of a stop, by what stopped the account. */
const stops: Readonly<Record<string, { readonly code: FailureCode; readonly subject: Message }>> = {
  [byLockOut]: { code: 'locked_out', subject: message('stopped_by_lock_out', {}) },
  [byDestination]: { code: 'destination_differs', subject: message('stopped_by_destination', {}) },
  [byUnproven]: { code: 'destination_unproven', subject: message('stopped_by_unproven', {}) },
  [byForged]: { code: 'ledger_forged', subject: message('stopped_by_forgery', {}) },
};
const refusals = { code: 'account_stopped', subject: message('stopped_by_refusals', {}) } as const;

/** The program stopped the account; one notice for each stop. */
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

/** Reasons that quote nobody, and show no more of an account than the ends of its IBAN. */
const shownReasons: ReadonlySet<MessageCode> = new Set([
  'line_leads_elsewhere',
  'nothing_shown_of_account',
  'first_link_not_shown',
]);

/** Of Bridge's answer only its status or code: the rest may name a row's payer or payee; the command `status` shows it. */
function reasonLine(why: Reason): Message[] {
  if (typeof why === 'string') return [];
  if (shownReasons.has(why.code)) return [why];
  const { code, status } = why.params;
  const isCode = typeof code === 'string' && /^[\w.-]{1,80}$/.test(code);
  if (why.code === 'bridge_refused_in_a_row') return isCode ? [why] : [];
  const isStatus = why.code === 'bridge_locked_out' && (status === 401 || status === 403);
  return isStatus ? [message('bridge_answered', { status })] : [];
}

/** Rows of a batch were sent long ago and are still doubtful; one notice for each batch and UTC day. */
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

/** The books of a batch do not balance; `finding` identifies the finding, so that the same one is notified once. */
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

/** Redis lost data, or was not shut down properly, and a recovery scan of the provider's list has ended; one notice for each time. */
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

/** A purge erased personal data of batches, but may not run BGREWRITEAOF, so Redis's append-only file still holds them; one notice each. */
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

/** A person sends it to test whether notices arrive. */
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
