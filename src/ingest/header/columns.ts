import levenshtein from 'damerau-levenshtein';
import { type Column, columns } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { type ColumnMapping, mapText } from '../../domain/hints.ts';
import type { Row } from '../../domain/row.ts';
import { shown } from '../../domain/text/shown.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { Assignment, type FoundColumn } from './assignment.ts';
import { columnCells } from './column-cells.ts';
import { meansCents } from './column-names.ts';
import { countsOther, foldedName, writtenName } from './header-names.ts';
import { type KnownList, knownList, type ListName } from './known-lists.ts';
import { beneficiaryNames, namesBeneficiary, takeNames } from './name-columns.ts';
import { refuseNationalAccount } from './national-account.ts';
import { takeMapped } from './take-mapped.ts';

/** The position of each column, and how it was found. */
export interface Columns {
  /** Position in the row; -1 where the file has no such column. */
  readonly at: Readonly<Record<Column, number>>;
  /**
   * Position of every column of the file by its name, trimmed and in lower case; the first of several with one name.
   */
  readonly byName: ReadonlyMap<string, number>;
  /** The file has columns for the payer. */
  readonly hasPayer: boolean;
  /** The name of the amount's column states cents. */
  readonly amountsAreCents: boolean;
  /** Positions of columns whose name is that of a currency, and whose cells hold none. */
  readonly noCurrency: ReadonlySet<number>;
  /** First line of a header that spans two lines. */
  readonly headerFrom?: number;
  /** The known list that the file matches. */
  readonly list?: ListName;
  /** One for each column of the file, in order. */
  readonly found: readonly FoundColumn[];
}

/** Result of reading a line as a header, valid or not. */
export interface ColumnsReading {
  readonly columns: Columns;
  /** Failures of the `--map` options. */
  readonly misuses: readonly Failure[];
  /** Failures of the columns, including all questions. */
  readonly failures: readonly Failure[];
  /** Our columns that the line names, surely or possibly, including misspelt ones. */
  readonly mentioned: ReadonlySet<Column>;
}

/**
 * Reads a line as a header. Meanings come, in this order, from `map`, a known list, our own column names, clear
 * names, and weak names where nothing clearer has the meaning. All ambiguous names are asked about at once, unless
 * clearer columns cover everything they could mean. The rows below decide which columns a question offers;
 * `noCurrency` are columns with the name of a currency but no currencies in their cells.
 */
export function readColumns(
  header: readonly string[],
  map: readonly ColumnMapping[],
  defaultBeneficiary: boolean,
  below: readonly Row[] = [],
  noCurrency: ReadonlySet<number> = new Set(),
): ColumnsReading {
  const assignment = new Assignment(header, columnCells(header, below), noCurrency);
  const misuses = takeMapped(assignment, map);
  const list = knownList(header);
  if (list === undefined) takeByName(assignment);
  else takeListed(assignment, list);
  const misspelt = list === undefined ? misspeltIn(assignment) : [];
  const mentioned = new Set(columns.filter((column) => assignment.mentions(column)));
  for (const { meant } of misspelt) mentioned.add(meant);
  const failures: Failure[] = [
    ...misspelt.map(({ written, meant }) => unknownColumn(written, meant)),
    ...assignment.failures,
    ...missingAmong(mentioned, defaultBeneficiary, assignment),
  ];
  return {
    columns: { ...columnsOf(assignment, header), ...(list && { list: list.name }), noCurrency },
    misuses,
    failures,
    mentioned,
  };
}

function takeListed(assignment: Assignment, list: KnownList): void {
  list.columns.forEach((column, position) => {
    const isOpen = assignment.found[position]?.how === 'unused';
    if (column !== undefined && isOpen && !assignment.has(column)) assignment.take(column, position, 'list');
  });
}

function takeByName(assignment: Assignment): void {
  takeSums(assignment);
  for (const column of columns) {
    // Of two accounts, one may be the payer's even under a name of our own.
    const kinds = column === 'iban' || column === 'bic' ? (['own', 'clear'] as const) : (['own'] as const);
    assignment.settle(column, assignment.named(column, ...kinds));
  }
  takeNames(assignment);
  for (const column of columns.filter((one) => !beneficiaryNames.includes(one))) {
    assignment.settle(column, assignment.named(column, 'clear'));
  }
  for (const column of ['iban', 'label'] as const) {
    assignment.settle(column, assignment.named(column, 'weak'));
  }
  if (!assignment.has('client_reference')) {
    assignment.settle('end_to_end_id', assignment.named('end_to_end_id', 'weak'));
  }
  refuseNationalAccount(assignment);
  askUnclear(assignment);
}

/**
 * Assigns the amount. No name shows which of two sums is to be refunded, nor whether a single sum under another name
 * is. Beside a clear amount, other sums are ignored here: the rows show whether they differ. Where a person chose the
 * amount, nothing is asked about other sums.
 */
function takeSums(assignment: Assignment): void {
  // `À rembourser` above cells of yes and no is not an amount.
  const mayBe = (position: number) => assignment.mayBe('amount', position);
  const sure = assignment.named('amount', 'own', 'clear').filter(mayBe);
  const others = assignment.named('amount', 'sum').filter(mayBe);
  if (assignment.has('amount')) for (const position of [...sure, ...others]) assignment.pass(position);
  else if (sure.length > 0) assignment.settle('amount', sure);
  else if (others.length > 1) assignment.settle('amount', others);
  else for (const position of others) assignment.askWhat(position, ['amount']);
}

function askUnclear(assignment: Assignment): void {
  const has = (column: Column) => assignment.has(column);
  const isIdentified = has('client_reference') || has('end_to_end_id');
  const isNamed = namesBeneficiary((column) => assignment.mentions(column));
  const isCovered = (column: Column) => {
    if (column === 'client_reference' || column === 'end_to_end_id') return isIdentified;
    if (column === 'payer_company_name') return canPay(has);
    return beneficiaryNames.includes(column) ? isNamed : assignment.mentions(column);
  };
  for (const { position, meaning } of assignment.open) {
    if (meaning.kind !== 'unclear' || meaning.columns.every(isCovered)) continue;
    const isTaken = (column: Column) => has(column) || (beneficiaryNames.includes(column) && isNamed);
    assignment.askWhat(
      position,
      meaning.columns.filter((column) => !isTaken(column)),
    );
  }
}

function canPay(has: (column: Column) => boolean): boolean {
  return has('payer_company_name') || (has('payer_first_name') && has('payer_last_name'));
}

function columnsOf(
  assignment: Assignment,
  header: readonly string[],
): Omit<Columns, 'list' | 'noCurrency' | 'headerFrom'> {
  const byName = new Map<string, number>();
  header.forEach((written, position) => {
    const name = writtenName(written);
    if (!byName.has(name)) byName.set(name, position);
  });
  const at = columns.map((column) => [column, assignment.positionOf(column)] as const);
  return {
    at: Object.fromEntries(at) as Columns['at'],
    byName,
    hasPayer: canPay((column) => assignment.has(column)),
    amountsAreCents: meansCents(header[assignment.positionOf('amount')] ?? ''),
    found: assignment.found,
  };
}

function missingAmong(
  mentioned: ReadonlySet<Column>,
  defaultBeneficiary: boolean,
  assignment: Assignment,
): Failure[] {
  const has = (column: Column) => mentioned.has(column);
  const missing: Column[] = has('amount') ? [] : ['amount'];
  if (!has('iban') && !defaultBeneficiary) missing.push('iban');
  if ((has('iban') || !defaultBeneficiary) && !namesBeneficiary(has)) {
    if (has('beneficiary_first_name')) missing.push('beneficiary_last_name');
    else missing.push(has('beneficiary_last_name') ? 'beneficiary_first_name' : 'beneficiary_name');
  }
  return missing.map((column) => ({
    code: 'column_missing',
    field: column,
    details: [missingDetail(column, assignment)],
  }));
}

function missingDetail(column: Column, assignment: Assignment): Message {
  const names = assignment.likely(column).map((position) => assignment.found[position]?.header ?? '');
  const choices = names.map((header) => mapText([{ column, header }]));
  return choices.length === 0 ? message('column_to_map', { column }) : message('column_perhaps', { choices });
}

function unknownColumn(written: string, meant: Column): Failure {
  const details = [message('column_meant', { column: meant })];
  return { code: 'column_unknown', field: shown(written), details };
}

interface Misspelt {
  readonly written: string;
  readonly meant: Column;
}

/** Names without a meaning for us that are close to the name of a column that the file lacks. */
function misspeltIn(assignment: Assignment): Misspelt[] {
  const missing = columns.filter((column) => column !== 'bic' && !assignment.mentions(column));
  return assignment.unknown.flatMap((written) => {
    if (countsOther(written)) return [];
    const name = foldedName(written);
    const meant = missing.find((column) => looksLike(name, foldedColumns[column]));
    return meant === undefined ? [] : [{ written, meant }];
  });
}

const foldedColumns = Object.fromEntries(columns.map((column) => [column, foldedName(column)])) as Readonly<
  Record<Column, string>
>;

/** Damerau-Levenshtein distance up to 1, or up to 2 where the column's name has at least 8 letters. */
function looksLike(name: string, due: string): boolean {
  const allowed = due.length >= 8 ? 2 : 1;
  return Math.abs(name.length - due.length) <= allowed && levenshtein(name, due).steps <= allowed;
}
