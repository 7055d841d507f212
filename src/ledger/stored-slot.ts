import { z } from 'zod';
import type { Schedule, Slot } from '../domain/schedule.ts';
import { encodings } from '../domain/table.ts';
import { mapSchema, onlySchema } from './mappings.ts';
import { optionsSchema } from './stored-batch.ts';

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
  remark: z.string().optional(),
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
  why: z.string().optional(),
  ended: z.object({ by: z.string(), why: z.string() }).optional(),
  told: z.array(z.string()),
});

/** A schedule out of its JSON; undefined where another version made it, or it is damaged. */
export function parseSchedule(text: string): Schedule | undefined {
  return parsed(scheduleSchema, text) as Schedule | undefined;
}

/** A slot as `keep-slot.lua` stores it: its revision, a space, its JSON. Undefined where it cannot be read. */
export function parseSlot(text: string): Slot | undefined {
  const space = text.indexOf(' ');
  const revision = Number(text.slice(0, space));
  const slot = parsed(slotSchema, text.slice(space + 1));
  return slot && ({ ...slot, revision } as Slot);
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
