import { basename, dirname, join, relative } from 'node:path';
import { answerName } from '../../domain/answer-name.ts';
import { areBooksClosed, type Batch, isFinished } from '../../domain/batch.ts';
import type { AppError } from '../../domain/failure.ts';
import { scheduledRunEnded } from '../../domain/notices/schedule-notices.ts';
import {
  addCodes,
  answersOf,
  type CodeCounts,
  type RetriedBatch,
  type RunFile,
  type ScheduledRun,
  withFile,
} from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { freePlace, isThere, makeFolder } from '../../inbox/inbox.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { linesOf } from '../batch-lines.ts';
import { writeRejected } from '../report/write-rejected.ts';
import { writeReport } from '../report/write-report.ts';
import { storedFile } from '../submit/stored-file.ts';
import { isFinal, isolateFileError } from './isolate-file-error.ts';
import { postOnce } from './post-once.ts';
import { reportGrownFiles } from './report-grown-files.ts';
import { runNow, type ScheduleContext, stillOurs, storeRun } from './schedule-context.ts';
import { moveOn } from './take-file.ts';
import { hasAnswers, reportUnsafeAnswers } from './unsafe-answers.ts';

/**
 * Writes the reports of the batches whose books are closed beside their files. Once all reports of the run are written, posts the notice of
 * the run and closes it. A process that dies here loses nothing: the next call goes on. `now` in ms of the ledger's clock.
 */
export async function finishRun(
  parts: ScheduleContext,
  working: ScheduledRun,
  now: number,
): Promise<ScheduledRun> {
  const { schedule } = working;
  let run = working;
  const hasToWrite = run.files.some(({ stage }) => stage !== 'answered') || run.retried.length > 0;
  // Another machine may reach it.
  if (hasToWrite && !((await isThere(schedule.inbox)) && (await hasAnswers(schedule)))) return run;
  const unsafe = hasToWrite ? await reportUnsafeAnswers(parts, run, now) : undefined;
  if (unsafe !== undefined) return unsafe;
  for (const record of run.files) {
    if (record.stage === 'answered') continue;
    parts.signal.throwIfAborted();
    run = await isolateFileError(parts, run, record.name, () => finishFile(parts, run, record));
  }
  run = await answerRetried(parts, run);
  const isDone =
    run.files.every(({ stage }) => stage === 'answered') && run.retried.every((one) => one.isAnswered);
  return isDone ? close(parts, run, now) : run;
}

async function finishFile(parts: ScheduleContext, run: ScheduledRun, record: RunFile): Promise<ScheduledRun> {
  const moved = record.stage === 'moved' ? run : await moveOn(parts, run, record);
  try {
    return await answerFile(parts, moved, record);
  } catch (error) {
    if (!isFinal(error)) throw error;
    return settleUnanswered(parts, await runNow(parts, moved), record, error);
  }
}

/** A report that will never be: the books of the batch are right all the same. */
function settleUnanswered(
  parts: ScheduleContext,
  run: ScheduledRun,
  { name, stamp }: RunFile,
  { failures }: AppError,
) {
  const files = run.files.map((one) => {
    if (one.name !== name || one.stamp !== stamp) return one;
    const { answer: _, ...record } = one;
    const codes = addCodes(record.failures, ...failures.map(({ code }) => ({ [code]: 1 })));
    const remarks = [...(record.remarks ?? []), message('no_report_beside', {})];
    return { ...record, failures: codes, remarks, stage: 'answered' as const };
  });
  return storeRun(parts, { ...run, files });
}

/** The batch of an id once nothing of it is under way; undefined before. */
async function endedBatch({ context }: ScheduleContext, id: string): Promise<Batch | undefined> {
  const batch = await context.ledger.batches.read(id);
  return batch !== undefined && isFinished(batch) && areBooksClosed(batch) ? batch : undefined;
}

/** Writes the report, and the rows to correct, of a file whose batch has ended. */
async function answerFile(
  parts: ScheduleContext,
  run: ScheduledRun,
  { name, stamp }: RunFile,
): Promise<ScheduledRun> {
  const { ledger } = parts.context;
  const root = answersOf(run.schedule);
  const record = run.files.find((one) => one.name === name && one.stamp === stamp);
  if (record?.batch === undefined || record.place === undefined) return run;
  const batch = await endedBatch(parts, record.batch);
  if (batch === undefined) return run;
  const { plan } = await storedFile(ledger.sources, batch);
  const folder = dirname(record.place);
  const answer =
    record.answer ??
    (await freePlace(root, `${folder}/${answerName(basename(record.place), plan.format, 'results')}`));
  const begun = record.answer === answer ? run : await storeRun(parts, withFile(run, { ...record, answer }));
  await makeFolder(root, answer);
  await writeReport(ledger, batch, join(root, answer), parts.randomId(), () => stillOurs(parts, begun));
  const { books } = batch;
  let toCorrect = {};
  if (record.kind === 'submitted' && books.rejected - batch.leftOutRows + books.refused > 0) {
    const name = answerName(basename(record.place), plan.format, 'rejected');
    const { path } = await writeRejected(ledger, batch, join(root, folder, name), parts.randomId());
    toCorrect = { toCorrect: relative(root, path) };
  }
  const own = record.kind === 'submitted' ? await codesOf(ledger, batch) : {};
  const failures = addCodes(own, ownFate(record));
  return storeRun(parts, withFile(begun, { ...record, ...toCorrect, answer, failures, stage: 'answered' }));
}

/** What became of the file itself, its rows apart. */
function ownFate({ failures }: RunFile): CodeCounts {
  const codes = ['file_changed', 'file_stays', 'file_grew'] as const;
  return Object.fromEntries(codes.flatMap((code) => (failures[code] ? [[code, 1]] : [])));
}

async function answerRetried(parts: ScheduleContext, start: ScheduledRun): Promise<ScheduledRun> {
  let run = start;
  for (const one of start.retried) {
    if (one.isAnswered) continue;
    const batch = await endedBatch(parts, one.batch);
    if (batch !== undefined)
      run = await isolateFileError(parts, run, one.answer, () => answerAnew(parts, run, batch, one));
  }
  return run;
}

async function answerAnew(
  parts: ScheduleContext,
  run: ScheduledRun,
  batch: Batch,
  one: RetriedBatch,
): Promise<ScheduledRun> {
  const root = answersOf(run.schedule);
  try {
    await makeFolder(root, one.answer);
    if (one.rows > 0)
      await writeReport(parts.context.ledger, batch, join(root, one.answer), parts.randomId(), () =>
        stillOurs(parts, run),
      );
  } catch (error) {
    if (!isFinal(error)) throw error;
  }
  const retried = run.retried.map((other) =>
    other.batch === one.batch ? { ...other, isAnswered: true } : other,
  );
  return storeRun(parts, { ...run, retried });
}

async function close(parts: ScheduleContext, answered: ScheduledRun, now: number): Promise<ScheduledRun> {
  const run = await reportGrownFiles(parts, answered, now);
  const ids = run.files.flatMap(({ kind, batch }) =>
    kind === 'submitted' && batch !== undefined ? [batch] : [],
  );
  const batches = await Promise.all(ids.map((id) => parts.context.ledger.batches.read(id)));
  const known = batches.filter((batch) => batch !== undefined);
  const last = await postOnce(parts, run, scheduledRunEnded(run, known, now));
  return storeRun(parts, { ...last, state: 'closed', closedAt: now });
}

/** How often each code is met among the rows of a batch that have no link. */
async function codesOf(ledger: Ledger, { id, books }: Batch): Promise<CodeCounts> {
  if (books.rejected + books.refused + books.failed === 0) return {};
  let codes: CodeCounts = {};
  for (const slice of await ledger.batches.slices(id)) {
    const lines = linesOf(slice);
    const [rejections, records] = await Promise.all([
      ledger.batches.rejections(id, lines),
      ledger.entries.readLines(id, lines),
    ]);
    const failed = [...records.values()].flatMap((record) =>
      'state' in record && 'failure' in record.state ? [record.state.failure] : [],
    );
    const found = [...[...rejections.values()].flat(), ...failed];
    codes = addCodes(codes, ...found.map(({ code }) => ({ [code]: 1 })));
  }
  return codes;
}
