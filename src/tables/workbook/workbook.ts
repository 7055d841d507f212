import { fail } from '../../domain/failure.ts';
import type { Row } from '../../domain/row.ts';
import type { FileLimits } from '../../domain/table.ts';
import { rowsInChunk } from '../bounds.ts';
import { CachedRows } from './cached-rows.ts';
import type { CellContext } from './cell-value.ts';
import { type CoveredCells, coveredCells } from './covered-cells.ts';
import { sharedStrings } from './shared-strings.ts';
import { SheetReader } from './sheet-reader.ts';
import { numberStyles } from './styles.ts';
import { readOutline, type Sheet, type WorkbookOutline } from './workbook-outline.ts';
import { openParts, type WorkbookParts } from './workbook-parts.ts';
import { xmlSteps } from './xml.ts';

/** A sheet to choose from. */
export interface SheetSummary {
  readonly name: string;
  readonly isHidden: boolean;
  /** No cell has content; false for hidden sheets, which are not checked. */
  readonly isEmpty: boolean;
}

/** A workbook in memory, for any number of passes, which share what has been read. */
export interface Workbook {
  /** In the order of their tabs. Throws the file codes. */
  sheets(): Promise<readonly SheetSummary[]>;
  /** The rows of a sheet by its exact name, at most 200 at a time. Throws the file codes and `sheet_unknown`. */
  rows(name: string): AsyncGenerator<readonly Row[]>;
}

/** Reads nothing before the first call. */
export function openWorkbook(bytes: Buffer, limits: FileLimits): Workbook {
  const opened = once(async () => {
    const parts = await openParts(bytes, limits);
    return { parts, outline: await readOutline(parts) };
  });
  const context = once(async () => {
    const { parts, outline } = await opened();
    return contextOf(parts, outline);
  });
  const cached = new Map<string, CachedRows>();

  async function* read(name: string): AsyncGenerator<readonly Row[]> {
    const { parts, outline } = await opened();
    const sheet = outline.sheets.find((each) => each.name === name);
    if (sheet === undefined) throw fail('sheet_unknown');
    yield* rowsOf(sheet, parts, await context(), limits, await coveredCells(parts, sheet.part));
  }

  return {
    async sheets() {
      const { parts, outline } = await opened();
      const summaries: SheetSummary[] = [];
      for (const sheet of outline.sheets) {
        const { name, isHidden } = sheet;
        summaries.push({ name, isHidden, isEmpty: !isHidden && (await isEmpty(sheet, parts, limits)) });
      }
      return summaries;
    },
    rows(name) {
      const rows = cached.get(name) ?? new CachedRows(() => read(name));
      cached.set(name, rows);
      return rows.chunks();
    },
  };
}

/** Repeated calls return the result of the first. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= work();
    return answer;
  };
}

async function contextOf(
  parts: WorkbookParts,
  { is1904, strings, styles }: WorkbookOutline,
): Promise<CellContext> {
  const { texts, struck } = await sharedStrings(parts, strings);
  return {
    stringAt: (index) => texts[index],
    isStruckAt: (index) => struck.has(index),
    styles: await numberStyles(parts, styles),
    is1904,
  };
}

async function isEmpty(sheet: Sheet, parts: WorkbookParts, limits: FileLimits): Promise<boolean> {
  const context: CellContext = { stringAt: () => 'text', isStruckAt: () => false, styles: [], is1904: false };
  for await (const _ of rowsOf(sheet, parts, context, limits)) return false;
  return true;
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
