import type { Audit } from './audit.ts';
import { type Batch, byDestination, byForged, byLockOut, byUnproven, type Decision } from './batch.ts';
import { euros } from './cents.ts';
import { describeFailure, type FailureCode } from './failure.ts';
import type { Notice } from './notice.ts';
import { moment } from './zone-time.ts';

/** Doubts of a batch that have waited for long. */
export interface OldDoubts {
  readonly batch: string;
  readonly rows: number;
  readonly amountCents: number;
  /** When the oldest of them was sent, in ms of the ledger's clock. */
  readonly since: number;
}

/** What a look-back over the provider's list has seen after the ledger may have forgotten something. */
export interface LookedBack {
  /** Random, one for each time that the ledger may have forgotten. */
  readonly epoch: string;
  /** When it was noticed, and when the list was looked over, in ms of the ledger's clock. */
  readonly since: number;
  readonly at: number;
  readonly links: number;
  /** False where the account is new: nothing was there that could be lost. */
  readonly isLoss: boolean;
}

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
  const waiting = batches.filter(({ sealedAt, books }) => sealedAt !== undefined && books.open > 0);
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
const stops: Readonly<Record<string, { readonly code: FailureCode; readonly subject: string }>> = {
  [byLockOut]: { code: 'locked_out', subject: 'stopped: Bridge refuses the credentials' },
  [byDestination]: { code: 'destination_differs', subject: 'stopped: a link leads elsewhere' },
  [byUnproven]: {
    code: 'destination_unproven',
    subject: 'stopped: Bridge does not show where its links lead',
  },
  [byForged]: { code: 'ledger_forged', subject: 'stopped: what Redis holds was changed' },
};
const refusals = { code: 'account_stopped', subject: 'stopped: refusals in a row' } as const;

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
      `Nothing is sent since ${moment(at)}.`,
      ...reasonLine(why),
      ...(rows === 0
        ? ['No row waits to be sent.']
        : [
            `Rows that wait to be sent: ${rows}, of batches not finished: ${batches}. In links so far: ${euros(createdCents)} of ${euros(amountCents)}.`,
          ]),
      describeFailure({ code }),
    ],
    facts: { stoppedAt: at, batches, rows, amountCents, createdCents },
    next: ['npx linkmill doctor', 'npx linkmill status', 'npx linkmill resume'],
  };
}

/** Of what Bridge said only its status and its code: the rest may name a row's payer or payee, and stands in `status`. */
function reasonLine(why: string): string[] {
  const refusals = /^(\d+) refusals in a row with ([\w.-]{1,80})$/.exec(why);
  if (refusals !== null)
    return [`Bridge refused rows one after the other with ${refusals[2]}: ${refusals[1]}.`];
  // Of where a link leads it holds no more than the ends of an IBAN.
  if (/^Bridge (shows|does not show) /.test(why)) return [`${why}.`];
  const status = /\bstatus (40[13])\b/.exec(why)?.[1];
  return status === undefined ? [] : [`Bridge answered ${status}.`];
}

/** Rows of a batch were sent long ago and are not answered yet; once a batch and day (of UTC). */
export function doubtsOld({ batch, rows, amountCents, since }: OldDoubts, now: number): Notice {
  return {
    id: `doubts_old-${batch}-${new Date(now).toISOString().slice(0, 10)}`,
    kind: 'doubts_old',
    at: now,
    subject: `rows in doubt for more than an hour: ${rows}`,
    lines: [
      `Batch ${batch}: ${rows} rows, ${euros(amountCents)}, were sent and not answered.`,
      `The oldest was sent ${moment(since)}.`,
      'They are not sent again before the list of Bridge shows what became of them. If it stays so, the list is not to be had, or Bridge cannot be reached.',
    ],
    facts: { rows, amountCents, since },
    next: [`npx linkmill status ${batch}`, 'npx linkmill doctor'],
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
    subject: `books of batch ${batch} do not balance`,
    lines: [
      `Rows on which the books and the list of Bridge do not agree: ${audit.imbalanceCount}. Found ${moment(audit.at)}.`,
      ...codes.map(([code, rows]) => `${code} (${rows}): ${describeFailure({ code })}`),
      `The books hold ${audit.rows.created} links, ${euros(createdCents)}. They are closed again within a day, and may mend themselves.`,
    ],
    facts: {
      ...Object.fromEntries(codes),
      imbalances: audit.imbalanceCount,
      created: audit.rows.created,
      createdCents,
    },
    next: [`npx linkmill audit ${batch}`, `npx linkmill report ${batch}`],
  };
}

/** Redis has lost data, or was not stopped in order, and the provider's list was looked over; once for each time. */
export function ledgerLost({ epoch, since, at, links }: LookedBack): Notice {
  return {
    id: `ledger_lost-${epoch}`,
    kind: 'ledger_lost',
    at,
    subject: 'Redis was lost, and looked back over',
    lines: [
      `Redis has lost data, or was not stopped in order; this was noticed ${moment(since)}.`,
      `Nothing was sent until the list of Bridge was looked over, ${moment(at)}: ${links} links, each held against the ledger. No row gets a second link by it.`,
      'A batch that is not listed any more was lost: run its file again.',
    ],
    facts: { since, links },
    next: ['npx linkmill status', 'npx linkmill doctor'],
  };
}

/** A purge erased the personal data of batches, and Redis may not be asked to forget them; once for each such purge. */
export function dataNotForgotten(batches: number, at: number): Notice {
  return {
    id: `data_not_forgotten-${at}`,
    kind: 'data_not_forgotten',
    at,
    subject: 'personal data are erased, and not forgotten',
    lines: [
      `The personal data of batches were erased: ${batches}.`,
      notForgotten,
      'Let the user of Linkmill run it (`linkmill doctor --acl` prints the line), or run it after each purge.',
    ],
    facts: { batches },
    next: [],
  };
}

/** What stands in the way of forgetting after a purge, as a sentence. */
export const notForgotten =
  'What was erased stands in the append-only file of Redis until an administrator runs BGREWRITEAOF.';

/** Sent by hand, to see whether notices arrive. */
export function trialNotice(now: number): Notice {
  return {
    id: `trial-${now}`,
    kind: 'trial',
    at: now,
    subject: 'a trial notice',
    lines: ['Somebody tried whether notices arrive. This one did; nothing else has happened.'],
    facts: {},
    next: [],
  };
}
