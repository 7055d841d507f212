import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';
import { placeOf } from './cell-place.ts';
import type { WorkbookParts } from './workbook-parts.ts';
import { readXml } from './xml.ts';

/** Merged cells, of which only the first one is visible; columns from 0, rows from 1. */
interface Area {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

const mostAreas = 100_000;
/** Areas do not overlap, and no row has more columns. */
const mostInRow = 1000;

/** The cells of a sheet that are covered by merged cells. A program that merges cells may leave their content. */
export class CoveredCells {
  readonly #areas: readonly Area[];
  #next = 0;
  #inRow: Area[] = [];

  constructor(areas: readonly Area[]) {
    this.#areas = areas.toSorted((one, other) => one.firstRow - other.firstRow);
  }

  /** Whether a covered cell of the row has content. Must be called with increasing rows. */
  hideAny(row: number, cells: readonly string[]): boolean {
    if (this.#areas.length === 0) return false;
    this.#goTo(row);
    return this.#inRow.some(({ firstRow, firstColumn, lastColumn }) => {
      const first = firstRow === row ? firstColumn + 1 : firstColumn;
      return cells.slice(first, lastColumn + 1).some((cell) => cell.trim() !== '');
    });
  }

  #goTo(row: number): void {
    this.#inRow = this.#inRow.filter(({ lastRow }) => lastRow >= row);
    for (let area = this.#areas[this.#next]; area !== undefined && area.firstRow <= row; ) {
      if (area.lastRow >= row) this.#inRow.push(area);
      area = this.#areas[++this.#next];
    }
    if (this.#inRow.length > mostInRow) throw fail('file_damaged', message('merged_cells_overlap', {}));
  }
}

/**
 * Reads the merged areas of a sheet. They come after the rows, which need them, so this reads the part separately,
 * and as XML only if it may have any. Throws `file_too_large` above 100,000 areas.
 */
export async function coveredCells(parts: WorkbookParts, part: string): Promise<CoveredCells> {
  const areas: Area[] = [];
  if (!(await mayMerge(parts.read(part)))) return new CoveredCells(areas);
  await readXml(parts.read(part), {
    open(name, { ref = '' }) {
      if (name !== 'mergeCell') return;
      const [from, to] = ref.split(':').map(placeOf);
      if (from === undefined || to === undefined) return;
      if (areas.length === mostAreas) throw fail('file_too_large', message('merged_cells_above_limit', {}));
      areas.push({ firstColumn: from.column, lastColumn: to.column, firstRow: from.row, lastRow: to.row });
    },
  });
  return new CoveredCells(areas);
}

const tag = Buffer.from('mergeCell');

/** Whether the bytes contain the tag; true for UTF-16, where its bytes differ. */
async function mayMerge(bytes: AsyncIterable<Buffer>): Promise<boolean> {
  let rest = Buffer.alloc(0);
  let isFirst = true;
  for await (const piece of bytes) {
    if (isFirst && (piece[0] === 0xfe || piece[0] === 0xff)) return true;
    isFirst = false;
    const joined = Buffer.concat([rest, piece]);
    if (joined.includes(tag)) return true;
    rest = joined.subarray(-tag.length + 1);
  }
  return false;
}
