import { runSchema, type Schedule, type ScheduledRun, scheduleSchema } from '../domain/schedule.ts';
import type { OpenRecord, Records } from './records.ts';
import { textIn } from './text-in.ts';

/** Without a schedule: another version wrote it, it is damaged, or this installation did not write it (`isForged`). */
export interface ScheduleReading {
  readonly schedule?: Schedule;
  readonly isForged: boolean;
}

/** As `ScheduleReading`, for a run; `at` is the time under which it is stored. */
export interface RunReading {
  readonly run?: ScheduledRun;
  readonly at: number;
  readonly isForged: boolean;
}

/** The place for which a schedule is sealed. */
export const schedulePlace = (name: string) => `schedule ${name}`;

/** The place for which a run is sealed. The revision is part of it, so that an earlier text of the run does not open as the present one. */
export const runPlace = (name: string, at: number, revision: number) => `run ${name} ${at} ${revision}`;

/** Seals and writes a schedule; see `Records.sealing`. */
export function sealingSchedule<T>(
  records: Records,
  schedule: Schedule,
  write: (sealed: string, keyId: string) => Promise<T>,
): Promise<T> {
  return records.sealing(JSON.stringify(schedule), schedulePlace(schedule.name), write);
}

/** Seals and writes a run; see `Records.sealing`. */
export function sealingRun<T>(
  records: Records,
  run: ScheduledRun,
  write: (sealed: string, keyId: string) => Promise<T>,
): Promise<T> {
  const { schedule, at, revision } = run;
  return records.sealing(JSON.stringify(run), runPlace(schedule.name, at, revision), write);
}

/** Reads the stored text of a schedule. */
export function readSchedule(open: OpenRecord, name: string, text: string): ScheduleReading {
  const opened = open(text, schedulePlace(name));
  const schedule = opened === undefined ? undefined : textIn(scheduleSchema, opened);
  return { ...(schedule && { schedule }), isForged: opened === undefined };
}

/** Reads a run from the text that `save-run.lua` stores at its time: revision, a space, the run. */
export function readRun(open: OpenRecord, name: string, at: number, text: string): RunReading {
  const space = text.indexOf(' ');
  const revision = Number(text.slice(0, space));
  const opened = open(text.slice(space + 1), runPlace(name, at, revision));
  const run = opened === undefined ? undefined : textIn(runSchema, opened);
  return { ...(run && { run: { ...run, revision } }), at, isForged: opened === undefined };
}
