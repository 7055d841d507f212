import type { Failure } from '../domain/failure.ts';
import { looksLikeFormula, reportColumns } from '../domain/report-columns.ts';
import type { Row } from '../domain/row.ts';
import { type Dialect, senseDialect } from './dialect.ts';
import { linesOf } from './lines.ts';
import { plainText } from './plain-text.ts';

/** A row of a table, not judged yet. */
export interface TableRow extends Row {
  /** In a report of ours, the reference it gives for the row; empty elsewhere. */
  readonly reference: string;
  /** Set where the row cannot be judged by its cells: it is ragged, or holds a NUL byte. */
  readonly flaw: Failure | undefined;
}

/** A file as rows of cells. Read it to the end, or close it. */
export interface Table {
  /** As written; without the report's columns where the file is a report of ours. */
  readonly header: readonly string[];
  readonly delimiter: Dialect['delimiter'];
  readonly newline: Dialect['newline'];
  readonly hasBom: boolean;
  /** The file ends in the report's eight columns: they are left out here and in every row. */
  readonly ownReport: boolean;
  /** The rows in order, at most 200 at a time, read as they are asked for; once. */
  readonly chunks: AsyncIterable<readonly TableRow[]>;
  close(): Promise<void>;
}

const rowsInChunk = 200;
const added = reportColumns.length;
const referencePosition = reportColumns.indexOf('reference');

/**
 * Reads the header and gives the rows as a stream in bounded memory, judging nothing. Stops, here or between chunks, on what
 * refuses a file whole: `file_empty`, `file_binary`, `file_not_utf8`, `quote_broken`, `field_too_large`.
 */
export async function readTable(bytes: AsyncIterable<Buffer>): Promise<Table> {
  const { dialect, body } = await senseDialect(plainText(bytes));
  const lines = linesOf(body, dialect);
  const first = await lines.next();
  const [head, ...rest] = first.done === true ? [] : first.value;
  const cells = head?.cells ?? [];
  const ownReport = endsInReportColumns(cells);
  const shape: Shape = { width: cells.length, ownReport };
  return {
    header: ownReport ? cells.slice(0, -added).map(withoutGuard) : cells,
    delimiter: dialect.delimiter,
    newline: dialect.newline,
    hasBom: dialect.hasBom,
    ownReport,
    chunks: chunksOf(rest, lines, shape),
    close: async () => {
      await lines.return(undefined);
    },
  };
}

interface Shape {
  /** Cells of the header as read. */
  readonly width: number;
  readonly ownReport: boolean;
}

async function* chunksOf(
  first: readonly Row[],
  lines: AsyncGenerator<Row[]>,
  shape: Shape,
): AsyncGenerator<readonly TableRow[]> {
  try {
    yield* cut(first, shape);
    for await (const rows of lines) yield* cut(rows, shape);
  } finally {
    await lines.return(undefined);
  }
}

function* cut(rows: readonly Row[], shape: Shape): Generator<readonly TableRow[]> {
  for (let start = 0; start < rows.length; start += rowsInChunk) {
    yield rows.slice(start, start + rowsInChunk).map((row) => tableRow(row, shape));
  }
}

function tableRow(row: Row, { width, ownReport }: Shape): TableRow {
  const { line, cells } = row;
  if (cells.length !== width) {
    const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
    const detail = `Found ${count}, the header has ${width}.`;
    return { line, cells, reference: '', flaw: { code: 'row_ragged', detail } };
  }
  const flaw = cells.some((cell) => cell.includes('\0')) ? ({ code: 'nul_byte' } as const) : undefined;
  if (!ownReport) return { line, cells, reference: '', flaw };
  const own = cells.slice(0, -added).map(withoutGuard);
  return { line, cells: own, reference: withoutGuard(cells[own.length + referencePosition] ?? ''), flaw };
}

function endsInReportColumns(header: readonly string[]): boolean {
  const last = header.slice(-added).map((name) => name.trim().toLowerCase());
  return last.length === added && reportColumns.every((name, position) => last[position] === name);
}

/** Takes off the apostrophe that the report puts before a cell that a spreadsheet would run. */
function withoutGuard(cell: string): string {
  return cell.startsWith("'") && looksLikeFormula(cell.slice(1)) ? cell.slice(1) : cell;
}
