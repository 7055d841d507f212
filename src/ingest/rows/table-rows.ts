import type { Failure } from '../../domain/failure.ts';
import type { Forgiven } from '../../domain/forgiven.ts';
import type { Plan } from '../../domain/plan.ts';
import { type Added, addedColumnsOf } from '../../domain/report-columns.ts';
import type { Row } from '../../domain/row.ts';
import { delimiters, type TableFile } from '../../domain/table.ts';
import { withoutGuards } from '../../domain/text/formula-guard.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import { looksParted } from './beside-amounts.ts';
import { type Unwrapped, unwrapped } from './cell-wrappings.ts';
import { endTester } from './short-rows.ts';

/** A line below the header before it is judged. */
export interface TableRow extends Row {
  /** The reference that a returned file of ours gives for the row; else empty. */
  readonly reference: string;
  /** In returned rejected rows, the batch mark that they were written with; else empty. */
  readonly batch: string;
  /** In a returned report, the row was accepted: its cells have the notation that its file proved. */
  readonly wasAccepted?: true;
  /** In a returned file of ours, the row was rejected because it holds only an amount. */
  readonly wasOnlyAmount?: true;
  /** In a returned file of ours, a person had left the row out. */
  readonly wasLeftOut?: true;
  /**
   * Set where the row cannot be judged by its cells: it is ragged, hidden in whole or in part, holds a NUL byte or a
   * swallowed row, or its amount may be split.
   */
  readonly flaw: Failure | undefined;
}

/** Yields the lines below the header in chunks, including totals. */
export async function* rowsOf(file: TableFile, plan: Plan): AsyncGenerator<readonly TableRow[]> {
  const table = file.read(plan.format);
  const cut = cutter(plan);
  try {
    for await (const rows of table.chunks) {
      const below = rows.length > 0 && (rows[0]?.line ?? 0) > plan.headerLine;
      const data = below ? rows : rows.filter(({ line }) => line > plan.headerLine);
      if (data.length > 0) yield data.map(cut);
    }
  } finally {
    await table.close();
  }
}

/** Makes the function that removes our added columns from a row and reports flaws of its shape. */
export function cutter(
  plan: Pick<Plan, 'header' | 'added' | 'addedAt' | 'format' | 'at' | 'besideAmounts'>,
): (row: Row) => TableRow {
  const own = plan.header.length;
  const added = plan.added === undefined ? [] : addedColumnsOf[plan.added];
  const width = own + added.length;
  const at = plan.addedAt ?? added.map((_, order) => own + order);
  const ownOf = <T>(all: readonly T[]) =>
    plan.addedAt === undefined ? all.slice(0, own) : all.filter((_, position) => !at.includes(position));
  // Nearly no sheet has hidden columns.
  const hiddenAmong = (hidden: Row['hiddenColumns']) =>
    hidden && {
      hiddenColumns: ownOf(Array.from({ length: width }, (_, at) => at)).flatMap((at, order) =>
        hidden.includes(at) ? [order] : [],
      ),
    };
  const isText = plan.format.kind === 'text';
  const delimiter = plan.format.kind === 'text' ? plan.format.delimiter : undefined;
  const isEndMissing = endTester(plan);
  const fit = fitter(plan, width, isEndMissing);
  const partedAt = plan.besideAmounts?.includes('parts') ? plan.at.amount : undefined;
  /** Whether a row was held for its shape and returns unchanged; our own columns after it hide that it is short. */
  const isUncorrected = (cells: readonly string[], codes: readonly string[]) => {
    if (codes.includes('amount_ambiguous'))
      return delimiter === ',' && looksParted(cells, plan.at.amount ?? -1);
    const end = 1 + cells.findLastIndex((cell) => cell.trim() !== '');
    return codes.includes('row_ragged') && isText && end < own && !isEndMissing(cells.slice(0, end));
  };
  const unguarded = (cell: string) => (isText ? withoutGuards(cell) : cell);
  // Nearly no row has an apostrophe.
  const unguardedAll = (cells: readonly string[]) =>
    isText && cells.some((cell) => cell.includes("'")) ? cells.map(withoutGuards) : cells;
  const addedCell = (cells: readonly string[], name: string) => {
    const position = at[added.indexOf(name)];
    return position === undefined ? '' : (cells[position] ?? '');
  };
  return (row) => {
    const cells = row.cells.length === width ? row.cells : fit(row);
    const kinds = row.kinds && { kinds: ownOf(row.kinds), ...hiddenAmong(row.hiddenColumns) };
    const flaw = flawOf(row, cells, { width, own, delimiter, partedAt });
    if (flaw !== undefined && flaw.code !== 'row_hidden')
      return { line: row.line, cells, ...kinds, reference: '', batch: '', flaw };
    if (added.length === 0) {
      const bare = unwrapped(cells, isText);
      const own = { line: row.line, cells: bare?.cells ?? cells, ...kinds, reference: '', batch: '', flaw };
      // Nearly every row returns here.
      if (bare === undefined && cells === row.cells && row.forgiven === undefined) return own;
      const forgiven = forgivenIn(row, isText && cells.length > row.cells.length, bare);
      return forgiven.length > 0 ? { ...own, forgiven } : own;
    }
    const codes = addedCell(cells, 'failure_code').split('; ');
    const ownCells = unguardedAll(ownOf(cells));
    const wasAccepted = !['', 'rejected'].includes(addedCell(cells, 'outcome').trim());
    return {
      line: row.line,
      cells: ownCells,
      ...kinds,
      reference: unguarded(addedCell(cells, 'reference')),
      batch: addedCell(cells, 'batch'),
      ...(wasAccepted && { wasAccepted }),
      ...(codes.includes('row_only_amount') && { wasOnlyAmount: true }),
      ...(codes.includes('row_left_out') && { wasLeftOut: true }),
      flaw: flaw ?? flawShown(codes, plan.added, isUncorrected(ownCells, codes)),
    };
  };
}

const nothing: readonly Forgiven[] = [];

function forgivenIn(
  { forgiven = nothing }: Row,
  isShort: boolean,
  bare: Unwrapped | undefined,
): readonly Forgiven[] {
  if (!isShort && bare === undefined) return forgiven;
  return [...forgiven, ...(isShort ? (['short'] as const) : nothing), ...(bare?.forgiven ?? nothing)];
}

/**
 * The flaw of a row that a returned file of ours lists as hidden, or, in a report, as ragged: it stays until a person
 * empties the code.
 */
function flawShown(
  codes: readonly string[],
  added: Added | undefined,
  isUncorrected: boolean,
): Failure | undefined {
  if (codes.includes('row_hidden')) return { code: 'row_hidden' };
  if (added === 'report' && codes.includes('row_ragged')) return { code: 'row_ragged' };
  if (!isUncorrected) return undefined;
  const code = codes.includes('row_ragged') ? 'row_ragged' : 'amount_ambiguous';
  return { code, details: [message('row_unchanged', {})] };
}

/**
 * Makes the function that pads or trims a row to the header's width where only one reading is possible. Empty cells
 * beyond the header are dropped; missing cells at the end are added, as sheets and some programs do not store empty
 * ones there. Not dropped between commas: a decimal comma without quotes may have pushed out, or filled, those cells.
 */
function fitter(
  { format, added }: Pick<Plan, 'format' | 'added'>,
  width: number,
  isEndMissing: (cells: readonly string[]) => boolean,
): (row: Row) => readonly string[] {
  const isText = format.kind === 'text';
  const isCommas = isText && format.delimiter === ',';
  return ({ cells, isUnended }) => {
    if (cells.length > width) {
      const isEmpty = !isCommas && cells.slice(width).every((cell) => cell.trim() === '');
      return isEmpty ? cells.slice(0, width) : cells;
    }
    if (isText && (added !== undefined || isUnended || !isEndMissing(cells))) return cells;
    return [...cells, ...Array<string>(width - cells.length).fill('')];
  };
}

/** The shape that a row must have. */
interface Shape {
  readonly width: number;
  /** Columns within the width that are not ours. */
  readonly own: number;
  readonly delimiter: string | undefined;
  /** Position of the amounts, if commas may have split some. */
  readonly partedAt: number | undefined;
}

function flawOf(row: Row, cells: readonly string[], shape: Shape): Failure | undefined {
  const { width, own, delimiter, partedAt } = shape;
  if (row.isHidden && cells.length === width) return { code: 'row_hidden' };
  if (row.hidesCell && cells.length === width) {
    return { code: 'row_hidden', details: [message('cell_covered', {})] };
  }
  if (cells.length !== width) {
    // Our own columns are unknown to the person, so the count omits them.
    const count = Math.max(0, cells.length - (width - own));
    const beyond = cells.slice(width).filter((cell) => cell.trim() !== '');
    const where =
      beyond.length === 0 ? [] : [message('cells_beyond', { cells: beyond.slice(0, 3).map(shown) })];
    return { code: 'row_ragged', details: [message('cells_differ', { count, due: own }), ...where] };
  }
  for (const cell of cells) if (cell.includes('\0')) return { code: 'nul_byte' };
  if (partedAt !== undefined && looksParted(cells, partedAt)) {
    const [one, other] = [shown(cells[partedAt] ?? ''), shown(cells[partedAt + 1] ?? '')];
    const details = [message('amount_parted', { one, other })];
    return { code: 'amount_ambiguous', field: 'amount', details };
  }
  // Our columns were appended after the quote had swallowed the row.
  const widthAt = (position: number) => (position < own ? own : width);
  return cells.some((cell, position) => holdsRow(cell, position, widthAt(position), delimiter))
    ? { code: 'row_ragged', details: [message('cell_holds_row', {})] }
    : undefined;
}

const ibanLike = /[A-Z]{2}\d{2}[ A-Z0-9]{11,}/i;

/**
 * Whether a cell holds the rest of a row, a line end and the next row, which a stray quote may cause. Where the
 * result has the right width, the first line of the cell has as many pieces as its row had left, and the last line as
 * many as the next row needs to reach this column. Another program may have read it so and saved it as a sheet or
 * with another separator.
 */
function holdsRow(cell: string, position: number, width: number, delimiter: string | undefined): boolean {
  if (!cell.includes('\n') && !cell.includes('\r')) return false;
  const [left, needed] = [width - position, position + 1];
  const lines = cell.split(/[\r\n]+/);
  const isSplitBy = (mark: string) =>
    piecesOf(lines[0], mark) >= left && piecesOf(lines.at(-1), mark) >= needed;
  if (ibanLike.test(cell) && delimiters.some(isSplitBy)) return true;
  if (delimiter === undefined) return false;
  if (lines.some((line) => piecesOf(line, delimiter) > Math.max(2, width - 2))) return true;
  // A single separator may belong to a note: then one of the lines must have more.
  const [first, last] = [piecesOf(lines[0], delimiter), piecesOf(lines.at(-1), delimiter)];
  return first >= left ? left > 2 || last >= needed : needed > 2 && last >= needed;
}

function piecesOf(line: string | undefined, mark: string): number {
  return line?.split(mark).length ?? 0;
}
