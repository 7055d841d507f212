import { type Message, message } from '../../i18n/messages.ts';
import { type Batch, isWhole } from '../batch.ts';
import { localMoment } from '../dates/zone-time.ts';
import type { FailureCode } from '../failure.ts';
import { addCodes, type RunFile, runKey, type ScheduledRun } from '../schedule.ts';
import type { Notice, NoticeKind } from './notice.ts';

/** Files, numbers or runs that a notice lists at most. */
const mostNamed = 20;

/** The contents of a notice, without what `noticeOf` adds. */
export interface NoticeText {
  readonly subject: Message;
  readonly lines: readonly Message[];
  readonly facts?: Notice['facts'];
  readonly next?: readonly string[];
}

/** A notice about a run; one for each kind and run. */
export function noticeOf(
  kind: NoticeKind,
  run: ScheduledRun,
  now: number,
  { subject, lines, facts = {}, next = [] }: NoticeText,
): Notice {
  const { name: schedule, timeZone } = run.schedule;
  return {
    id: `${kind}:${runKey(run)}`,
    kind,
    at: now,
    subject: message('of_schedule', { schedule, subject }),
    lines: [message('run_named', { schedule, run: localMoment(run.at, timeZone) }), ...lines],
    facts,
    next,
  };
}

/** No file arrived before the run, nor while the run waited for it. */
export function fileMissing(run: ScheduledRun, now: number): Notice {
  const { inbox, pattern } = run.schedule;
  return noticeOf('file_missing', run, now, {
    subject: message('no_file_came', {}),
    lines: [message('no_file_fits', { pattern, inbox })],
    next: [`npx linkmill schedule run{forLedger} ${run.schedule.name}`],
  });
}

/** Files that stay in the inbox, each with its reason. */
export function fileLeft(run: ScheduledRun, now: number): Notice {
  const left = run.files.filter(({ kind }) => kind === 'left');
  return noticeOf('file_left', run, now, {
    subject: message('files_left', { files: left.length }),
    lines: left
      .slice(0, mostNamed)
      .flatMap(({ name, failures: codes, remarks = [] }) => [
        message('codes_of_file', { name, codes: codeLines(codes) }),
        ...remarks,
      ]),
    facts: { files: left.length },
    next: [`npx linkmill schedule run{forLedger} ${run.schedule.name}`],
  });
}

/** Files that grew after the run took them; a new notice for each further one. */
export function fileGrew(run: ScheduledRun, now: number): Notice {
  const grown = run.files.filter(({ failures: codes }) => codes.file_grew !== undefined);
  const notice = noticeOf('file_grew', run, now, {
    subject: message('files_grew', { files: grown.length }),
    lines: [
      ...grown.slice(0, mostNamed).map(({ name, place = '' }) => message('file_to_see', { name, place })),
      message('just_failure', { failure: { code: 'file_grew' } }),
    ],
    facts: { files: grown.length },
    next: [`npx linkmill schedule run{forLedger} ${run.schedule.name}`],
  });
  return { ...notice, id: `${notice.id}:${grown.length}` };
}

/** Numbers that the names of the files skip. */
export function numbersMissing(run: ScheduledRun, now: number, missing: readonly number[]): Notice {
  return noticeOf('numbers_missing', run, now, {
    subject: message('number_missing', {}),
    lines: [numbersLine(missing)],
    facts: { missing: missing.length },
  });
}

/** Runs that no worker opened in time. */
export function runMissed(run: ScheduledRun, now: number, missed: readonly number[]): Notice {
  const { timeZone } = run.schedule;
  const named = missed
    .slice(-mostNamed)
    .map((at) => message('run_not_opened', { run: localMoment(at, timeZone) }));
  return noticeOf('run_missed', run, now, {
    subject: message('runs_missed', { runs: missed.length }),
    lines: [message('no_worker_ran', {}), ...named],
    facts: { runs: missed.length },
    next: ['npx linkmill worker{forAccount}'],
  });
}

/** Files of the run whose batches have not finished for long. */
export function scheduledRunWaits(run: ScheduledRun, now: number): Notice {
  const waiting = run.files.filter(({ stage }) => stage !== 'answered');
  return noticeOf('run_waits', run, now, {
    subject: message('run_not_ended', {}),
    lines: [
      ...waiting
        .slice(0, mostNamed)
        .map(({ name, batch }) =>
          batch === undefined
            ? message('file_not_begun', { name })
            : message('batch_of_file', { name, batch }),
        ),
      ...(run.why === undefined ? [] : [message('obstacle_met', { obstacle: run.why })]),
      message('run_may_be_closed', {}),
    ],
    facts: { files: waiting.length },
    next: [
      'npx linkmill status{forLedger}',
      'npx linkmill doctor{forAccount}',
      ...batchesOf(waiting).map((id) => `npx linkmill status{forLedger} ${id}`),
    ],
  });
}

/** The result of a run: books, failures by code, what to do. */
export function scheduledRunEnded(run: ScheduledRun, batches: readonly Batch[], now: number): Notice {
  const facts = factsOf(run, batches);
  const { created = 0, createdCents = 0, toCorrect = 0, refusedFiles = 0, retriedRows = 0 } = facts;
  return noticeOf('run_ended', run, now, {
    subject: message('schedule_result', { links: created, toCorrect, refusedFiles }),
    lines: [
      message('links_over', { links: created, cents: createdCents }),
      ...run.files.slice(0, mostNamed).map((file) => fileLine(file, batches)),
      ...(retriedRows > 0 ? [message('rows_given_back', { rows: retriedRows })] : []),
      ...codeLines(addCodes(...run.files.map((file) => file.failures))),
    ],
    facts,
    next: nextOf(run, batches),
  });
}

/** Counts of a run; amounts (`...Cents`) in cents. */
export function factsOf(run: ScheduledRun, batches: readonly Batch[]): Record<string, number> {
  const sum = (count: (batch: Batch) => number) => batches.reduce((total, batch) => total + count(batch), 0);
  const filesOf = (kind: RunFile['kind']) => run.files.filter((file) => file.kind === kind).length;
  return {
    files: run.files.length,
    submittedFiles: filesOf('submitted'),
    repeatedFiles: filesOf('repeated'),
    refusedFiles: filesOf('refused'),
    leftFiles: filesOf('left'),
    rows: sum(({ books }) => books.rows),
    created: sum(({ books }) => books.created),
    known: sum(({ books }) => books.known),
    refused: sum(({ books }) => books.refused),
    failed: sum(({ books }) => books.failed),
    cancelled: sum(({ books }) => books.cancelled),
    rejected: sum(({ books }) => books.rejected),
    open: sum(({ books }) => books.open + books.doubtful),
    toCorrect: sum(({ books, leftOutRows }) => books.rejected - leftOutRows + books.refused + books.failed),
    unbalanced: batches.filter(({ isBalanced }) => !isBalanced).length,
    retriedRows: run.retried.reduce((total, { rows }) => total + rows, 0),
    amountCents: sum(({ books }) => books.amountCents),
    createdCents: sum(({ books }) => books.createdCents),
  };
}

/** The result of one file. */
export function fileLine(
  { name, kind, batch, failures: codes, remarks = [], answer = '', toCorrect }: RunFile,
  batches: readonly Batch[],
): Message {
  const own = batches.find(({ id }) => id === batch);
  const correction = toCorrect === undefined ? [] : [message('rows_to_correct_in', { place: toCorrect })];
  const more = [...remarks, ...correction];
  switch (kind) {
    case 'submitted': {
      if (own === undefined) return message('file_under_way', { name, batch: batch ?? '', more });
      const created = own.books.created + own.knownCreated;
      return message('file_in_batch', { name, batch: own.id, created, rows: own.fileRows, more });
    }
    case 'repeated':
      return message('file_repeated', { name, remarks, more: correction });
    case 'refused':
      return message('file_refused', { name, codes: Object.keys(codes), answer, more });
    case 'left':
      return message('file_left_in_inbox', { name, codes: Object.keys(codes), more });
  }
}

/** Files and numbers that the run missed. */
export function missingLines({ notified, schedule, missingNumbers = [] }: ScheduledRun): Message[] {
  const { pattern, inbox } = schedule;
  return [
    ...(notified.includes('file_missing') ? [message('no_file_fits', { pattern, inbox })] : []),
    ...(missingNumbers.length > 0 ? [numbersLine(missingNumbers)] : []),
  ];
}

function numbersLine(missing: readonly number[]): Message {
  return message('numbers_missing', { numbers: missing.map(String) });
}

/** Batches that need attention: a row has no link, or the books do not balance. */
export function unwellOf(batches: readonly Batch[]): readonly Batch[] {
  return batches.filter((batch) => !isWhole(batch) || !batch.isBalanced);
}

/** Commands that a person may want to run after a run. */
export function nextOf(run: ScheduledRun, batches: readonly Batch[]): string[] {
  const unwell = unwellOf(batches);
  const unbalanced = batches.filter(({ isBalanced }) => !isBalanced);
  return [
    ...unwell.slice(0, mostNamed).map(({ id }) => `npx linkmill status{forLedger} ${id}`),
    ...unbalanced.slice(0, mostNamed).map(({ id }) => `npx linkmill audit{forLedger} ${id}`),
    ...(run.files.some(({ kind }) => kind === 'left')
      ? [`npx linkmill schedule run{forLedger} ${run.schedule.name}`]
      : []),
  ];
}

/** A line for each code: how often it occurred, and what to do about it. */
export function codeLines(codes: RunFile['failures']): Message[] {
  return (Object.entries(codes) as [FailureCode, number][]).map(([code, times]) =>
    message('code_times', { times, code, failure: { code } }),
  );
}

function batchesOf(files: readonly RunFile[]): string[] {
  return files.flatMap(({ batch }) => batch ?? []).slice(0, mostNamed);
}
