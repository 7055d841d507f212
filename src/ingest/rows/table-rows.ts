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

/** A line below the header, not judged yet. */
export interface TableRow extends Row {
  /** In a file of ours that comes back, the reference that it gives for the row; empty elsewhere. */
  readonly reference: string;
  /** In rejected rows that come back, the batch that they were handed in with; empty elsewhere. */
  readonly batch: string;
  /** In a report of ours that comes back, the row was accepted: its cells are written as its file proved. */
  readonly wasAccepted?: true;
  /** In a file of ours that comes back, the row was rejected because it has nothing but an amount. */
  readonly wasOnlyAmount?: true;
  /** In a file of ours that comes back, a person had left the row out. */
  readonly wasLeftOut?: true;
  /** Set where the row cannot be judged by its cells: it is ragged, hidden as a whole or in part, or holds a NUL byte. */
  readonly flaw: Failure | undefined;
}

/** The lines below the header, in chunks; totals included. */
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

/** What takes our columns off a row, and says what is wrong with its shape. */
export function cutter(
  plan: Pick<Plan, 'header' | 'added' | 'addedAt' | 'format' | 'at' | 'besideAmounts'>,
): (row: Row) => TableRow {
  const own = plan.header.length;
  const added = plan.added === undefined ? [] : addedColumnsOf[plan.added];
  const width = own + added.length;
  const at = plan.addedAt ?? added.map((_, order) => own + order);
  const ownOf = <T>(all: readonly T[]) =>
    plan.addedAt === undefined ? all.slice(0, own) : all.filter((_, position) => !at.includes(position));
  // Nearly no sheet has any.
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
  /** A row that was held for its cells, and comes back as our own columns behind it have filled it up. */
  const isUncorrected = (cells: readonly string[], codes: readonly string[]) => {
    if (codes.includes('amount_ambiguous'))
      return delimiter === ',' && looksParted(cells, plan.at.amount ?? -1);
    const end = 1 + cells.findLastIndex((cell) => cell.trim() !== '');
    return codes.includes('row_ragged') && isText && end < own && !isEndMissing(cells.slice(0, end));
  };
  const unguarded = (cell: string) => (isText ? withoutGuards(cell) : cell);
  // Nearly no row has one.
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
      // Nearly every row ends here.
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
 * Files of ours show rows that were hidden, and a report those that were ragged in a shape that can be read: only a person makes them
 * good.
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
 * What brings the cells of a row to the width of the header, where that leaves one reading. Empty cells beyond the header say nothing, and a
 * sheet does not store those at the end of a row; nor do programs write them that save a text. Between commas they may be what a decimal
 * comma without quotes has pushed out, or has filled: there a row has no cell more than the header.
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

/** What a row is held against. */
interface Shape {
  readonly width: number;
  /** Of the width, the columns that are not ours. */
  readonly own: number;
  readonly delimiter: string | undefined;
  /** Where the amounts stand, if commas may have parted some of them. */
  readonly partedAt: number | undefined;
}

function flawOf(row: Row, cells: readonly string[], shape: Shape): Failure | undefined {
  const { width, own, delimiter, partedAt } = shape;
  if (row.isHidden && cells.length === width) return { code: 'row_hidden' };
  if (row.hidesCell && cells.length === width) {
    return { code: 'row_hidden', details: [message('cell_covered', {})] };
  }
  if (cells.length !== width) {
    // Our own columns are not the person's: they are not counted.
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
  // Our own columns have been put behind those that the quote was among.
  const widthAt = (position: number) => (position < own ? own : width);
  return cells.some((cell, position) => holdsRow(cell, position, widthAt(position), delimiter))
    ? { code: 'row_ragged', details: [message('cell_holds_row', {})] }
    : undefined;
}

const ibanLike = /[A-Z]{2}\d{2}[ A-Z0-9]{11,}/i;

/**
 * A stray quote may make a cell out of the rest of a row, a line end, and the next row. Where that leaves a row of the right width, the first
 * line has as many pieces as the row had left, and the last as many as the other row needs to come to the same column. Another program may
 * have read it so, and saved it as a sheet or with other separators since.
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
  // One mark of a note says little: alone, either line has to show more.
  const [first, last] = [piecesOf(lines[0], delimiter), piecesOf(lines.at(-1), delimiter)];
  return first >= left ? left > 2 || last >= needed : needed > 2 && last >= needed;
}

function piecesOf(line: string | undefined, mark: string): number {
  return line?.split(mark).length ?? 0;
}
