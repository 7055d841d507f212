import { z } from 'zod';
import { amountMarksSchema } from './amount-marks.ts';
import { columns } from './column.ts';
import { dayOrderSchema } from './dates/day-order.ts';
import type { Immutable } from './immutable.ts';
import { nameOrders } from './parties/whole-name.ts';
import { addedKinds } from './report-columns.ts';
import { formatSchema } from './table.ts';

/** What a column may hold that makes it another place of an amount, or of a part of one. */
export const besideAmounts = [
  /** Where commas part the cells, what one of them has parted from an amount: the column is not one of numbers. */
  'parts',
  /** Whole numbers. */
  'wholes',
  /** Numbers with decimals. */
  'decimals',
] as const;

export type BesideAmounts = (typeof besideAmounts)[number];

/** A column that a person chose rows by. */
const selectingColumnSchema = z.object({ at: z.number(), values: z.array(z.string()) });

export type SelectingColumn = Immutable<z.infer<typeof selectingColumnSchema>>;

/** How a file was understood: read by the same plan, the same bytes give the same rows. It is stored with the file. */
const planSchema = z.object({
  format: formatSchema,
  /** Line on which the header begins; lines above it are no rows. */
  headerLine: z.number(),
  /** As written, without the columns that we added. */
  header: z.array(z.string()),
  /** Whether the file is a report of ours, or the rejected rows of one, coming back. */
  added: z.enum(addedKinds).exactOptional(),
  /** Where the columns that we added stand, in the order of `addedColumnsOf`; absent where they are the last ones. */
  addedAt: z.array(z.number()).exactOptional(),
  /** Position of each column that the file has. */
  at: z.partialRecord(z.enum(columns), z.number()),
  amounts: amountMarksSchema,
  /** What the first rows of a text show of the column to the right of the amounts; absent where they show nothing. */
  besideAmounts: z.array(z.enum(besideAmounts)).exactOptional(),
  /** Names among the first rows show that letters of another alphabet were replaced: `þ`, `ð` and `ý` stand for others in all names. */
  hasReplacedLetters: z.literal(true).exactOptional(),
  dayOrder: dayOrderSchema.exactOptional(),
  nameOrder: z.enum(nameOrders).exactOptional(),
  /** The columns that choose the rows to be paid, each with the values that it may have as `comparedValue` gives them. */
  only: z.array(selectingColumnSchema).exactOptional(),
  /** Positions of columns without a meaning for us that are looked at for remarks on an account or a stop. */
  remarks: z.array(z.number()).exactOptional(),
  /**
   * Lines of totals that only the sum of the rows above them tells: they have nothing but an amount, or words that may be a name. Present
   * where such rows are, and where some rows have nothing but an amount and others say more: those of them that are not listed are rejected.
   */
  totalLines: z.array(z.number()).exactOptional(),
});

export type Plan = Immutable<z.infer<typeof planSchema>>;

/** How a stored file is read, and how many chunks it has. */
export const storedPlanSchema = z.object({ plan: planSchema, chunks: z.number().int().min(0) });

export type StoredPlan = Immutable<z.infer<typeof storedPlanSchema>>;
