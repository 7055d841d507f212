import type { Column } from '../domain/column.ts';
import { AppError, fail, failAt } from '../domain/failure.ts';
import type { Hints } from '../domain/hints.ts';
import { judgeIban, showIban } from '../domain/parties/iban.ts';
import type { SelectingColumn } from '../domain/plan.ts';
import { type Added, addedColumns, type FoundAdded } from '../domain/report-columns.ts';
import type { Row } from '../domain/row.ts';
import { withoutGuards } from '../domain/text/formula-guard.ts';
import { shown } from '../domain/text/shown.ts';
import { message } from '../i18n/messages.ts';
import { type Columns, type ColumnsReading, readColumns } from './header/columns.ts';
import { joinedHeader } from './header/joined-header.ts';
import type { ListName } from './header/known-lists.ts';
import { beneficiaryNames } from './header/name-columns.ts';
import { hasMapped } from './header/take-mapped.ts';
import { noCurrencies } from './rows/currency-column.ts';
import { selectingColumns } from './rows/row-selection.ts';

/** The line that names the columns. */
export interface FoundHeader {
  /** Line number in the file; the rows are below it. */
  readonly line: number;
  /** Names as written, without the columns that our reports add. */
  readonly header: readonly string[];
  readonly added: FoundAdded | undefined;
  readonly columns: Columns;
  /** The columns of `--only` conditions. */
  readonly only: readonly SelectingColumn[];
}

/** No person would look for a header further down. */
const mostLines = 100;

/** Names of our own files, shown to people. */
const ownLists: Readonly<Record<Added, ListName>> = {
  report: 'own_report',
  rejected: 'own_rejected',
};

/**
 * Finds the header in the first 100 lines and the meaning of its columns. The header is the first line that has all
 * names of `map`; else the first that names an amount and an IBAN or a beneficiary (only an amount with
 * `defaultBeneficiary`). A line that holds an IBAN or an amount is never the header. Throws an AppError with all
 * failures: `usage_wrong` for a map that does not fit; `header_missing`, or any of `column_unknown`,
 * `column_repeated`, `column_unclear` and `column_missing`.
 */
export function findHeader(
  rows: readonly Row[],
  hints: Pick<Hints, 'map' | 'only'>,
  defaultBeneficiary: boolean,
): FoundHeader {
  const lines = rows.slice(0, mostLines).map((row) => lineOf(row, hints, defaultBeneficiary));
  const single = headerAmong(lines);
  const line = overTwoLines(lines, single, hints, defaultBeneficiary) ?? single ?? likeliest(lines);
  if (line === undefined) throw rows.length === 0 ? fail('file_empty') : headerMissing(lines);
  const below = rows.filter((row) => row.line > line.row.line);
  const { misuses, failures, columns } = readingOf(line, below, hints, defaultBeneficiary);
  const repeated = line.added?.repeated;
  if (repeated !== undefined) throw failAt(repeated, 'column_repeated');
  const selection = selectingColumns(line.header, hints.only ?? []);
  const allMisuses = [...misuses, ...selection.misuses];
  if (allMisuses.length > 0) throw new AppError(allMisuses);
  if (failures.length > 0) throw new AppError(failures);
  const list = columns.list ?? (line.added && ownLists[line.added.added]);
  return {
    line: line.row.line,
    header: line.header,
    added: line.added,
    only: selection.columns,
    columns: {
      ...columns,
      ...(list !== undefined && { list }),
      ...(line.from !== undefined && { headerFrom: line.from }),
    },
  };
}

/**
 * Finds a header over two lines, in three cases: no single line is a header and two together are; the upper line
 * groups the columns and marks some as the payer's; the lower line names columns that the upper one leaves unnamed.
 */
function overTwoLines(
  lines: readonly Line[],
  single: Line | undefined,
  hints: Pick<Hints, 'map'>,
  defaultBeneficiary: boolean,
): Line | undefined {
  const isGood = ({ reading, namesRefunds }: Line) =>
    namesRefunds && reading.failures.length === 0 && reading.misuses.length === 0;
  const isDone = single !== undefined && isGood(single);
  for (const [order, lower] of lines.entries()) {
    const upper = lines[order - 1];
    if (upper === undefined || lower.row.line !== upper.row.line + 1) continue;
    const isBelow = isDone && upper === single && lower.reading.mentioned.size > 0;
    if (isDone && lower !== single && !isBelow) continue;
    if ([upper, lower].some(({ datum, added }) => datum !== undefined || added !== undefined)) continue;
    const joined = joinedHeader(upper.row.cells, lower.row.cells);
    if (joined === undefined || (isDone && !isBelow && !joined.namesPayer)) continue;
    const line = lineOf({ line: lower.row.line, cells: joined.header }, hints, defaultBeneficiary);
    if (isDone || isGood(line)) return { ...line, from: upper.row.line };
  }
  return undefined;
}

/** Whether some line names an amount and who receives it, so that the sheet may be a list of refunds. */
export function fitsHeader(
  rows: readonly Row[],
  hints: Pick<Hints, 'map'>,
  defaultBeneficiary: boolean,
): boolean {
  const lines = rows.slice(0, mostLines).map((row) => lineOf(row, hints, defaultBeneficiary));
  const single = headerAmong(lines);
  return (single ?? overTwoLines(lines, single, hints, defaultBeneficiary)) !== undefined;
}

interface Line {
  readonly row: Row;
  /** First line of the header, where it spans two lines. */
  readonly from?: number;
  readonly header: readonly string[];
  readonly added: FoundAdded | undefined;
  readonly reading: ColumnsReading;
  /** An amount or IBAN in the line, masked for display: only a data row holds one. */
  readonly datum: string | undefined;
  readonly hasMapped: boolean;
  readonly namesRefunds: boolean;
}

/** Reads the header again together with the rows below it; columns that our reports add are skipped. */
function readingOf(
  { header, added }: Line,
  below: readonly Row[],
  { map }: Pick<Hints, 'map'>,
  defaultBeneficiary: boolean,
): ColumnsReading {
  const isOwn = (_: string, position: number) => added?.at.includes(position) !== true;
  const own = below.map((row) => ({ ...row, cells: row.cells.filter(isOwn) }));
  return readColumns(header, map, defaultBeneficiary, own, noCurrencies(header, own));
}

function lineOf(row: Row, { map }: Pick<Hints, 'map'>, defaultBeneficiary: boolean): Line {
  const added = addedColumns(row.cells);
  const header =
    added === undefined
      ? row.cells
      : row.cells.filter((_, position) => !added.at.includes(position)).map(withoutGuards);
  const reading = readColumns(header, map, defaultBeneficiary);
  const has = (column: Column) => reading.mentioned.has(column);
  const namesReceiver = has('iban') || beneficiaryNames.some(has);
  return {
    row,
    header,
    added,
    reading,
    datum: datumIn(row.cells),
    hasMapped: hasMapped(header, map),
    namesRefunds: has('amount') && (namesReceiver || defaultBeneficiary),
  };
}

function headerAmong(lines: readonly Line[]): Line | undefined {
  const possible = lines.filter(({ datum }) => datum === undefined);
  return possible.find((line) => line.hasMapped) ?? possible.find((line) => line.namesRefunds);
}

/** The line that names the most of our columns, so that the error can list what it lacks; the first of several. */
function likeliest(lines: readonly Line[]): Line | undefined {
  const possible = lines.filter(({ datum, reading }) => datum === undefined && reading.mentioned.size > 0);
  return possible.toSorted((one, other) => other.reading.mentioned.size - one.reading.mentioned.size)[0];
}

function headerMissing(lines: readonly Line[]): AppError {
  const spoilt = lines.find((line) => line.namesRefunds);
  if (spoilt?.datum === undefined) return fail('header_missing');
  const seen = { line: spoilt.row.line, found: spoilt.datum };
  return fail('header_missing', message('header_with_datum', seen));
}

const longestDatum = 50;
const amount = /^[-+\u2212]?\d[\d\s.,'’]*[-\u2212]?$/;

/** The first amount (with or without currency) or IBAN among the cells, masked for display. */
function datumIn(cells: readonly string[]): string | undefined {
  const texts = cells.map((cell) => cell.trim()).filter((text) => text !== '' && text.length <= longestDatum);
  for (const text of texts) {
    if (amount.test(text.replace(/^(?:€|eur)|(?:€|eur)$/i, '').trim())) return shown(text);
    const iban = judgeIban(text, 'iban', [], []);
    if (iban !== undefined) return showIban(iban);
  }
  return undefined;
}
