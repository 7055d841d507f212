import { z } from 'zod';
import type { Schedule, Slot } from '../domain/schedule.ts';
import { encodings } from '../domain/table.ts';
import { messageSchema, messageSchemaOf } from '../i18n/messages.ts';
import { mapSchema, onlySchema } from './mappings.ts';
import type { OpenRecord, Records } from './records.ts';
import { optionsSchema } from './stored-batch.ts';
import { textIn } from './text-in.ts';

const hintsSchema = z.object({
  sheet: z.string().optional(),
  encoding: z.enum(encodings).optional(),
  map: mapSchema,
  only: onlySchema.optional(),
  isStanding: z.boolean().optional(),
  decimalMark: z.enum(['.', ',']).optional(),
  unit: z.enum(['euros', 'cents']).optional(),
  dateOrder: z.enum(['dmy', 'mdy']).optional(),
  expectRows: z.number().optional(),
  expectSumCents: z.number().optional(),
});

const policySchema = z.object({
  skipRejected: z.boolean(),
  maxRows: z.number().optional(),
  maxSumCents: z.number().optional(),
  requireTotals: z.boolean(),
  fileOptional: z.boolean(),
  numbered: z.boolean(),
  retryFailed: z.boolean(),
  stableForMs: z.number(),
  marker: z.string().optional(),
  allowOpenEnd: z.boolean(),
  waitMs: z.number(),
});

const scheduleSchema = z.object({
  name: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  inbox: z.string(),
  answers: z.string().optional(),
  pattern: z.string(),
  addedAt: z.number(),
  addedBy: z.string(),
  rules: z.object({
    options: optionsSchema,
    hints: hintsSchema,
    isMappedAsLast: z.boolean(),
    amountMaxCents: z.number(),
    again: z.string().optional(),
  }),
  policy: policySchema,
});

const knownFileSchema = z.object({ name: z.string(), stamp: z.string() });

const fileSchema = z.object({
  name: z.string(),
  stamp: z.string(),
  kind: z.enum(['submitted', 'repeated', 'refused', 'left']),
  stage: z.enum(['taking', 'taken', 'moved', 'answered']),
  marker: knownFileSchema.optional(),
  batch: z.string().optional(),
  rows: z.number(),
  amountCents: z.number(),
  place: z.string().optional(),
  answer: z.string().optional(),
  toMend: z.string().optional(),
  failures: z.record(z.string(), z.number()),
  remarks: z.array(messageSchema).optional(),
});

const slotSchema = z.object({
  schedule: scheduleSchema,
  at: z.number(),
  state: z.enum(['open', 'working', 'closed', 'missed']),
  openedAt: z.number(),
  closedAt: z.number().optional(),
  isReached: z.literal(true).optional(),
  by: z.string().optional(),
  missed: z.number(),
  files: z.array(fileSchema),
  retried: z.array(
    z.object({
      batch: z.string(),
      rows: z.number(),
      place: z.string(),
      answer: z.string(),
      isAnswered: z.boolean(),
    }),
  ),
  lastNumber: z.number().optional(),
  missingNumbers: z.array(z.number()).optional(),
  stays: z.array(knownFileSchema).optional(),
  why: messageSchemaOf('obstacle').optional(),
  ended: z.object({ by: z.string(), why: z.string() }).optional(),
  told: z.array(z.string()),
});

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
  return { ...(schedule && { schedule: schedule as Schedule }), isForged: opened === undefined };
}

/** A slot out of what `keep-slot.lua` stores at its time: its revision, a space, the slot. */
export function readSlot(open: OpenRecord, name: string, at: number, text: string): SlotReading {
  const space = text.indexOf(' ');
  const revision = Number(text.slice(0, space));
  const opened = open(text.slice(space + 1), slotPlace(name, at, revision));
  const slot = opened === undefined ? undefined : textIn(slotSchema, opened);
  return { ...(slot && { slot: { ...slot, revision } as Slot }), at, isForged: opened === undefined };
}
