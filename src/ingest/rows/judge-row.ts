import type { Failure } from '../../domain/failure.ts';
import type { Instruction, Reference } from '../../domain/instruction.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Rejection } from '../../domain/row.ts';
import { fillTemplate, type LabelTemplate, readTemplate } from '../../domain/text/label.ts';
import { message } from '../../i18n/messages.ts';
import type { Reading, Rules } from './reading.ts';
import type { TableRow } from './table-rows.ts';

/** Whether a row was accepted or rejected, and why. */
export type Judged = {
  /** The row as the file has it. */
  readonly row: TableRow;
  /**
   * The row's permanent name, `<batch>-<line>` where the file gives none; empty where its cells cannot be assigned to
   * columns.
   */
  readonly reference: string;
} & (
  | {
      readonly kind: 'accepted';
      readonly instruction: Instruction;
      readonly warnings: readonly Failure[];
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
);

/** Facts about rows that only the whole file shows. */
export interface Facts {
  readonly batch: string;
  /** Prefix of the names of rows without a reference: the batch id that all rows of the file would have. */
  readonly list: string;
  /**
   * Rows without a client reference use their end-to-end id as reference: each has one, and each is unique in the
   * file.
   */
  readonly endToEndIsReference: boolean;
  /** Lines whose reference occurs on another line, each with that other line. */
  readonly repeated: ReadonlyMap<number, number>;
  /** Lines with the IBAN, amount and label of another line, but another reference. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/** The label template, checked against the columns of the file; throws an AppError where it names others. */
export function templateOf(
  { header }: Pick<Plan, 'header'>,
  { options }: Pick<Rules, 'options'>,
): LabelTemplate {
  return readTemplate(options.labelTemplate, positionsOf(header).keys());
}

/** Position of every column by its name, trimmed and in lower case; the first of several with one name. */
function positionsOf(header: readonly string[]): ReadonlyMap<string, number> {
  const names = header.map((name) => name.normalize('NFC').trim().toLowerCase());
  return new Map(names.map((name, position) => [name, position] as const).toReversed());
}

/** Makes the function that accepts or rejects a row by its own failures and those that only the whole file shows. */
export function rowJudge(plan: Plan, rules: Rules): (reading: Reading, facts: Facts) => Judged {
  const template = templateOf(plan, rules);
  const positions = positionsOf(plan.header);
  const namesRows = plan.at.client_reference !== undefined || plan.at.end_to_end_id !== undefined;
  return (reading, facts) => {
    const { row, contents } = reading;
    const { line, cells, flaw } = row;
    const given = referenceOf(reading, facts);
    const failures: Failure[] = [];
    const warnings: Failure[] = [];
    const other = facts.repeated.get(line);
    if (other !== undefined) failures.push(repeatedOn(reading, other));
    let label = contents?.label ?? '';
    if (flaw === undefined && !reading.hasLabel && !reading.isLeftOut) {
      const valueFor = (column: string) =>
        column === 'reference'
          ? (given ?? usualReference(facts, line))
          : (cells[positions.get(column) ?? -1] ?? '');
      label = fillTemplate(template, valueFor, failures, warnings);
    }
    const reference = given ?? (reading.isNameless && namesRows ? '' : usualReference(facts, line));
    const allFailures = joined(reading.failures, failures);
    if (contents === undefined || allFailures.length > 0)
      return { kind: 'rejected', row, reference, rejection: { line, failures: allFailures } };
    const twin = facts.duplicates.get(line);
    if (twin !== undefined)
      warnings.push({ code: 'duplicate_in_file', details: [message('see_line', { line: twin })] });
    // The ledger builds `<batch>-<line>` itself where an instruction has no reference.
    const own = facts.list === facts.batch ? given : (reference as Reference);
    const instruction: Instruction =
      own === undefined ? { line, contents, label } : { line, contents, label, reference: own };
    return { kind: 'accepted', row, reference, instruction, warnings: joined(reading.warnings, warnings) };
  };
}

function usualReference({ list }: Facts, line: number): string {
  return `${list}-${line}`;
}

/** Avoids a copy in nearly every row. */
function joined(some: readonly Failure[], more: readonly Failure[]): readonly Failure[] {
  return more.length === 0 ? some : [...some, ...more];
}

function referenceOf(reading: Reading, facts: Facts): Reference | undefined {
  const fromEndToEnd = facts.endToEndIsReference ? reading.endToEndId : '';
  return ((reading.clientReference || fromEndToEnd) as Reference) || undefined;
}

function repeatedOn(reading: Reading, other: number): Failure {
  const details = [message('reference_on_lines', { line: other, other: reading.row.line })];
  return { code: 'reference_repeated', field: 'client_reference', details };
}
