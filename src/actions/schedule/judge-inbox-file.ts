import type { FileHandle } from 'node:fs/promises';
import type { Batch } from '../../domain/batch.ts';
import { codeOf } from '../../domain/error-code.ts';
import { AppError, type Failure, type FailureCode, failures } from '../../domain/failure.ts';
import type { ScheduledRun } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { type InboxFile, isOneLine, mayBeCut } from '../../inbox/inbox.ts';
import { sourceOfHandle } from '../../tables/tables.ts';
import { type Acceptance, cancelledBefore, refusalsOf } from '../submit/acceptance.ts';
import { type Check, checkFile } from '../submit/check-file.ts';
import { type InputFile, openInput } from '../submit/open-file.ts';
import type { ScheduleContext } from './schedule-context.ts';

/** What is to become of a file of an inbox. */
export type InboxVerdict =
  | { readonly kind: 'submit'; readonly input: InputFile; readonly checked: Check }
  /** Its content was handed in before. */
  | { readonly kind: 'repeat'; readonly earlier: Batch }
  | {
      readonly kind: 'refuse';
      readonly failures: readonly Failure[];
      readonly read?: { readonly input: InputFile; readonly checked: Check };
    }
  /** It may not be whole yet. */
  | { readonly kind: 'wait'; readonly failure: Failure };

/** What a file looks like whose writer was interrupted. */
const halfWritten: ReadonlySet<FailureCode> = new Set([
  'file_empty',
  'file_without_rows',
  'file_damaged',
  'file_changed',
  'file_missing',
  'quote_broken',
]);

/** What a header looks like whose writer was interrupted. */
const halfHeader: ReadonlySet<FailureCode> = new Set([
  'header_missing',
  'column_missing',
  'column_unknown',
  'column_unclear',
]);

/** Judges an open file of the inbox by the rules and the policy of its schedule; writes nothing. The caller closes it. */
export async function judgeInboxFile(
  parts: ScheduleContext,
  run: ScheduledRun,
  file: InboxFile,
  handle: FileHandle,
): Promise<InboxVerdict> {
  const { policy } = run.schedule;
  const canBeCut = policy.marker === undefined && !policy.allowOpenEnd;
  try {
    const isOpenEnded = canBeCut && (await mayBeCut(handle));
    const verdict = await judgeWhole(parts, run, file, handle);
    if (!isOpenEnded || verdict.kind === 'wait' || meetsItsSum(verdict)) return verdict;
    return { kind: 'wait', failure: { code: 'file_may_be_cut' } };
  } catch (error) {
    // Since the inbox was listed, somebody has removed the file, or its permissions forbid to read it.
    const code = codeOf(error);
    if (code === '') throw error;
    return {
      kind: 'wait',
      failure: { code: 'file_missing', details: [message('file_gives', { name: file.name, error: code })] },
    };
  }
}

function meetsItsSum(verdict: InboxVerdict): boolean {
  if (verdict.kind === 'repeat') return true;
  if (verdict.kind === 'wait') return false;
  const checked = verdict.kind === 'submit' ? verdict.checked : verdict.read?.checked;
  return checked?.survey.hasTotals === true && checked.survey.refusals.length === 0;
}

async function judgeWhole(
  parts: ScheduleContext,
  run: ScheduledRun,
  file: InboxFile,
  handle: FileHandle,
): Promise<InboxVerdict> {
  const { ledger } = parts.context;
  try {
    const input = await openInboxFile(parts, run, file, handle);
    const checked = await checkFile(input.tables, input.rules, ledger);
    const earlier = checked.ledger?.earlier;
    if (earlier?.committedAt !== undefined && !isOurs(run, file, earlier)) return judgeRepeat(earlier);
    const found = refusalsOf(checked, await acceptanceOf(parts, run, file));
    if (found.length === 0) return { kind: 'submit', input, checked };
    return { kind: 'refuse', failures: found, read: { input, checked } };
  } catch (error) {
    // A file whose reading we aborted looks damaged.
    parts.signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    const [first] = error.failures;
    if (first === undefined || failures[first.code].topic === 'machine') throw error;
    const isHalf = halfWritten.has(first.code) || (halfHeader.has(first.code) && (await isOneLine(handle)));
    // With its marker it is whole: a list without rows is refused.
    if (isHalf && run.schedule.policy.marker === undefined) return { kind: 'wait', failure: first };
    return { kind: 'refuse', failures: error.failures };
  }
}

function openInboxFile(
  { context, limits, signal }: ScheduleContext,
  run: ScheduledRun,
  { path }: InboxFile,
  handle: FileHandle,
): Promise<InputFile> {
  const { options, hints, isMappedAsLast, amountMaxCents, again } = run.schedule.rules;
  const now = context.clock.now();
  const rules = { options, hints, amountMaxCents, now, ...(again !== undefined && { again }) };
  const recall = context.ledger.mappings.among;
  return openInput(sourceOfHandle(path, handle), rules, { limits, isMappedAsLast, recall, signal });
}

/** The submission of this very file was begun by this run before. */
function isOurs({ files }: ScheduledRun, { name, stamp }: InboxFile, { id }: Batch): boolean {
  return files.some(
    (one) => one.name === name && one.stamp === stamp && one.kind === 'submitted' && one.batch === id,
  );
}

function judgeRepeat(earlier: Batch): InboxVerdict {
  const cancelled = cancelledBefore(earlier);
  return cancelled === undefined ? { kind: 'repeat', earlier } : { kind: 'refuse', failures: [cancelled] };
}

async function acceptanceOf(parts: ScheduleContext, run: ScheduledRun, file: InboxFile): Promise<Acceptance> {
  const { skipRejected, requireTotals, maxRows, maxSumCents } = run.schedule.policy;
  const ceiling = {
    ...(maxRows !== undefined && { maxRows }),
    ...(maxSumCents !== undefined && { maxSumCents }),
    spent: await spentToday(parts, run, file),
  };
  // Nobody watches who could have looked at them.
  return { skipRejected, areDuplicatesAccepted: false, requireTotals, ceiling };
}

/** What the other files of the schedule's local date have taken from its ceilings. */
async function spentToday({ context }: ScheduleContext, run: ScheduledRun, file: InboxFile) {
  const { maxRows, maxSumCents } = run.schedule.policy;
  if (maxRows === undefined && maxSumCents === undefined) return { rows: 0, cents: 0 };
  const { rows, amountCents } = await context.ledger.schedules.spent(run);
  const others = run.files.filter(({ name, stamp }) => name !== file.name || stamp !== file.stamp);
  return {
    rows: others.reduce((total, other) => total + other.rows, rows),
    cents: others.reduce((total, other) => total + other.amountCents, amountCents),
  };
}
