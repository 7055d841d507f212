import { type ColumnDef, writeXlsxStream } from 'hucre/xlsx';
import { dayMs } from '../../domain/dates/spans.ts';
import type { CellKind } from '../../domain/row.ts';
import type { SheetFormat, WrittenRow } from '../../domain/table.ts';
import { type CellValue, cellValue } from './write-cell.ts';

/**
 * Rows as the bytes of a workbook of one sheet, in flat memory: numbers, dates and truth values as such, everything else as text. The
 * bytes depend on the rows alone (hucre dates every part of the zip 1980-01-01), as far as Node packs alike.
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

/** Wide enough for an IBAN, and for the name of the column. */
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
    // The writer knows formats of columns only, and reads them as it writes a row: they are set anew for each.
    columns.forEach((column, at) => {
      column.numFmt = formatOf(values[at], kinds?.[at]);
    });
    yield values;
  }
}

/** Empty where the writer's own will do: `yyyy-mm-dd` for a date. Money stays money, so that it is not asked for when it comes back. */
function formatOf(value: CellValue | undefined, kind: CellKind | undefined): string {
  if (kind === 'money' && typeof value === 'number') return '0.00';
  return value instanceof Date && value.getTime() % dayMs !== 0 ? 'yyyy-mm-dd hh:mm:ss' : '';
}

/** A name that Excel takes: other programs, and their files, are less strict. */
function sheetNameOf(name: string): string {
  const fitting = name
    .slice(0, 31)
    .replaceAll(/[[\]:*?/\\]|\p{C}/gu, ' ')
    .replaceAll(/^'+|'+$/g, '');
  return fitting.trim() === '' || fitting.toLowerCase() === 'history' ? 'Sheet1' : fitting;
}
