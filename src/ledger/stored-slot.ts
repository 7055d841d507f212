import { type Schedule, type Slot, scheduleSchema, slotSchema } from '../domain/schedule.ts';
import type { OpenRecord, Records } from './records.ts';
import { textIn } from './text-in.ts';

/** A schedule as it was read; without one it was made by another version or is damaged, or nobody of this installation wrote it. */
export interface ScheduleReading {
  readonly schedule?: Schedule;
  readonly isForged: boolean;
}

/** As `ScheduleReading`, of a slot; `at` of its place. */
export interface SlotReading {
  readonly slot?: Slot;
  readonly at: number;
  readonly isForged: boolean;
}

/** Where a schedule is sealed for. */
export const schedulePlace = (name: string) => `schedule ${name}`;

/** Where a slot is sealed for; an earlier text of it is not what it is now: its revision is part of the place. */
export const slotPlace = (name: string, at: number, revision: number) => `slot ${name} ${at} ${revision}`;

/** Writes a schedule as it rests under its name; see `Records.sealing`. */
export function sealingSchedule<T>(
  records: Records,
  schedule: Schedule,
  write: (sealed: string, keyId: string) => Promise<T>,
): Promise<T> {
  return records.sealing(JSON.stringify(schedule), schedulePlace(schedule.name), write);
}

/** Writes a slot as it rests behind its revision; see `Records.sealing`. */
export function sealingSlot<T>(
  records: Records,
  slot: Slot,
  write: (sealed: string, keyId: string) => Promise<T>,
): Promise<T> {
  const { schedule, at, revision } = slot;
  return records.sealing(JSON.stringify(slot), slotPlace(schedule.name, at, revision), write);
}

/** A schedule out of what rests under its name. */
export function readSchedule(open: OpenRecord, name: string, text: string): ScheduleReading {
  const opened = open(text, schedulePlace(name));
  const schedule = opened === undefined ? undefined : textIn(scheduleSchema, opened);
  return { ...(schedule && { schedule }), isForged: opened === undefined };
}

/** A slot out of what `keep-slot.lua` stores at its time: its revision, a space, the slot. */
export function readSlot(open: OpenRecord, name: string, at: number, text: string): SlotReading {
  const space = text.indexOf(' ');
  const revision = Number(text.slice(0, space));
  const opened = open(text.slice(space + 1), slotPlace(name, at, revision));
  const slot = opened === undefined ? undefined : textIn(slotSchema, opened);
  return { ...(slot && { slot: { ...slot, revision } }), at, isForged: opened === undefined };
}
