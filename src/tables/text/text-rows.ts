import { fail } from '../../domain/failure.ts';
import type { Forgiven } from '../../domain/forgiven.ts';
import type { Row } from '../../domain/row.ts';
import type { FileLimits, TextFormat } from '../../domain/table.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { judgeBlankCount, largestRow, rowsInChunk } from '../bounds.ts';
import { occurrences } from '../occurrences.ts';
import { looseRecords } from './loose-records.ts';
import { quotedRecords } from './quoted-records.ts';

/** How to cut a text, and how far it is cut. */
interface Cutting {
  readonly format: TextFormat;
  /** The last character of a line end. */
  readonly lineEnd: '\n' | '\r';
  /** The line on which the next row begins, 1-based. */
  line: number;
  /** The number of lines without a filled cell so far. */
  blankLines: number;
  readonly limits: FileLimits;
  /**
   * A quote has broken the rules: from there on records end where their cells do, not after an even number of quotes.
   */
  isLoose: boolean;
}

const endMark = '\u001a';

/** Drops DOS's end mark after the last cell; one on a line of its own stays, so that it is reported. */
function withoutEndMark(text: string): string {
  let end = text.length;
  while (text[end - 1] === endMark) end--;
  return end === 0 || text[end - 1] === '\n' || text[end - 1] === '\r' ? text : text.slice(0, end);
}

/**
 * Cuts text into rows, at most 200 at a time. Omits and counts lines without a filled cell. Throws `quote_broken` or
 * `field_too_large`, naming the line on which the row begins, or `file_too_large` for too many lines without a filled
 * cell.
 */
export async function* textRows(
  text: AsyncIterable<string>,
  format: TextFormat,
  limits: FileLimits,
): AsyncGenerator<readonly Row[]> {
  const cutting: Cutting = {
    format,
    limits,
    blankLines: 0,
    lineEnd: format.newline === '\r' ? '\r' : '\n',
    line: 1,
    isLoose: false,
  };
  let rest = '';
  for await (const piece of text) {
    rest += piece;
    const { rows, end } = await cutBegun(rest, cutting);
    yield* chunksOf(rows);
    rest = rest.slice(end);
    if (rest.length > 2 * largestRow) throw fail('field_too_large', whereOf(cutting));
  }
  const last = withoutEndMark(rest);
  const rows = await cutAll(last, cutting);
  const end = rows.at(-1);
  const isUnended = last === rest && end !== undefined && !rest.endsWith(cutting.lineEnd);
  yield* chunksOf(isUnended ? [...rows.slice(0, -1), { ...end, isUnended }] : rows);
}

function* chunksOf(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsInChunk) yield rows.slice(start, start + rowsInChunk);
}

interface Cut {
  readonly rows: readonly Row[];
  /** The length of the text that the rows take. */
  readonly end: number;
}

/** The complete records of a text that continues. */
async function cutBegun(rest: string, cutting: Cutting): Promise<Cut> {
  if (cutting.isLoose) return cutLoose(rest, cutting, false);
  const end = endOfRecords(rest, cutting.lineEnd);
  const isEndless = rest.length - end > 2 * largestRow;
  if (end === 0 && !isEndless) return { rows: [], end };
  const rows = await cut(isEndless ? rest : rest.slice(0, end), cutting);
  return rows === undefined ? cutLoose(rest, cutting, false) : { rows, end };
}

async function cutAll(rest: string, cutting: Cutting): Promise<readonly Row[]> {
  const rows = cutting.isLoose ? undefined : await cut(rest, cutting);
  return rows ?? cutLoose(rest, cutting, true).rows;
}

/** The end of the last complete record: after the last line end with an even number of quotes before it. */
function endOfRecords(text: string, lineEnd: string): number {
  let end = text.lastIndexOf(lineEnd) + 1;
  if (!text.includes('"')) return end;
  let quotes = occurrences('"', text, 0, end);
  while (quotes % 2 === 1) {
    const before = text.lastIndexOf(lineEnd, text.lastIndexOf('"', end - 1)) + 1;
    quotes -= occurrences('"', text, before, end);
    end = before;
  }
  return end;
}

/**
 * Plain string operations take an eighth of csv-parse's time, which only gets text with quotes inside cells.
 * Undefined where quotes break the rules.
 */
async function cut(text: string, cutting: Cutting): Promise<Row[] | undefined> {
  const records = simpleRecords(text, cutting);
  if (records === undefined) return cutQuoted(text, cutting);
  const rows: Row[] = [];
  for (const cells of records) take(cells, cutting, rows);
  return rows;
}

/** The cells of each line; undefined where a cell has a quote inside, or a line does not end a record. */
function simpleRecords(text: string, { format, lineEnd, line }: Cutting): string[][] | undefined {
  const hasQuotes = text.includes('"');
  const records: string[][] = [];
  const lines = text.split(lineEnd);
  if (lines.at(-1) === '') lines.pop();
  for (const ended of lines) {
    const record = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (record.length > largestRow) {
      if (hasQuotes) return undefined;
      throw fail('field_too_large', whereOf({ line: line + records.length }));
    }
    const cells =
      hasQuotes && record.includes('"')
        ? quotedCells(record, format.delimiter)
        : record.split(format.delimiter);
    if (cells === undefined) return undefined;
    records.push(cells);
  }
  return records;
}

/** The cells of a line in which quotes are around whole cells and nowhere else; undefined for any other line. */
function quotedCells(line: string, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const isQuoted = line[at] === '"';
    const close = isQuoted ? line.indexOf('"', at + 1) : line.indexOf(delimiter, at);
    const end = isQuoted ? close + 1 : close === -1 ? line.length : close;
    if (isQuoted && (close === -1 || (end < line.length && line[end] !== delimiter))) return undefined;
    const cell = isQuoted ? line.slice(at + 1, close) : line.slice(at, end);
    if (!isQuoted && cell.includes('"')) return undefined;
    cells.push(cell);
    if (end === line.length) return cells;
    at = end + 1;
  }
}

async function cutQuoted(text: string, cutting: Cutting): Promise<Row[] | undefined> {
  const rows: Row[] = [];
  const { records, wrong } = await quotedRecords(text, cutting.format);
  if (wrong === 'quote_broken') {
    cutting.isLoose = true;
    return undefined;
  }
  const isOnManyLines = occurrences(cutting.lineEnd, text) > records.length;
  for (const cells of records) {
    take(cells, cutting, rows);
    if (isOnManyLines) for (const cell of cells) cutting.line += occurrences(cutting.lineEnd, cell);
  }
  if (wrong !== undefined) throw fail(wrong, whereOf(cutting));
  return rows;
}

function cutLoose(text: string, cutting: Cutting, isAll: boolean): Cut {
  const rows: Row[] = [];
  const { records, end, wrong } = looseRecords(text, cutting.format, isAll);
  for (const { cells, isLoose, lines } of records) {
    const size = cells.reduce((sum, cell) => sum + cell.length, cells.length);
    if (size > largestRow) throw fail('field_too_large', whereOf(cutting));
    take(cells, cutting, rows, isLoose ? ['loose_quotes'] : undefined);
    cutting.line += lines - 1;
  }
  if (wrong !== undefined) throw fail(wrong, whereOf(cutting));
  return { rows, end };
}

function take(
  cells: readonly string[],
  cutting: Cutting,
  rows: Row[],
  forgiven: readonly Forgiven[] | undefined = undefined,
): void {
  const isSeparatorLine = cutting.line === 1 && cutting.format.hasSeparatorLine;
  if (cells.every((cell) => cell.trim() === '')) {
    cutting.blankLines++;
    judgeBlankCount(cutting.blankLines, cutting.limits);
  } else if (!isSeparatorLine) {
    const { line } = cutting;
    const inside = cells.length === 1 ? cellsInside(cells[0] ?? '', cutting.format) : undefined;
    if (inside !== undefined) rows.push({ line, cells: inside, forgiven: ['line_quoted'] });
    else rows.push(forgiven === undefined ? { line, cells } : { line, cells, forgiven });
  }
  cutting.line++;
}

/** The cells of a row that is one quoted cell as a whole; undefined where the cell is no row. */
function cellsInside(cell: string, format: TextFormat): readonly string[] | undefined {
  if (!cell.includes(format.delimiter)) return undefined;
  const { records, wrong } = looseRecords(cell, format, true);
  return records.length === 1 && wrong === undefined ? records[0]?.cells : undefined;
}

function whereOf({ line }: Pick<Cutting, 'line'>): Message {
  return message('row_begins_on', { line });
}
