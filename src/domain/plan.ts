import { z } from 'zod';
import { amountMarksSchema } from './amount-marks.ts';
import { columns } from './column.ts';
import { dayOrderSchema } from './dates/day-order.ts';
import type { Immutable } from './immutable.ts';
import { nameOrders } from './parties/whole-name.ts';
import { addedKinds } from './report-columns.ts';
import { formatSchema } from './table.ts';

/** Contents by which the column beside the amounts may be part of an amount, or another amount. */
export const besideAmounts = [
  /** In a file with commas between cells, decimals that such a comma cut off an amount; the column is not one of numbers. */
  'parts',
  /** Whole numbers. */
  'wholes',
  /** Numbers with decimals. */
  'decimals',
] as const;

export type BesideAmounts = (typeof besideAmounts)[number];

/** A column by whose values a person chose the rows to pay. */
const selectingColumnSchema = z.object({ at: z.number(), values: z.array(z.string()) });

export type SelectingColumn = Immutable<z.infer<typeof selectingColumnSchema>>;

/** How a file is read: with the same plan, the same bytes give the same rows. Stored with the file. */
const planSchema = z.object({
  format: formatSchema,
  /** Line on which the header begins; lines before it are no rows. */
  headerLine: z.number(),
  /** The header as written, without the columns that a report or a file of rejected rows added. */
  header: z.array(z.string()),
  /** Set where the file is a report, or a file of rejected rows, that Linkmill wrote itself. */
  added: z.enum(addedKinds).exactOptional(),
  /** Positions of the added columns, in the order of `addedColumnsOf`; absent where they are the last ones. */
  addedAt: z.array(z.number()).exactOptional(),
  /** Position of each column that the file has. */
  at: z.partialRecord(z.enum(columns), z.number()),
  amounts: amountMarksSchema,
  /** What the first rows of a text file show of the column to the right of the amounts; absent where they show nothing. */
  besideAmounts: z.array(z.enum(besideAmounts)).exactOptional(),
  /** Names in the first rows show that letters were replaced: `þ`, `ð` and `ý` stand for other letters in all names. */
  hasReplacedLetters: z.literal(true).exactOptional(),
  dayOrder: dayOrderSchema.exactOptional(),
  nameOrder: z.enum(nameOrders).exactOptional(),
  /** The columns that select the rows to pay, each with its values in the form of `comparedValue`. */
  only: z.array(selectingColumnSchema).exactOptional(),
  /** Positions of otherwise unused columns that are searched for remarks about another account or about not paying. */
  remarks: z.array(z.number()).exactOptional(),
  /**
   * Lines that are totals because their amount is the sum of the rows above: they have only an amount, or words that may be a name. Present
   * where there are such lines, and where some rows have only an amount and others have more; rows with only an amount that are not listed
   * are rejected.
   */
  totalLines: z.array(z.number()).exactOptional(),
});

export type Plan = Immutable<z.infer<typeof planSchema>>;

/** The plan of a stored file, and its number of chunks. */
export const storedPlanSchema = z.object({ plan: planSchema, chunks: z.number().int().min(0) });

export type StoredPlan = Immutable<z.infer<typeof storedPlanSchema>>;
