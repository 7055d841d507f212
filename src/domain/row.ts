import type { Failure } from './failure.ts';
import type { Forgiven } from './forgiven.ts';

/**
 * What a cell of a spreadsheet was; the cells of a text file are all texts. Money is a number that is shown with decimals or as euros; measured one
 * that is shown with something else, which stands behind its digits: `120.5 kr`; struck what is wholly or partly struck through, which stands
 * between tildes: `~100~80`.
 */
export type CellKind = 'text' | 'number' | 'money' | 'measured' | 'date' | 'boolean' | 'error' | 'struck';

/** Whether the cell is stored as a number. */
export function isNumber(kind: CellKind | undefined): boolean {
  return kind === 'number' || kind === 'money';
}

/** One line of the file, as text. */
export interface Row {
  /** Line of the file on which the row begins, 1-based, or the number of the row in its sheet. */
  readonly line: number;
  /**
   * One cell a column, in the file's order, as read: quotes removed, nothing trimmed. A number of a spreadsheet is its stored digits
   * with a point (`1234.5`), a date `2026-12-31` or `2026-12-31T18:00:00`, a truth value `TRUE` or `FALSE`, an error `#N/A`.
   */
  readonly cells: readonly string[];
  /** Of each cell of a spreadsheet; absent for a text file. */
  readonly kinds?: readonly CellKind[];
  /** A person who looks at the sheet does not see the row. */
  readonly isHidden?: true;
  /** Positions of columns of the sheet that a person does not see; the same of all its rows, absent where there are none. */
  readonly hiddenColumns?: readonly number[];
  /** What was wrong with the line of a text, and leaves one reading. */
  readonly forgiven?: readonly Forgiven[];
  /** The last line of a text, and not ended: what it says may be cut. */
  readonly isUnended?: true;
  /** Merged cells cover one of its cells that holds something: nobody sees what. */
  readonly hidesCell?: true;
}

/** A row that we could not accept, with all its failures. */
export interface Rejection {
  readonly line: number;
  readonly failures: readonly Failure[];
}
