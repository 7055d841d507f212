import type { Row } from '../domain/row.ts';
import type { TextFormat } from '../domain/table.ts';
import { largestRow, rowsInChunk } from './bounds.ts';
import { fileStop } from './file-stop.ts';
import { occurrences } from './occurrences.ts';
import { quotedRecords } from './quoted-records.ts';

/** How a text is cut, and how far it has come. */
interface Cutting {
  readonly format: TextFormat;
  /** The last character of a line's end. */
  readonly lineEnd: '\n' | '\r';
  /** On which the next row begins, 1-based. */
  line: number;
}

/**
 * Cuts text into rows, at most 200 at a time. Lines without a filled cell are left out and counted. Stops with `quote_broken` or
 * `field_too_large`, naming the line on which the row begins.
 */
export async function* textRows(
  text: AsyncIterable<string>,
  format: TextFormat,
): AsyncGenerator<readonly Row[]> {
  const cutting: Cutting = { format, lineEnd: format.newline === '\r' ? '\r' : '\n', line: 1 };
  let held = '';
  for await (const piece of text) {
    held += piece;
    const end = endOfRecords(held, cutting.lineEnd);
    const isEndless = held.length - end > 2 * largestRow;
    if (end === 0 && !isEndless) continue;
    yield* chunksOf(await cut(isEndless ? held : held.slice(0, end), cutting));
    if (isEndless) throw fileStop('field_too_large', whereOf(cutting));
    held = held.slice(end);
  }
  yield* chunksOf(await cut(held, cutting));
}

function* chunksOf(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsInChunk) yield rows.slice(start, start + rowsInChunk);
}

/** Where the last whole record ends: behind the last line end that stands after an even number of quotes. */
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

/** Plain operations on strings take an eighth of csv-parse's time, which is left what has quotes. */
async function cut(text: string, cutting: Cutting): Promise<Row[]> {
  return text.includes('"') ? cutQuoted(text, cutting) : cutPlain(text, cutting);
}

function cutPlain(text: string, cutting: Cutting): Row[] {
  const rows: Row[] = [];
  const lines = text.split(cutting.lineEnd);
  if (lines.at(-1) === '') lines.pop();
  for (const ended of lines) {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (line.length > largestRow) throw fileStop('field_too_large', whereOf(cutting));
    take(line.split(cutting.format.delimiter), cutting, rows);
  }
  return rows;
}

async function cutQuoted(text: string, cutting: Cutting): Promise<Row[]> {
  const rows: Row[] = [];
  const { records, wrong } = await quotedRecords(text, cutting.format);
  const isOnManyLines = occurrences(cutting.lineEnd, text) > records.length;
  for (const cells of records) {
    take(cells, cutting, rows);
    if (isOnManyLines) for (const cell of cells) cutting.line += occurrences(cutting.lineEnd, cell);
  }
  if (wrong !== undefined) throw fileStop(wrong, whereOf(cutting));
  return rows;
}

function take(cells: readonly string[], cutting: Cutting, rows: Row[]): void {
  const isSeparatorLine = cutting.line === 1 && cutting.format.hasSeparatorLine;
  if (!isSeparatorLine && cells.some((cell) => cell.trim() !== '')) rows.push({ line: cutting.line, cells });
  cutting.line++;
}

function whereOf({ line }: Cutting): string {
  return `The row that begins on line ${line}.`;
}
