import type { Failure } from '../../domain/failure.ts';
import type { Instruction, Reference } from '../../domain/instruction.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Rejection } from '../../domain/row.ts';
import { fillTemplate, type LabelTemplate, readTemplate } from '../../domain/text/label.ts';
import { message } from '../../i18n/messages.ts';
import type { Reading, Rules } from './reading.ts';
import type { TableRow } from './table-rows.ts';

/** What became of a row. */
export type Judged = {
  /** As the file has it. */
  readonly row: TableRow;
  /** By which the row is known for ever, `<batch>-<line>` where the file names none; empty where its cells cannot be told apart. */
  readonly reference: string;
} & (
  | {
      readonly kind: 'accepted';
      readonly instruction: Instruction;
      readonly warnings: readonly Failure[];
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
);

/** What only the whole file tells. */
export interface Facts {
  readonly batch: string;
  /** By which rows without a name are called: the batch that all rows of the file would be. */
  readonly list: string;
  /** Rows without a client reference go by their end-to-end id: each has one, and none stands twice in the file. */
  readonly endToEndIsReference: boolean;
  /** Lines whose reference stands on another line too, each with that other line. */
  readonly repeated: ReadonlyMap<number, number>;
  /** Lines with IBAN, amount and label of another line, under another reference. */
  readonly duplicates: ReadonlyMap<number, number>;
}

/** The template of a batch's labels, held against the columns of the file; stops where it does not fit them. */
export function templateOf(
  { header }: Pick<Plan, 'header'>,
  { options }: Pick<Rules, 'options'>,
): LabelTemplate {
  return readTemplate(options.labelTemplate, positionsOf(header).keys());
}

/** Every column by its name, trimmed and in lower case; of two with one name, the first. */
function positionsOf(header: readonly string[]): ReadonlyMap<string, number> {
  const names = header.map((name) => name.normalize('NFC').trim().toLowerCase());
  return new Map(names.map((name, position) => [name, position] as const).toReversed());
}

/** What gives the last word on a row: its own failures, and those that only the whole file shows. */
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
    // The ledger calls a row by its own batch where it is given no other name.
    const own = facts.list === facts.batch ? given : (reference as Reference);
    const instruction: Instruction =
      own === undefined ? { line, contents, label } : { line, contents, label, reference: own };
    return { kind: 'accepted', row, reference, instruction, warnings: joined(reading.warnings, warnings) };
  };
}

function usualReference({ list }: Facts, line: number): string {
  return `${list}-${line}`;
}

/** Nearly every row has no findings of its own, and none that the file adds. */
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
