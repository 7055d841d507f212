import type { BatchOptions } from '../../domain/batch.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import type { Contents } from '../../domain/instruction.ts';
import type { TableRow } from './table-rows.ts';

/** What rows are judged by, beside their own cells. */
export interface Rules {
  readonly options: BatchOptions;
  /** How the file is to be read, where it does not prove it itself. */
  readonly hints: Hints;
  /** No amount may be above it. */
  readonly amountMaxCents: number;
  /** The time by which expiries are judged, in milliseconds; the same in both passes. */
  readonly now: number;
  /** The word of a deliberate repeat; it makes the same content another batch. */
  readonly again?: string;
}

/** A row read by itself, before the rest of the file is known. */
export interface Reading {
  readonly row: TableRow;
  /** What the row says, whatever flags, defaults and clock make of it: the digest's part. */
  readonly said: string;
  /** The client's reference and the end-to-end id as given, right or wrong; empty where there is none. */
  readonly clientReference: string;
  readonly endToEndId: string;
  /** What the row is called cannot be told. */
  readonly isNameless?: true;
  /** The file says a label for it, right or wrong. */
  readonly hasLabel: boolean;
  /** A person chose other rows. */
  readonly isLeftOut?: true;
  /** What the row adds to the sum of the file, sign included; undefined where its amount cannot be read. */
  readonly signedCents: number | undefined;
  /** Undefined where the row has a failure. */
  readonly contents: Contents | undefined;
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
}

/** What is still being put together. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
