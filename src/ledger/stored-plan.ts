import { z } from 'zod';
import { columns } from '../domain/column.ts';
import { besideAmounts, type Plan } from '../domain/plan.ts';
import { delimiters, encodings, newlines } from '../domain/table.ts';

const formatSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    isPacked: z.boolean(),
    encoding: z.enum(encodings),
    hasBom: z.boolean(),
    delimiter: z.enum(delimiters),
    newline: z.enum(newlines),
    hasSeparatorLine: z.boolean(),
  }),
  z.object({ kind: z.literal('sheet'), isPacked: z.boolean(), sheet: z.string() }),
]);

const mark = z.enum(['.', ',']);
const unit = z.enum(['euros', 'cents']);
const amountsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), unit, decimalMark: mark }),
  z.object({
    kind: z.literal('proven'),
    unit,
    decimalMark: mark,
    groupMark: z.string().optional(),
    proving: z.number(),
    marked: z.number(),
  }),
  z.object({ kind: z.literal('contradictory'), unit, points: z.number(), commas: z.number() }),
  z.object({ kind: z.literal('unproven'), unit }),
]);

const order = z.enum(['dmy', 'mdy']);
const dayOrderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), order }),
  z.object({ kind: z.literal('proven'), order, proving: z.number(), ordered: z.number() }),
  z.object({ kind: z.literal('contradictory'), daysFirst: z.number(), monthsFirst: z.number() }),
  z.object({ kind: z.literal('unproven') }),
]);

const planFields = z.object({
  format: formatSchema,
  headerLine: z.number(),
  header: z.array(z.string()),
  added: z.enum(['report', 'rejected']).optional(),
  addedAt: z.array(z.number()).optional(),
  at: z.partialRecord(z.enum(columns), z.number()),
  amounts: amountsSchema,
  besideAmounts: z.array(z.enum(besideAmounts)).optional(),
  hasReplacedLetters: z.literal(true).optional(),
  dayOrder: dayOrderSchema.optional(),
  nameOrder: z.enum(['last_comma_first', 'capitals_are_last']).optional(),
  only: z.array(z.object({ at: z.number(), values: z.array(z.string()) })).optional(),
  remarks: z.array(z.number()).optional(),
  totalLines: z.array(z.number()).optional(),
});

/** How a kept file is read, and how many chunks it has. */
export interface StoredPlan {
  readonly plan: Plan;
  readonly chunks: number;
}

/** What is stored with a kept file. */
export function parsePlan(text: string): StoredPlan {
  return z
    .object({ plan: planFields, chunks: z.number().int().min(0) })
    .parse(JSON.parse(text)) as StoredPlan;
}
