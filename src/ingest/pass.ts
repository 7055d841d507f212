import type { Plan } from '../domain/plan.ts';
import type { TableFile } from '../domain/table.ts';
import { type Reading, type Rules, rowReader } from './read-row.ts';
import { rowsOf, type TableRow } from './table-rows.ts';
import { isTotalLine } from './total-line.ts';

/** Every row in order, unread, at most 200 at a time; lines of totals are no rows. */
export async function* dataRows(file: TableFile, plan: Plan): AsyncGenerator<readonly TableRow[]> {
  for await (const rows of rowsOf(file, plan)) {
    const data = rows.filter((row) => !isTotalLine(row, plan));
    if (data.length > 0) yield data;
  }
}

/** Every row in order, read by the plan, at most 200 at a time; lines that declare a sum are no rows, and told as they are met. */
export async function* readingsOf(
  file: TableFile,
  plan: Plan,
  rules: Rules,
  onTotal: (row: TableRow) => void = () => {},
): AsyncGenerator<readonly Reading[]> {
  const read = rowReader(plan, rules);
  for await (const rows of rowsOf(file, plan)) {
    let readings: Reading[] = [];
    for (const row of rows) {
      if (!isTotalLine(row, plan)) {
        readings.push(read(row));
        continue;
      }
      // The rows above it come first: they are what it sums up.
      if (readings.length > 0) yield readings;
      readings = [];
      onTotal(row);
    }
    if (readings.length > 0) yield readings;
  }
}
