import type { Failure } from './failure.ts';
import type { Forgiven } from './forgiven.ts';

/**
 * The type of a cell in a spreadsheet; text files have only texts. `money`: a number that is shown with decimals or as euros. `measured`: a
 * number that is shown with another unit, which follows its digits: `120.5 kr`. `struck`: a cell that is wholly or partly struck through; that
 * part is between tildes: `~100~80`.
 */
export type CellKind = 'text' | 'number' | 'money' | 'measured' | 'date' | 'boolean' | 'error' | 'struck';

/** Whether the cell is stored as a number. */
export function isNumber(kind: CellKind | undefined): boolean {
  return kind === 'number' || kind === 'money';
}

/** One row of the file, as texts. */
export interface Row {
  /** The line of the file on which the row begins, or the number of the row in its sheet; from 1. */
  readonly line: number;
  /**
   * One cell for each column, in the file's order: quotes removed, nothing trimmed. A number of a spreadsheet is its stored digits with a point
   * (`1234.5`), a date `2026-12-31` or `2026-12-31T18:00:00`, a truth value `TRUE` or `FALSE`, an error `#N/A`.
   */
  readonly cells: readonly string[];
  /** The type of each cell of a spreadsheet; absent for a text file. */
  readonly kinds?: readonly CellKind[];
  /** The row is hidden in the sheet. */
  readonly isHidden?: true;
  /** Positions of hidden columns of the sheet, the same for all its rows; absent where there are none. */
  readonly hiddenColumns?: readonly number[];
  /** Flaws of the line that leave only one reading; text files only. */
  readonly forgiven?: readonly Forgiven[];
  /** The last line of a text file without a line end: it may be cut. */
  readonly isUnended?: true;
  /** Merged cells cover a cell of the row that is not empty, so a person does not see it. */
  readonly hidesCell?: true;
}

/** A row that was not accepted, with all its failures. */
export interface Rejection {
  readonly line: number;
  readonly failures: readonly Failure[];
}
