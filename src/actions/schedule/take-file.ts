import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { answerName } from '../../domain/answer-name.ts';
import { AppError, type Failure } from '../../domain/failure.ts';
import {
  addCodes,
  answersOf,
  type CodeCounts,
  type RunFile,
  type ScheduledRun,
  withFile,
} from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import {
  freePlace,
  type InboxFile,
  type Move,
  makeFolder,
  moveTo,
  openSeen,
  stampOf,
} from '../../inbox/inbox.ts';
import { listFormat, writeFailures } from '../report/write-failures.ts';
import { writeJudgedRejections } from '../report/write-rejected.ts';
import { addJobs, submitBatch } from '../submit/submit-batch.ts';
import { type InboxVerdict, judgeInboxFile } from './judge-inbox-file.ts';
import { folderOf, type ScheduleContext, stillOurs, storeRun } from './schedule-context.ts';

/** The run after a file was looked at; `waits`: it was left as it is, because it may not be whole. */
export interface Taken {
  readonly run: ScheduledRun;
  readonly waits?: Failure;
}

/** A file of an inbox, and the one that vouches for it where the schedule wants that. */
export interface VouchedFile extends InboxFile {
  readonly marker?: InboxFile;
}

/**
 * Judges a file of the inbox, then submits and moves it, or refuses it. Each step is stored before it is done, so that another process can
 * repeat it after a crash: the same file ends in the same batch and the same place.
 */
export async function takeFile(parts: ScheduleContext, run: ScheduledRun, file: VouchedFile): Promise<Taken> {
  const handle = await openSeen(file);
  if (handle === undefined) return { run, waits: { code: 'file_changed' } };
  try {
    return await takeOpened(parts, run, file, handle);
  } finally {
    await handle.close();
  }
}

async function takeOpened(
  parts: ScheduleContext,
  run: ScheduledRun,
  file: VouchedFile,
  handle: FileHandle,
): Promise<Taken> {
  const verdict = await judgeInboxFile(parts, run, file, handle);
  switch (verdict.kind) {
    case 'wait':
      return { run, waits: verdict.failure };
    case 'refuse':
      return { run: await refuse(parts, run, file, verdict) };
    case 'repeat':
      return { run: await repeat(parts, run, file, verdict) };
    case 'submit':
      return submit(parts, run, file, verdict);
  }
}

async function submit(
  parts: ScheduleContext,
  run: ScheduledRun,
  file: VouchedFile,
  { input, checked }: Extract<InboxVerdict, { kind: 'submit' }>,
): Promise<Taken> {
  const { survey } = checked;
  const begun = recordOf(file, {
    kind: 'submitted',
    stage: 'taking',
    batch: survey.batch,
    rows: survey.accepted,
    amountCents: survey.amountCents,
    failures: Object.fromEntries(survey.failureCounts),
  });
  const underWay = await storeRun(parts, withFile(run, begun));
  try {
    await submitBatch(parts.context, input, input.rules, survey, {}, parts.signal);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.failures[0]?.code === 'file_changed') return { run: underWay, waits: error.failures[0] };
    // What somebody changed in Redis, or a machine that is away, is no fault of the file.
    if (error.family !== 'unacceptable') throw error;
    return { run: await refuse(parts, underWay, file, { kind: 'refuse', failures: error.failures }) };
  }
  return { run: await settleIn(parts, underWay, { ...begun, stage: 'taken' }) };
}

async function repeat(
  parts: ScheduleContext,
  run: ScheduledRun,
  file: VouchedFile,
  { earlier }: Extract<InboxVerdict, { kind: 'repeat' }>,
): Promise<ScheduledRun> {
  // The process that committed it may have died before it added the jobs.
  if (earlier.books.open > 0) await addJobs(parts.context.ledger.batches, parts.context.queue, earlier.id);
  const remarks = [message('file_handed_in_before', { batch: earlier.id, file: earlier.file })];
  return settleIn(
    parts,
    run,
    recordOf(file, { kind: 'repeated', stage: 'taken', batch: earlier.id, remarks }),
  );
}

/** Gives what is in the ledger a place in `done`, and moves it there. */
async function settleIn(parts: ScheduleContext, run: ScheduledRun, record: RunFile): Promise<ScheduledRun> {
  const place = await freePlace(answersOf(run.schedule), `${folderOf(run, record.kind)}/${record.name}`);
  const placed = { ...record, place };
  return moveOn(parts, await storeRun(parts, withFile(run, placed)), placed);
}

/** Moves a file that is in the ledger to its place; what has become of it meanwhile is remarked. */
export async function moveOn(
  parts: ScheduleContext,
  run: ScheduledRun,
  record: RunFile,
): Promise<ScheduledRun> {
  const { inbox } = run.schedule;
  const root = answersOf(run.schedule);
  const { name, stamp, place } = record;
  if (place === undefined) return settleIn(parts, run, record);
  await moveMarker(parts, run, record, place);
  const move = await moveTo(root, { name, stamp, path: join(inbox, name) }, place, parts.removeFile);
  if (move === 'taken') return settleIn(parts, run, record);
  const isThere = move === 'moved' || move === 'stays';
  const isSame = isThere && (await stampOf(join(root, place))) === stamp;
  const settled = isSame ? record : { ...record, ...changedOf(record, move) };
  return storeRun(parts, withFile(run, { ...stayingOf(settled, move), stage: 'moved' }));
}

function stayingOf(record: RunFile, move: Move): RunFile {
  return move === 'stays' ? { ...record, failures: addCodes(record.failures, { file_stays: 1 }) } : record;
}

function changedOf({ failures, remarks = [] }: RunFile, move: Move): Partial<RunFile> {
  const change = message(move === 'gone' ? 'file_gone_before_move' : 'file_changed_later', {});
  return {
    failures: addCodes(failures, { file_changed: 1 }),
    remarks: [...remarks, change],
  };
}

/**
 * Before the file itself: a marker that stays behind would vouch for the next file of its name. One that is another by now is left, unless
 * its file is still the one that it vouches for.
 */
async function moveMarker(
  parts: ScheduleContext,
  run: ScheduledRun,
  { name, stamp, marker }: RunFile,
  place: string,
): Promise<void> {
  if (marker === undefined) return;
  const { inbox } = run.schedule;
  const path = join(inbox, marker.name);
  const here = await stampOf(path);
  if (here === undefined) return;
  await stillOurs(parts, run);
  if (here !== marker.stamp && (await stampOf(join(inbox, name))) !== stamp) return;
  const beside = marker.name.startsWith(name)
    ? `${place}${marker.name.slice(name.length)}`
    : `${dirname(place)}/${marker.name}`;
  const moving = { name: marker.name, path, stamp: here };
  const root = answersOf(run.schedule);
  await moveTo(root, moving, await freePlace(root, beside), parts.removeFile);
}

/** Puts a file into `refused`, beside the list of its failures and the rows to correct. */
async function refuse(
  parts: ScheduleContext,
  run: ScheduledRun,
  file: VouchedFile,
  { failures, read }: Extract<InboxVerdict, { kind: 'refuse' }>,
): Promise<ScheduledRun> {
  const { rules } = run.schedule;
  const root = answersOf(run.schedule);
  const place = await freePlace(root, `${folderOf(run, 'refused')}/${file.name}`);
  const name = answerName(basename(place), listFormat, 'failures');
  const answer = await freePlace(root, `${dirname(place)}/${name}`);
  const survey = read?.checked.survey;
  const counts: CodeCounts = addCodes(
    ...failures.map(({ code }) => ({ [code]: 1 })),
    Object.fromEntries(survey?.failureCounts ?? []),
  );
  const begun = recordOf(file, { kind: 'refused', stage: 'taking', place, answer, failures: counts });
  const underWay = await storeRun(parts, withFile(run, begun));
  await makeFolder(root, place);
  const findings = [
    ...failures.map((failure) => ({ line: 0, failure })),
    ...(survey?.failures ?? []),
    ...(read?.checked.ledger?.conflicts ?? []),
  ];
  await writeFailures(join(root, answer), findings, rules.options.language, parts.randomId());
  let correction = {};
  if (read !== undefined && survey !== undefined && findings.length > failures.length) {
    const toCorrect = join(root, dirname(place), answerName(basename(place), survey.plan.format, 'rejected'));
    const { tables, rules: own } = read.input;
    const { path } = await writeJudgedRejections(
      ...([tables, own, survey, parts.context.ledger, toCorrect, parts.randomId()] as const),
    );
    correction = { toCorrect: relative(root, path) };
  }
  await moveMarker(parts, underWay, begun, place);
  const move = await moveTo(root, file, place, parts.removeFile);
  if (move === 'taken')
    return refuse(parts, underWay, file, { kind: 'refuse', failures, ...(read && { read }) });
  return storeRun(parts, withFile(underWay, { ...stayingOf(begun, move), ...correction, stage: 'answered' }));
}

function recordOf(
  { name, stamp, marker }: VouchedFile,
  known: Partial<RunFile> & Pick<RunFile, 'kind' | 'stage'>,
): RunFile {
  const vouching = marker && { marker: { name: marker.name, stamp: marker.stamp } };
  return { name, stamp, ...vouching, rows: 0, amountCents: 0, failures: {}, ...known };
}

/** Settles a file that was begun and has left the inbox: it is in the ledger, at its place, or somebody took it away. Returns the run. */
export async function settleVanished(
  parts: ScheduleContext,
  run: ScheduledRun,
  record: RunFile,
): Promise<ScheduledRun> {
  const batch =
    record.batch === undefined ? undefined : await parts.context.ledger.batches.read(record.batch);
  if (record.kind === 'submitted' && batch?.committedAt !== undefined)
    return moveOn(parts, run, { ...record, stage: 'taken' });
  const isThere = record.place !== undefined && (await stampOf(join(answersOf(run.schedule), record.place)));
  if (record.kind === 'refused' && isThere)
    return storeRun(parts, withFile(run, { ...record, stage: 'answered' }));
  const nothing = { rows: 0, amountCents: 0, failures: { file_missing: 1 } as CodeCounts };
  return storeRun(parts, withFile(run, { ...record, kind: 'left', stage: 'answered', ...nothing }));
}
