import type { Failure } from '../domain/failure.ts';
import type { Contents, Instruction, Reference } from '../domain/instruction.ts';
import { fillTemplate } from '../domain/label.ts';
import type { Rejection } from '../domain/row.ts';
import type { Pass } from './pass.ts';
import type { Reading } from './read-row.ts';

/** What became of a row. */
export type Judged =
  | {
      readonly kind: 'accepted';
      readonly instruction: Instruction;
      readonly warnings: readonly Failure[];
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

/** What only the whole file tells. */
export interface Facts {
  readonly batch: string;
  /** Rows without a client reference go by their end-to-end id: each has one, and none stands twice in the file. */
  readonly endToEndIsReference: boolean;
  /** Lines whose reference stands on another line too, each with that other line. */
  readonly repeated: ReadonlyMap<number, number>;
  /** Lines with IBAN, amount and label of another line, under another reference. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/** The last word on a row: its own failures, and those that only the whole file shows. */
export function judgeRow(reading: Reading, facts: Facts, pass: Pick<Pass, 'columns' | 'template'>): Judged {
  const { line } = reading.row;
  const failures = [...reading.failures];
  const warnings = [...reading.warnings];
  const other = facts.repeated.get(line);
  if (other !== undefined) failures.push(repeatedOn(reading, other));
  const reference = referenceOf(reading, facts);
  const cellOf = (column: string) => reading.row.cells[pass.columns.byName.get(column) ?? -1] ?? '';
  let label = reading.contents?.label;
  if (reading.row.flaw === undefined && cellOf('label').trim() === '') {
    const valueFor = (column: string) =>
      column === 'reference' ? (reference ?? `${facts.batch}-${line}`) : cellOf(column);
    label = fillTemplate(pass.template, valueFor, failures, warnings);
  }
  if (reading.contents === undefined || failures.length > 0) {
    return { kind: 'rejected', rejection: { line, failures } };
  }
  const twin = facts.duplicates.get(line);
  if (twin !== undefined) warnings.push({ code: 'duplicate_in_file', detail: `See line ${twin}.` });
  return accepted(line, reference, reading.contents, label ?? '', warnings);
}

function accepted(
  line: number,
  reference: Reference | undefined,
  contents: Contents,
  label: string,
  warnings: readonly Failure[],
): Judged {
  const instruction: Instruction =
    reference === undefined ? { line, contents, label } : { line, reference, contents, label };
  return { kind: 'accepted', instruction, warnings };
}

function referenceOf(reading: Reading, facts: Facts): Reference | undefined {
  const fromEndToEnd = facts.endToEndIsReference ? reading.endToEndId : '';
  return ((reading.clientReference || fromEndToEnd) as Reference) || undefined;
}

function repeatedOn(reading: Reading, other: number): Failure {
  const detail = `It stands on line ${other} and on line ${reading.row.line}.`;
  return { code: 'reference_repeated', field: 'client_reference', detail };
}
