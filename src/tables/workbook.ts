import type { Row } from '../domain/row.ts';
import type { FileLimits } from '../domain/table.ts';
import { rowsInChunk } from './bounds.ts';
import type { CellContext } from './cell-value.ts';
import { type CoveredCells, coveredCells } from './covered-cells.ts';
import { fileStop } from './file-stop.ts';
import { sharedStrings } from './shared-strings.ts';
import { SheetReader } from './sheet-reader.ts';
import { numberStyles } from './styles.ts';
import { readOutline, type Sheet } from './workbook-outline.ts';
import { openParts, type WorkbookParts } from './workbook-parts.ts';
import { xmlSteps } from './xml.ts';

/** A sheet to choose from. */
export interface SheetLook {
  readonly name: string;
  readonly isHidden: boolean;
  /** No cell holds anything; not looked at where the sheet is hidden. */
  readonly isEmpty: boolean;
}

/** The sheets of a workbook, in the order of their tabs. Stops with the file codes. */
export async function lookAtSheets(bytes: Buffer, limits: FileLimits): Promise<readonly SheetLook[]> {
  const parts = await openParts(bytes, limits);
  const { sheets } = await readOutline(parts);
  const looks: SheetLook[] = [];
  for (const sheet of sheets) {
    const { name, isHidden } = sheet;
    looks.push({ name, isHidden, isEmpty: !isHidden && (await isEmpty(sheet, parts, limits)) });
  }
  return looks;
}

async function isEmpty(sheet: Sheet, parts: WorkbookParts, limits: FileLimits): Promise<boolean> {
  const context: CellContext = { stringAt: () => 'text', isStruckAt: () => false, styles: [], is1904: false };
  for await (const _ of rowsOf(sheet, parts, context, limits)) return false;
  return true;
}

/** The rows of a sheet by its exact name, at most 200 at a time. Stops with the file codes, `sheet_unknown` among them. */
export async function* sheetRows(
  bytes: Buffer,
  name: string,
  limits: FileLimits,
): AsyncGenerator<readonly Row[]> {
  const parts = await openParts(bytes, limits);
  const { sheets, is1904, strings, styles } = await readOutline(parts);
  const sheet = sheets.find((each) => each.name === name);
  if (sheet === undefined) throw fileStop('sheet_unknown');
  const { texts, struck } = await sharedStrings(parts, strings);
  const context: CellContext = {
    stringAt: (index) => texts[index],
    isStruckAt: (index) => struck.has(index),
    styles: await numberStyles(parts, styles),
    is1904,
  };
  yield* rowsOf(sheet, parts, context, limits, await coveredCells(parts, sheet.part));
}

async function* rowsOf(
  sheet: Sheet,
  parts: WorkbookParts,
  context: CellContext,
  limits: FileLimits,
  covered?: CoveredCells,
): AsyncGenerator<readonly Row[]> {
  const reader = new SheetReader(context, limits, covered);
  for await (const _ of xmlSteps(parts.read(sheet.part), reader)) {
    const rows = reader.take();
    for (let start = 0; start < rows.length; start += rowsInChunk)
      yield rows.slice(start, start + rowsInChunk);
  }
}
