import { fail } from '../../domain/failure.ts';
import type { CellKind, Row } from '../../domain/row.ts';
import type { FileLimits } from '../../domain/table.ts';
import { message } from '../../i18n/messages.ts';
import { judgeRowCount, largestRow } from '../bounds.ts';
import { placeOf } from './cell-place.ts';
import { CellText } from './cell-text.ts';
import { type CellContext, cellOf } from './cell-value.ts';
import { CoveredCells } from './covered-cells.ts';
import { isTrue } from './workbook-outline.ts';
import type { XmlHandler } from './xml.ts';

/** The row being read. */
interface OpenRow {
  /** 0 where only the cells tell the row number. */
  line: number;
  readonly isHidden: boolean;
  readonly cells: string[];
  readonly kinds: CellKind[];
  /** The number of characters in all cells. */
  size: number;
  /** The column of the last cell, 0-based. */
  column: number;
}

/** The cell being read. */
interface OpenCell {
  readonly column: number;
  readonly type: string | undefined;
  readonly style: number;
  hasValue: boolean;
}

const rowNumber = /^[1-9]\d{0,6}$/;
const mostColumns = 1000;

/**
 * Makes rows from the XML of a sheet (ECMA-376 part 1, 18.3.1). Not a library, since those available omit hidden
 * rows, turn the stored digits of an amount into a float, or load the whole sheet into memory. Throws `file_damaged`
 * or `file_too_large`.
 */
export class SheetReader implements XmlHandler {
  readonly #context: CellContext;
  readonly #limits: FileLimits;
  readonly #covered: CoveredCells;
  readonly #text = new CellText();
  #made: Row[] = [];
  #count = 0;
  #line = 0;
  /** Known before the first row: their elements come earlier. */
  readonly #hiddenColumns: number[] = [];
  #row: OpenRow | undefined;
  #cell: OpenCell | undefined;

  constructor(context: CellContext, limits: FileLimits, covered = new CoveredCells([])) {
    this.#context = context;
    this.#limits = limits;
    this.#covered = covered;
  }

  /** The rows made since the last call, without those that have no filled cell. */
  take(): readonly Row[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#cell !== undefined) this.#openInCell(this.#cell, name, attributes);
    else if (name === 'row') this.#beginRow(attributes);
    else if (name === 'col') this.#hiddenColumns.push(...hiddenIn(attributes));
    else if (name === 'c' && this.#row !== undefined) this.#cell = cellIn(this.#row, attributes);
  }

  text(text: string): void {
    if (this.#cell !== undefined) this.#text.add(text);
  }

  close(name: string): void {
    if (this.#cell !== undefined && name === 'c') this.#endCell(this.#cell);
    else if (this.#cell !== undefined) this.#text.close(name);
    else if (this.#row !== undefined && name === 'row') this.#endRow(this.#row);
  }

  #beginRow({ r, hidden, ht }: Readonly<Record<string, string>>): void {
    judgeRowCount(++this.#count, this.#limits);
    if (this.#row !== undefined || (r !== undefined && !rowNumber.test(r))) throw broken();
    // Some programs hide a row by a height of zero.
    const isHidden = isTrue(hidden) || (ht !== undefined && Number(ht) === 0);
    this.#row = {
      line: r === undefined ? 0 : Number(r),
      isHidden,
      cells: [],
      kinds: [],
      size: 0,
      column: -1,
    };
  }

  #openInCell(cell: OpenCell, name: string, attributes: Readonly<Record<string, string>>): void {
    const isInline = cell.type === 'inlineStr';
    if (this.#text.isOpen || name === 'c' || (name === 'v' && cell.hasValue)) throw broken();
    if (name === 'v') cell.hasValue = true;
    const isOfText = isInline ? name !== 'v' : name === 'v' || name === 'rPh';
    if (isOfText) this.#text.open(name, attributes);
  }

  #endCell(cell: OpenCell): void {
    this.#cell = undefined;
    const row = this.#row;
    const value = cellOf(cell.type, this.#text.text, cell.style, this.#context);
    const { text } = value;
    const kind = this.#text.hasStruck ? 'struck' : value.kind;
    this.#text.clear();
    if (row === undefined || text === '') return;
    if (cell.column >= mostColumns)
      throw fail('file_too_large', message('columns_above_limit', { most: mostColumns }));
    row.size += text.length;
    if (row.size > largestRow) throw fail('file_too_large', message('row_too_large', {}));
    while (row.cells.length < cell.column) {
      row.cells.push('');
      row.kinds.push('text');
    }
    row.cells.push(text);
    row.kinds.push(kind);
  }

  #endRow({ line, cells, kinds, isHidden }: OpenRow): void {
    this.#row = undefined;
    const last = this.#line;
    this.#line = line === 0 ? last + 1 : line;
    if (this.#line <= last) throw broken();
    if (cells.every((cell) => cell.trim() === '')) return;
    const hidesCell = this.#covered.hideAny(this.#line, cells);
    this.#made.push({
      line: this.#line,
      cells,
      kinds,
      ...(isHidden && { isHidden }),
      ...(hidesCell && { hidesCell }),
      ...(this.#hiddenColumns.length > 0 && { hiddenColumns: this.#hiddenColumns }),
    });
  }
}

/** The hidden columns of a range (18.3.1.13), 0-based: marked as hidden, or of width zero. */
function hiddenIn({ min, max, hidden, width }: Readonly<Record<string, string>>): number[] {
  const isHidden = isTrue(hidden) || (width !== undefined && Number(width) === 0);
  if (!isHidden) return [];
  const [first, last] = [Number(min), Math.min(Number(max), mostColumns)];
  return Array.from({ length: Math.max(0, last - first + 1) || 0 }, (_, order) => first - 1 + order);
}

/** The cell that begins; one without a reference follows the cell before. */
function cellIn(row: OpenRow, { r, t, s }: Readonly<Record<string, string>>): OpenCell {
  const place = r === undefined ? { column: row.column + 1, row: row.line } : placeOf(r);
  if (place === undefined) throw broken();
  const { column } = place;
  if (row.line === 0) row.line = place.row;
  if (column <= row.column || row.line !== place.row) throw broken();
  row.column = column;
  return { column, type: t, style: Number(s ?? 0), hasValue: false };
}

function broken(): Error {
  return fail('file_damaged', message('sheet_out_of_order', {}));
}
