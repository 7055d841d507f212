import { runSchema, type Schedule, type ScheduledRun, scheduleSchema } from '../domain/schedule.ts';
import type { OpenRecord, Records } from './records.ts';
import { textIn } from './text-in.ts';

/** A schedule as it was read; without one it was made by another version or is damaged, or nobody of this installation wrote it. */
export interface ScheduleReading {
  readonly schedule?: Schedule;
  readonly isForged: boolean;
}

/** As `ScheduleReading`, of a run; `at` of its place. */
export interface RunReading {
  readonly run?: ScheduledRun;
  readonly at: number;
  readonly isForged: boolean;
}

/** Where a schedule is sealed for. */
export const schedulePlace = (name: string) => `schedule ${name}`;

/** Where a run is sealed for; an earlier text of it is not what it is now: its revision is part of the place. */
export const runPlace = (name: string, at: number, revision: number) => `run ${name} ${at} ${revision}`;

/** Writes a schedule as it rests under its name; see `Records.sealing`. */
export function sealingSchedule<T>(
  records: Records,
  schedule: Schedule,
  write: (sealed: string, keyId: string) => Promise<T>,
): Promise<T> {
  return records.sealing(JSON.stringify(schedule), schedulePlace(schedule.name), write);
}

/** Writes a run as it rests behind its revision; see `Records.sealing`. */
export function sealingRun<T>(
  records: Records,
  run: ScheduledRun,
  write: (sealed: string, keyId: string) => Promise<T>,
): Promise<T> {
  const { schedule, at, revision } = run;
  return records.sealing(JSON.stringify(run), runPlace(schedule.name, at, revision), write);
}

/** A schedule out of what rests under its name. */
export function readSchedule(open: OpenRecord, name: string, text: string): ScheduleReading {
  const opened = open(text, schedulePlace(name));
  const schedule = opened === undefined ? undefined : textIn(scheduleSchema, opened);
  return { ...(schedule && { schedule }), isForged: opened === undefined };
}

/** A run out of what `keep-run.lua` stores at its time: its revision, a space, the run. */
export function readRun(open: OpenRecord, name: string, at: number, text: string): RunReading {
  const space = text.indexOf(' ');
  const revision = Number(text.slice(0, space));
  const opened = open(text.slice(space + 1), runPlace(name, at, revision));
  const run = opened === undefined ? undefined : textIn(runSchema, opened);
  return { ...(run && { run: { ...run, revision } }), at, isForged: opened === undefined };
}
