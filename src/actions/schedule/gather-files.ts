import { dayMs } from '../../domain/dates/spans.ts';
import type { Failure } from '../../domain/failure.ts';
import { inboxUnreachable } from '../../domain/notices/inbox-notices.ts';
import { fileLeft, fileMissing, numbersMissing } from '../../domain/notices/schedule-notices.ts';
import { type RunFile, type ScheduledRun, withFile } from '../../domain/schedule.ts';
import { fitsPattern, gapsIn, isTemporary, markerNames, numberOf } from '../../domain/text/file-name.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { type InboxFile, listInbox } from '../../inbox/inbox.ts';
import type { FileStability } from './file-stability.ts';
import { isolateFileError } from './isolate-file-error.ts';
import { postOnce } from './post-once.ts';
import { reportGrownFiles } from './report-grown-files.ts';
import { requeueFailedRows } from './requeue-failed-rows.ts';
import { type ScheduleContext, storeRun } from './schedule-context.ts';
import { moveOn, settleVanished, takeFile } from './take-file.ts';
import { hasAnswers, reportUnsafeAnswers } from './unsafe-answers.ts';

/** A notice is posted when no machine has reached the inbox for so long after the time of the run, in ms. */
const unreachableMs = 10 * 60_000;

/** Earlier runs whose records of files are read. */
const mostEarlier = 20;

/** Files of runs that are older than this, in ms, are not looked at again. */
const grownForMs = 4 * dayMs;

/** Files that a run takes at most; others wait for the next one. */
const mostTaken = 1000;

/**
 * Looks at the inbox of an open run once and takes every complete file. The run goes on to its next step once it has taken all files, or
 * its waiting time is over: then notices name what is missing or was left. `now` in ms of the ledger's clock; `isLast`: no later run has
 * been opened.
 */
export async function gatherFiles(
  parts: ScheduleContext,
  looks: FileStability,
  opened: ScheduledRun,
  now: number,
  isLast: boolean,
): Promise<ScheduledRun> {
  const { inbox, policy } = opened.schedule;
  const files = (await hasAnswers(opened.schedule)) ? await listInbox(inbox) : undefined;
  const isOver = !isLast || now >= Math.max(opened.at, opened.openedAt) + policy.waitMs;
  if (files === undefined) {
    const isAway = opened.isReached === undefined && now >= opened.openedAt + unreachableMs;
    const run = isAway ? await postOnce(parts, opened, inboxUnreachable(opened, now)) : opened;
    if (!isLast) return storeRun(parts, { ...run, state: 'working' });
    return run === opened ? run : storeRun(parts, run);
  }
  const unsafe = await reportUnsafeAnswers(parts, opened, now);
  if (unsafe !== undefined) return isLast ? unsafe : storeRun(parts, { ...unsafe, state: 'working' });
  const reached = opened.isReached ? opened : await storeRun(parts, { ...opened, isReached: true });
  const moved = await finishMoves(parts, reached, files);
  const staying = await stayingIn(parts, moved, files);
  const fresh = files.filter((file) => !staying.some((one) => isRecordOf(one, file)));
  const { run, waiting, isProven } = await takeAll(parts, looks, moved, fresh);
  // What was begun is in the ledger in part: it is gone on with until somebody closes the run.
  const isBlocked = run.files.some(
    ({ stage, name }) => stage === 'taking' && !waiting.some(({ file }) => file.name === name),
  );
  if (isBlocked) return run;
  const hasFile = run.files.some(({ kind }) => kind !== 'left');
  const isAwaited =
    waiting.some(({ failure }) => failure.code !== 'files_too_many') || (!hasFile && isFileDue(run));
  // A file that was just seen has its time to stand still, however short the wait is.
  if (isAwaited && (!isOver || (isLast && !isProven))) return run;
  const stays = staying.map(({ name, stamp }) => ({ name, stamp }));
  return startWork(parts, { ...leave(run, waiting), ...(stays.length > 0 && { stays }) }, now);
}

/** Whoever runs a run by hand sees that there is no file. */
function isFileDue({ by, schedule }: ScheduledRun): boolean {
  return by === undefined && !schedule.policy.fileOptional;
}

/** A file that was not taken, and why. */
interface Waiting {
  readonly file: InboxFile;
  readonly failure: Failure;
}

interface Gathered {
  readonly run: ScheduledRun;
  readonly waiting: readonly Waiting[];
  /** Each that waits was seen for long enough to have stood still. */
  readonly isProven: boolean;
}

/** Finishes the moves of files that an earlier round began. */
async function finishMoves(
  parts: ScheduleContext,
  run: ScheduledRun,
  files: readonly InboxFile[],
): Promise<ScheduledRun> {
  let now = run;
  for (const record of run.files) {
    const before = now;
    const isThere = files.some((file) => isRecordOf(record, file));
    if (record.stage === 'taken')
      now = await isolateFileError(parts, now, record.name, () => moveOn(parts, before, record));
    if (record.stage === 'taking' && !isThere)
      now = await isolateFileError(parts, now, record.name, () => settleVanished(parts, before, record));
  }
  return now;
}

async function takeAll(
  parts: ScheduleContext,
  looks: FileStability,
  start: ScheduledRun,
  files: readonly InboxFile[],
): Promise<Gathered> {
  const { pattern, policy } = start.schedule;
  const marker = policy.marker ?? '';
  const isMeant = ({ name }: InboxFile) =>
    !isTemporary(name) && fitsPattern(name, pattern) && (marker === '' || !name.endsWith(marker));
  const meant = files.filter(isMeant);
  const { stable, fresh } = looks.see(meant, parts.context.clock.monotonic(), policy.stableForMs);
  const waiting: Waiting[] = [];
  let run = start;
  for (const file of meant) {
    parts.signal.throwIfAborted();
    const record = run.files.find((one) => isRecordOf(one, file));
    if (record !== undefined && record.stage !== 'taking') continue;
    const vouching = marker === '' ? undefined : markerOf(file, files, meant, marker);
    const isWhole = marker === '' ? stable.has(file.path) : vouching !== undefined;
    const known = looks.verdictOn(file);
    if (!isWhole && record === undefined)
      waiting.push({ file, failure: { code: marker === '' ? 'file_growing' : 'marker_missing' } });
    else if (record === undefined && run.files.length >= mostTaken)
      waiting.push({ file, failure: { code: 'files_too_many' } });
    else if (known !== undefined) waiting.push({ file, failure: known });
    else {
      let waits: Failure | undefined = { code: 'schedule_obstacle' };
      run = await isolateFileError(parts, run, file.name, async () => {
        const taken = await takeFile(parts, run, { ...file, ...(vouching && { marker: vouching }) });
        waits = taken.waits;
        // Another file that has its name by now may have its size and time, too.
        if (waits !== undefined && waits.code !== 'file_changed') looks.note(file, waits);
        return taken.run;
      });
      const isBegun = run.files.some((one) => isRecordOf(one, file));
      if (waits !== undefined && !(isBegun && waits.code === 'schedule_obstacle'))
        waiting.push({ file, failure: waits });
    }
  }
  return { run, waiting, isProven: waiting.every(({ file }) => marker !== '' || !fresh.has(file.path)) };
}

/** The file that vouches for another; `a.done` only where it can mean no other file. */
function markerOf(
  { name }: InboxFile,
  files: readonly InboxFile[],
  meant: readonly InboxFile[],
  ending: string,
): InboxFile | undefined {
  const [whole = '', short = ''] = markerNames(name, ending);
  const isUnclear = meant.some((one) => one.name !== name && markerNames(one.name, ending).includes(short));
  return (
    files.find((one) => one.name === whole) ??
    (isUnclear ? undefined : files.find((one) => one.name === short))
  );
}

function isRecordOf(record: Pick<RunFile, 'name' | 'stamp'>, file: InboxFile): boolean {
  return record.name === file.name && record.stamp === file.stamp;
}

function leave(run: ScheduledRun, waiting: readonly Waiting[]): ScheduledRun {
  return waiting.reduce(
    (now, { file: { name, stamp }, failure }) =>
      withFile(now, {
        ...{ name, stamp, kind: 'left', stage: 'answered', rows: 0, amountCents: 0 },
        failures: { [failure.code]: 1 },
        ...(failure.code === 'marker_missing' && {
          remarks: [markerExpected(name, now.schedule.policy.marker ?? '')],
        }),
      }),
    run,
  );
}

function markerExpected(name: string, ending: string): Message {
  const [whole = '', short = ''] = markerNames(name, ending);
  return message('marker_expected', { whole, short });
}

/** Files that an earlier run has taken and could not remove. */
async function stayingIn(
  { context }: ScheduleContext,
  run: ScheduledRun,
  files: readonly InboxFile[],
): Promise<InboxFile[]> {
  const known = (await context.ledger.schedules.runs(run.schedule.name, mostEarlier))
    .filter(({ at }) => at !== run.at)
    .flatMap((one) => [...(one.stays ?? []), ...one.files.filter(({ failures }) => failures.file_stays)]);
  return files.filter((file) => known.some((one) => isRecordOf(one, file)));
}

/** A run may have been opened before the one before it was through. */
async function lastNumberOf({ context }: ScheduleContext, run: ScheduledRun): Promise<number | undefined> {
  const earlier = await context.ledger.schedules.runs(run.schedule.name, mostEarlier);
  const known = [run, ...earlier].flatMap(({ lastNumber }) => lastNumber ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Looks at files of earlier runs too: a writer may have paused for longer than a file has to be unchanged, and gone on later. */
async function reportGrownSince(parts: ScheduleContext, run: ScheduledRun, now: number): Promise<void> {
  for (const earlier of await parts.context.ledger.schedules.runs(run.schedule.name, mostEarlier))
    if (earlier.state === 'closed' && earlier.at >= run.at - grownForMs)
      await reportGrownFiles(parts, earlier, now);
}

/** Posts notices of what is missing, requeues failed rows that waiting may have helped, and closes the inbox for this run. */
async function startWork(parts: ScheduleContext, gathered: ScheduledRun, now: number): Promise<ScheduledRun> {
  const { policy } = gathered.schedule;
  let run = gathered;
  const taken = run.files.filter(({ kind }) => kind !== 'left');
  if (run.files.length === 0 && isFileDue(run)) run = await postOnce(parts, run, fileMissing(run, now));
  if (taken.length < run.files.length) run = await postOnce(parts, run, fileLeft(run, now));
  if (policy.numbered) {
    const numbers = taken.flatMap(({ name }) => numberOf(name) ?? []);
    const { missing, last } = gapsIn(await lastNumberOf(parts, run), numbers);
    if (missing.length > 0)
      run = { ...(await postOnce(parts, run, numbersMissing(run, now, missing))), missingNumbers: missing };
    if (last !== undefined) run = { ...run, lastNumber: last };
  }
  await reportGrownSince(parts, run, now);
  if (policy.retryFailed) run = await requeueFailedRows(parts, run);
  return storeRun(parts, { ...run, state: 'working' });
}
