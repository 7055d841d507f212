import type { Plan } from '../../domain/plan.ts';
import type { TableFile } from '../../domain/table.ts';
import { type LineKind, lineKinds } from './line-kinds.ts';
import { rowReader } from './read-row.ts';
import type { Reading, Rules } from './reading.ts';
import { rowsOf, type TableRow } from './table-rows.ts';

/** A line that is not a row, and its kind. */
export interface SkippedLine {
  readonly row: TableRow;
  readonly kind: Exclude<LineKind, 'row' | 'remark'>;
}

/**
 * Yields every row in order without reading its cells, at most 200 at a time; skips totals, footers and repeated
 * headers.
 */
export async function* dataRows(file: TableFile, plan: Plan): AsyncGenerator<readonly TableRow[]> {
  for await (const { rows } of segmentsOf(file, plan)) if (rows.length > 0) yield rows;
}

/**
 * Yields every row in order, read by the plan, at most 200 at a time; calls `onSkipped` for each line that is not a
 * row.
 */
export async function* readingsOf(
  file: TableFile,
  plan: Plan,
  rules: Rules,
  onSkipped: (line: SkippedLine) => void = () => {},
): AsyncGenerator<readonly Reading[]> {
  const read = rowReader(plan, rules);
  for await (const { rows, skipped } of segmentsOf(file, plan)) {
    if (rows.length > 0) yield rows.map(read);
    for (const line of skipped) onSkipped(line);
  }
}

/** Rows, and the lines after them that are not rows. */
interface Segment {
  readonly rows: readonly TableRow[];
  readonly skipped: readonly SkippedLine[];
}

const none: readonly SkippedLine[] = [];

/** A list ends in few remarks; where there are more, they are rows. */
const mostRemarks = 50;

async function* segmentsOf(file: TableFile, plan: Plan): AsyncGenerator<Segment> {
  const kindOf = lineKinds(plan);
  let remarks: TableRow[] = [];
  for await (const lines of rowsOf(file, plan)) {
    // Nearly every chunk has only rows.
    if (remarks.length === 0 && lines.every((row) => kindOf(row) === 'row')) {
      yield { rows: lines, skipped: none };
      continue;
    }
    let rows: TableRow[] = [];
    for (const row of lines) {
      const kind = kindOf(row);
      if (kind === 'remark' && remarks.length < mostRemarks) {
        remarks.push(row);
        continue;
      }
      // Remarks before a repeated header end the part of the list above it.
      const skipped = kind === 'header_again' ? remarks.map(footer) : [];
      // A row or a sum follows, so these lines are rows.
      if (kind !== 'header_again' && kind !== 'footer') rows.push(...remarks);
      if (kind !== 'footer') remarks = [];
      if (kind === 'row' || kind === 'remark') rows.push(row);
      else {
        // The rows above a sum come first, because it adds them up.
        yield { rows, skipped: [...skipped, { row, kind }] };
        rows = [];
      }
    }
    yield { rows, skipped: none };
  }
  yield { rows: [], skipped: remarks.map(footer) };
}

function footer(row: TableRow): SkippedLine {
  return { row, kind: 'footer' };
}
