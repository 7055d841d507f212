import type { Failure } from './failure.ts';

/** One data line of the file, as text. */
export interface Row {
  /** Line of the file on which the row begins, 1-based; the header is line 1 of a plain file. */
  readonly line: number;
  /** One cell a column, in the file's order, as read (quotes removed, nothing trimmed). */
  readonly cells: readonly string[];
}

/** A row that we could not accept, with all its failures. */
export interface Rejection {
  readonly line: number;
  readonly failures: readonly Failure[];
}
