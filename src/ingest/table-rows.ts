import type { Failure } from '../domain/failure.ts';
import type { Plan } from '../domain/plan.ts';
import { addedColumnsOf, withoutGuard } from '../domain/report-columns.ts';
import type { CellKind, Row } from '../domain/row.ts';
import type { TableFile } from '../domain/table.ts';

/** A line below the header, not judged yet. */
export interface TableRow extends Row {
  /** In a file of ours that comes back, the reference that it gives for the row; empty elsewhere. */
  readonly reference: string;
  /** In rejected rows that come back, the batch that they were handed in with; empty elsewhere. */
  readonly batch: string;
  /** Set where the row cannot be judged by its cells: it is ragged, hidden, or holds a NUL byte. */
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
export function cutter(plan: Pick<Plan, 'header' | 'added' | 'format'>): (row: Row) => TableRow {
  const own = plan.header.length;
  const added = plan.added === undefined ? [] : addedColumnsOf[plan.added];
  const width = own + added.length;
  const [reference, batch] = ['reference', 'batch'].map((name) => {
    const at = (added as readonly string[]).indexOf(name);
    return at === -1 ? -1 : own + at;
  });
  const isText = plan.format.kind === 'text';
  const unguarded = (cell: string) => (isText ? withoutGuard(cell) : cell);
  return (row) => {
    const cells = fitted(row.cells, width, isText);
    const base = { line: row.line, cells, ...(row.kinds && { kinds: row.kinds }), reference: '', batch: '' };
    const flaw = flawOf(row, cells, width);
    if (added.length === 0 || flaw !== undefined) return { ...base, flaw };
    return {
      ...base,
      cells: cells.slice(0, own).map(unguarded),
      ...(row.kinds && { kinds: kindsOf(row.kinds, own) }),
      reference: unguarded(cells[reference ?? -1] ?? ''),
      batch: cells[batch ?? -1] ?? '',
      flaw,
    };
  };
}

/** Empty cells beyond the header say nothing; a sheet does not store those at the end of a row. */
function fitted(cells: readonly string[], width: number, isText: boolean): readonly string[] {
  if (cells.length === width) return cells;
  if (cells.length > width) {
    return cells.slice(width).every((cell) => cell.trim() === '') ? cells.slice(0, width) : cells;
  }
  return isText ? cells : [...cells, ...Array<string>(width - cells.length).fill('')];
}

function kindsOf(kinds: readonly CellKind[], own: number): readonly CellKind[] {
  return kinds.slice(0, own);
}

function flawOf(row: Row, cells: readonly string[], width: number): Failure | undefined {
  if (row.isHidden) return { code: 'row_hidden' };
  if (cells.length !== width) {
    const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
    return { code: 'row_ragged', detail: `Found ${count}, the header has ${width}.` };
  }
  for (const cell of cells) if (cell.includes('\0')) return { code: 'nul_byte' };
  return undefined;
}
