import { type ColumnDef, writeXlsxStream } from 'hucre/xlsx';
import { dayMs } from '../../domain/dates/spans.ts';
import type { CellKind } from '../../domain/row.ts';
import type { SheetFormat, WrittenRow } from '../../domain/table.ts';
import { type CellValue, cellValue } from './write-cell.ts';

/**
 * Writes rows as a workbook of one sheet, in constant memory: numbers, dates and booleans as such, everything else as
 * text. The bytes depend only on the rows (hucre dates every part of the zip 1980-01-01) and on Node's compression.
 */
export async function* sheetBytes(
  chunks: AsyncIterable<readonly WrittenRow[]>,
  { sheet }: SheetFormat,
): AsyncGenerator<Uint8Array> {
  const rows = oneByOne(chunks);
  const first = await rows.next();
  const columns = first.done === true ? [] : first.value.cells.map(columnOf);
  const values = valuesOf(first, rows, columns);
  yield* writeXlsxStream(values, { name: sheetNameOf(sheet), columns, freezePane: { rows: 1 } });
}

async function* oneByOne(
  chunks: AsyncIterable<readonly WrittenRow[]>,
): AsyncGenerator<WrittenRow, undefined> {
  for await (const rows of chunks) yield* rows;
}

/** Wide enough for an IBAN, and for the column's name. */
function columnOf(name: string): ColumnDef {
  return { width: Math.min(60, Math.max(24, name.length + 2)) };
}

async function* valuesOf(
  first: IteratorResult<WrittenRow, undefined>,
  rest: AsyncGenerator<WrittenRow, undefined>,
  columns: readonly ColumnDef[],
): AsyncGenerator<CellValue[]> {
  for (let next = first; next.done !== true; next = await rest.next()) {
    const { cells, kinds } = next.value;
    const values = cells.map((cell, at) => cellValue(cell, kinds?.[at]));
    // The writer formats columns only, and reads the formats as it writes a row: they change with each row.
    columns.forEach((column, at) => {
      column.numFmt = formatOf(values[at], kinds?.[at]);
    });
    yield values;
  }
}

/**
 * Empty for the writer's default, `yyyy-mm-dd` for a date. Money keeps its format, so that it is recognized when the
 * file is submitted again.
 */
function formatOf(value: CellValue | undefined, kind: CellKind | undefined): string {
  if (kind === 'money' && typeof value === 'number') return '0.00';
  return value instanceof Date && value.getTime() % dayMs !== 0 ? 'yyyy-mm-dd hh:mm:ss' : '';
}

/** A name that Excel accepts: other programs are less strict. */
function sheetNameOf(name: string): string {
  const fitting = name
    .slice(0, 31)
    .replaceAll(/[[\]:*?/\\]|\p{C}/gu, ' ')
    .replaceAll(/^'+|'+$/g, '');
  return fitting.trim() === '' || fitting.toLowerCase() === 'history' ? 'Sheet1' : fitting;
}
