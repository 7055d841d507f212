import type { BatchOptions } from '../../domain/batch.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import type { Contents } from '../../domain/instruction.ts';
import type { TableRow } from './table-rows.ts';

/** Everything besides its cells by which a row is judged. */
export interface Rules {
  readonly options: BatchOptions;
  /** How to read the file where it does not prove it. */
  readonly hints: Hints;
  /** Highest allowed amount, in cents. */
  readonly amountMaxCents: number;
  /** Now, in milliseconds since 1970, for judging expiries; the same in both passes. */
  readonly now: number;
  /** A word that makes the same content another batch, for a deliberate repeat. */
  readonly again?: string;
}

/** A row read by itself, before the rest of the file is known. */
export interface Reading {
  readonly row: TableRow;
  /** The row's part of the digest: its content, independent of flags, defaults and clock. */
  readonly digestText: string;
  /** Client reference and end-to-end id as given, valid or not; empty where there is none. */
  readonly clientReference: string;
  readonly endToEndId: string;
  /** The row's reference cannot be read. */
  readonly isNameless?: true;
  /** The file gives a label for it, valid or not. */
  readonly hasLabel: boolean;
  /** A person's choice of rows excludes it. */
  readonly isLeftOut?: true;
  /** Signed cents that the row adds to the file's sum; undefined where its amount cannot be read. */
  readonly signedCents: number | undefined;
  /** Undefined where the row has a failure. */
  readonly contents: Contents | undefined;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
}

/** A value under construction. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
