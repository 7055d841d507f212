import type { AmountMarks } from './amount-marks.ts';
import type { Column } from './column.ts';
import type { DayOrder } from './day-order.ts';
import type { Added } from './report-columns.ts';
import type { Format } from './table.ts';
import type { NameOrder } from './whole-name.ts';

/** How a file was understood: read by the same plan, the same bytes give the same rows. It is kept with the file. */
export interface Plan {
  readonly format: Format;
  /** Line on which the header begins; lines above it are no rows. */
  readonly headerLine: number;
  /** As written, without the columns that we added. */
  readonly header: readonly string[];
  /** Whether the file is a report of ours, or the rejected rows of one, coming back. */
  readonly added?: Added;
  /** Where the columns that we added stand, in the order of `addedColumnsOf`; absent where they are the last ones. */
  readonly addedAt?: readonly number[];
  /** Position of each column that the file has. */
  readonly at: { readonly [column in Column]?: number };
  readonly amounts: AmountMarks;
  /** What the first rows of a text show of the column to the right of the amounts; absent where they show nothing. */
  readonly besideAmounts?: readonly BesideAmounts[];
  /** Names among the first rows show that letters of another alphabet were replaced: `þ`, `ð` and `ý` stand for others in all names. */
  readonly hasReplacedLetters?: true;
  readonly dayOrder?: DayOrder;
  readonly nameOrder?: NameOrder;
  /** The columns that choose the rows to be paid, each with the values that it may have as `comparedValue` gives them. */
  readonly only?: readonly SelectingColumn[];
  /** Positions of columns without a meaning for us that are looked at for remarks on an account or a stop. */
  readonly remarks?: readonly number[];
  /**
   * Lines of totals that only the sum of the rows above them tells: they have nothing but an amount, or words that may be a name. Present
   * where such rows are, and where some rows have nothing but an amount and others say more: those of them that are not listed are rejected.
   */
  readonly totalLines?: readonly number[];
}

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
export interface SelectingColumn {
  readonly at: number;
  readonly values: readonly string[];
}
