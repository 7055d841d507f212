import type { Batch } from '../../domain/batch.ts';
import type { Failure } from '../../domain/failure.ts';
import { reasonText } from '../../domain/reason.ts';
import type { SchedulePolicy } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import type { Check } from './check-file.ts';

/** The limits that a checked file must meet to be submitted, from the terminal or a schedule. A file that breaks one is refused whole. */
export interface Acceptance extends Pick<SchedulePolicy, 'skipRejected' | 'requireTotals'> {
  /** A person accepted the rows that look like another payment. */
  readonly areDuplicatesAccepted: boolean;
  /** Most rows of the file, without those that a person left out. */
  readonly maxRows?: number;
  readonly maxSumCents?: number;
  /** Most rows that Redis may be given. */
  readonly room?: number;
  /** The limits for all files of one day, and what other files have used of them. */
  readonly ceiling?: Ceiling;
}

interface Ceiling extends Pick<SchedulePolicy, 'maxRows' | 'maxSumCents'> {
  readonly spent: { readonly rows: number; readonly cents: number };
}

/** Counts of rows that need a person's decision, by the file and the ledger. */
export interface Verdict {
  readonly rejected: number;
  /** Rows that look like another payment. */
  readonly duplicates: number;
}

export function verdictOf({ survey, ledger }: Check): Verdict {
  return {
    rejected: survey.rejected + (ledger?.conflictCount ?? 0),
    duplicates: survey.duplicates.size + (ledger?.twinCount ?? 0),
  };
}

/**
 * Why a file may not be submitted as it is; empty where it may. Rejected rows and duplicates do not count where the same content was
 * committed before, since they were decided then; limits count each time.
 */
export function refusalsOf(checked: Check, acceptance: Acceptance): Failure[] {
  const isNew = checked.ledger?.earlier?.committedAt === undefined;
  return [
    ...checked.survey.refusals,
    ...(isNew ? ofRows(checked, acceptance) : []),
    ...aboveLimits(checked, acceptance),
    ...(acceptance.ceiling === undefined ? [] : aboveCeiling(checked, acceptance.ceiling)),
  ];
}

function ofRows(checked: Check, { skipRejected, areDuplicatesAccepted, room }: Acceptance): Failure[] {
  const { rows } = checked.survey;
  const { rejected, duplicates } = verdictOf(checked);
  const some = (count: number) => [message('some_of_rows', { count, rows })];
  const found: Failure[] = [];
  if (rejected > 0 && !skipRejected) found.push({ code: 'rows_rejected', details: some(rejected) });
  if (duplicates > 0 && !areDuplicatesAccepted)
    found.push({ code: 'duplicates_not_accepted', details: some(duplicates) });
  if (room !== undefined && rows > room)
    found.push({ code: 'too_many_rows', details: [message('rows_without_lasting_redis', { most: room })] });
  return found;
}

function aboveLimits({ survey }: Check, { requireTotals, maxRows, maxSumCents }: Acceptance): Failure[] {
  const found: Failure[] = [];
  const rows = survey.rows - survey.leftOut.rows;
  if (requireTotals && !survey.hasTotals) found.push({ code: 'totals_missing' });
  if (maxRows !== undefined && rows > maxRows) {
    const details = [message('rows_above_most', { count: rows, most: maxRows })];
    found.push({ code: 'too_many_rows', details });
  }
  if (maxSumCents !== undefined && survey.amountCents > maxSumCents) {
    const details = [message('sum_above_most', { amount: survey.amountCents, most: maxSumCents })];
    found.push({ code: 'sum_above_maximum', details });
  }
  return found;
}

function aboveCeiling({ survey }: Check, { maxRows, maxSumCents, spent }: Ceiling): Failure[] {
  const { accepted, amountCents: sum } = survey;
  const found: Failure[] = [];
  if (maxRows !== undefined && spent.rows + accepted > maxRows) {
    const details = [message('ceiling_rows', { rows: accepted, before: spent.rows, most: maxRows })];
    found.push({ code: 'daily_ceiling', field: '--max-rows', details });
  }
  if (maxSumCents !== undefined && spent.cents + sum > maxSumCents) {
    const details = [message('ceiling_sum', { sum, before: spent.cents, most: maxSumCents })];
    found.push({ code: 'daily_ceiling', field: '--max-sum', details });
  }
  return found;
}

/** `batch_cancelled` where a person cancelled this content: submitting it again does not undo that. Undefined once no row is cancelled. */
export function cancelledBefore(earlier: Batch | undefined): Failure | undefined {
  if (earlier?.cancelled === undefined || earlier.books.cancelled === 0) return undefined;
  const { id: batch, cancelled } = earlier;
  const { by, why } = cancelled;
  const detail = why
    ? message('cancelled_by_for', { batch, by, why: reasonText(why) })
    : message('cancelled_by', { batch, by });
  return { code: 'batch_cancelled', details: [detail] };
}
