import { type Options, Parser } from 'csv-parse';
import type { Row } from '../domain/row.ts';
import { type Dialect, largestRow } from './dialect.ts';
import { fileStop } from './file-stop.ts';

/** The parser with its rows caught as they are made: it skips the queue of objects, which is a third of the time. */
class RowParser extends Parser {
  made: string[][] = [];

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    this.made.push(cells);
    return true;
  }
}

const quoteByte = 0x22;
const lineEnds = /\r\n|\n|\r/g;
/** Rows of nothing but separators never reach the parser's own limit, which counts characters. */
const mostBytesWithoutRow = 16 * largestRow;

/**
 * Cuts the text into rows, the header first, in lists of as many as a chunk of bytes gave. Blank lines are left out and counted.
 * Stops with `quote_broken` or `field_too_large`, naming the line on which the row begins.
 */
export async function* linesOf(body: AsyncIterable<Buffer>, dialect: Dialect): AsyncGenerator<Row[]> {
  const parser = new RowParser(optionsOf(dialect));
  // Errors are taken from the write that made them; without a listener the event would end the process.
  parser.on('error', () => {});
  let line = dialect.headerLine;
  let hasQuotes = false;
  let bytesWithoutRow = 0;
  const take = () => {
    const rows: Row[] = [];
    for (const cells of parser.made) {
      if (cells.length > 1 || cells[0]?.trim() !== '') rows.push({ line, cells });
      line += 1 + (hasQuotes ? lineEndsIn(cells) : 0);
    }
    parser.made = [];
    return rows;
  };
  try {
    for await (const chunk of body) {
      hasQuotes ||= chunk.includes(quoteByte);
      const error = await outcomeOf((done) => parser.write(chunk, done));
      bytesWithoutRow = parser.made.length > 0 ? 0 : bytesWithoutRow + chunk.length;
      const rows = take();
      if (error != null) throw stopOf(error, line);
      if (bytesWithoutRow > mostBytesWithoutRow) throw fileStop('field_too_large', `Line ${line}.`);
      if (rows.length > 0) yield rows;
    }
    const error = await outcomeOf((done) => parser.end(done));
    const rows = take();
    if (error != null) throw stopOf(error, line);
    if (rows.length > 0) yield rows;
  } finally {
    parser.destroy();
  }
}

function optionsOf(dialect: Dialect): Options {
  return {
    delimiter: dialect.delimiter,
    record_delimiter: dialect.newline === '\r' ? ['\r'] : ['\r\n', '\n'],
    relax_column_count: true,
    max_record_size: largestRow,
  };
}

function outcomeOf(start: (done: (error?: Error | null) => void) => void): Promise<Error | null | undefined> {
  return new Promise((resolve) => start(resolve));
}

function lineEndsIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) count += cell.match(lineEnds)?.length ?? 0;
  return count;
}

/** csv-parse's error codes (its `CsvError.code`) in our words; anything else is a bug and goes on as it is. */
function stopOf(error: Error, line: number): Error {
  const where = `The row that begins on line ${line}.`;
  switch ((error as { readonly code?: unknown }).code) {
    case 'CSV_MAX_RECORD_SIZE':
      return fileStop('field_too_large', where);
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return fileStop('quote_broken', where);
    default:
      return error;
  }
}
