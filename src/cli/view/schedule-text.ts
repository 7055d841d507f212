import cronstrue from 'cronstrue/i18n.js';
import type { Batch } from '../../domain/batch.ts';
import { nextRuns } from '../../domain/dates/run-times.ts';
import { dayInWords } from '../../domain/dates/zone-time.ts';
import {
  codeLines,
  factsOf,
  fileLine,
  missingLines,
  nextOf,
  unwellOf,
} from '../../domain/notices/schedule-notices.ts';
import { addCodes, type RunFile, type Schedule, type ScheduledRun } from '../../domain/schedule.ts';
import { legible } from '../../domain/text/shown.ts';
import { commandFor } from '../../i18n/i18n.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { Ledger } from '../../wiring.ts';
import { indented, type Terminal } from '../terminal.ts';

/** Future times that are shown. */
const mostAhead = 3;

/** The next three times of a schedule, ISO 8601 in UTC. */
export function timesOf(schedule: Schedule, now: number): string[] {
  return nextRuns(schedule, now, mostAhead).map((at) => new Date(at).toISOString());
}

/** Shows the times of a schedule in words, then the next three. */
export function showNextRuns(
  terminal: Pick<Terminal, 'write' | 'text' | 'language'>,
  schedule: Schedule,
  now: number,
): void {
  const words = cronstrue.default.toString(schedule.cron, {
    locale: terminal.language,
    use24HourTimeFormat: true,
  });
  terminal.write(`  ${words} (${schedule.timeZone})`);
  for (const at of nextRuns(schedule, now, mostAhead))
    indented(terminal, message('next_time', { time: dayInWords(at, schedule.timeZone, terminal.language) }));
}

/** A run with the batches that it submitted. */
export interface RunView {
  readonly run: ScheduledRun;
  readonly batches: readonly Batch[];
}

/** Reads the batches of a run. */
export async function viewOf(ledger: Pick<Ledger, 'batches'>, run: ScheduledRun): Promise<RunView> {
  const ids = run.files.flatMap(({ kind, batch }) =>
    kind === 'submitted' && batch !== undefined ? [batch] : [],
  );
  const batches = await Promise.all(ids.map((id) => ledger.batches.read(id)));
  return { run, batches: batches.filter((batch) => batch !== undefined) };
}

/** A run in one line: time, state, files and links. */
export function runLine(terminal: Pick<Terminal, 'text' | 'language'>, { run, batches }: RunView): string {
  const { schedule, at, state, by } = run;
  const { files = 0, created = 0, createdCents = 0 } = factsOf(run, batches);
  const when = dayInWords(at, schedule.timeZone, terminal.language);
  const came = message('run_came', { files, links: created, amount: createdCents });
  const words = [
    message(`run_${state}`, {}),
    ...(state === 'missed' ? [] : [came]),
    ...(by === undefined ? [] : [message('by_person', { by })]),
  ];
  return [schedule.name, when, ...words.map(terminal.text)].join('  ');
}

/** Shows a run with its files, its failures by code, and the commands to run next. */
export function showWholeRun(
  terminal: Pick<Terminal, 'write' | 'text' | 'language' | 'renderer'>,
  view: RunView,
): void {
  const { run, batches } = view;
  terminal.write(runLine(terminal, view));
  const show = (line: Message) => indented(terminal, line);
  if (run.ended !== undefined) show(message('run_closed_by', run.ended));
  if (run.why !== undefined) show(message('obstacle_met', { obstacle: run.why }));
  for (const line of missingLines(run)) show(line);
  for (const file of run.files) show(fileLine(file, batches));
  const retried = run.retried.reduce((sum, { rows }) => sum + rows, 0);
  if (retried > 0) show(message('failed_rows_requeued', { count: retried }));
  for (const line of codeLines(addCodes(...run.files.map(({ failures }) => failures)))) show(line);
  for (const line of nextOf(run, batches))
    show(message('next_command', { command: terminal.renderer.command(line) }));
}

/** The JSON of a run. */
export function runResult({ run, batches }: RunView): Record<string, unknown> {
  const { schedule, at, state, files, retried, by, closedAt, missed, why, ended, notified } = run;
  const { missingNumbers = [] } = run;
  return {
    schedule: schedule.name,
    at: new Date(at).toISOString(),
    state,
    ...(by !== undefined && { by }),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt).toISOString() }),
    ...(ended !== undefined && { ended }),
    ...(why !== undefined && { why }),
    noFileCame: notified.includes('file_missing'),
    missingNumbers,
    missed,
    ...factsOf(run, batches),
    fileList: files.map(shownFile),
    retried,
    next: nextOf(run, batches).map((line) => commandFor(line)),
  };
}

function shownFile({ stamp: _, marker: __, ...file }: RunFile): Record<string, unknown> {
  const texts = Object.entries(file).map(([field, value]) => [
    field,
    typeof value === 'string' ? legible(value) : value,
  ]);
  return Object.fromEntries(texts);
}

/** Whether a run is closed and leaves nothing for a person to do. */
export function isClean({ run, batches }: RunView): boolean {
  const isTaken = run.files.every(({ kind }) => kind === 'submitted' || kind === 'repeated');
  return run.state === 'closed' && isTaken && unwellOf(batches).length === 0;
}
