import type { Plan } from '../../domain/plan.ts';
import type { TableFile } from '../../domain/table.ts';
import { type LineKind, lineKinds } from './line-kinds.ts';
import { rowReader } from './read-row.ts';
import type { Reading, Rules } from './reading.ts';
import { rowsOf, type TableRow } from './table-rows.ts';

/** A line that is no row, and what it is. */
export interface Aside {
  readonly row: TableRow;
  readonly kind: Exclude<LineKind, 'row' | 'remark'>;
}

/** Every row in order, unread, at most 200 at a time; totals, footers and repeated headers are no rows. */
export async function* dataRows(file: TableFile, plan: Plan): AsyncGenerator<readonly TableRow[]> {
  for await (const { rows } of runsOf(file, plan)) if (rows.length > 0) yield rows;
}

/** Every row in order, read by the plan, at most 200 at a time; lines that are no rows are told as they are met. */
export async function* readingsOf(
  file: TableFile,
  plan: Plan,
  rules: Rules,
  onAside: (aside: Aside) => void = () => {},
): AsyncGenerator<readonly Reading[]> {
  const read = rowReader(plan, rules);
  for await (const { rows, asides } of runsOf(file, plan)) {
    if (rows.length > 0) yield rows.map(read);
    for (const aside of asides) onAside(aside);
  }
}

/** Rows, and the lines behind them that are none. */
interface Run {
  readonly rows: readonly TableRow[];
  readonly asides: readonly Aside[];
}

const none: readonly Aside[] = [];

/** A list ends in few remarks; among more, rows were meant. */
const mostRemarks = 50;

async function* runsOf(file: TableFile, plan: Plan): AsyncGenerator<Run> {
  const kindOf = lineKinds(plan);
  let remarks: TableRow[] = [];
  for await (const lines of rowsOf(file, plan)) {
    // Nearly every chunk has nothing but rows.
    if (remarks.length === 0 && lines.every((row) => kindOf(row) === 'row')) {
      yield { rows: lines, asides: none };
      continue;
    }
    let rows: TableRow[] = [];
    for (const row of lines) {
      const kind = kindOf(row);
      if (kind === 'remark' && remarks.length < mostRemarks) {
        remarks.push(row);
        continue;
      }
      // What stands before another part of the list ends the one above.
      const asides = kind === 'header_again' ? remarks.map(footer) : [];
      // A row or a sum follows: these lines stand in the list.
      if (kind !== 'header_again' && kind !== 'footer') rows.push(...remarks);
      if (kind !== 'footer') remarks = [];
      if (kind === 'row' || kind === 'remark') rows.push(row);
      else {
        // The rows above a sum come first: they are what it sums up.
        yield { rows, asides: [...asides, { row, kind }] };
        rows = [];
      }
    }
    yield { rows, asides: none };
  }
  yield { rows: [], asides: remarks.map(footer) };
}

function footer(row: TableRow): Aside {
  return { row, kind: 'footer' };
}
