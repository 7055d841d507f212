import { type LabelTemplate, readTemplate } from '../domain/label.ts';
import type { Columns } from './columns.ts';
import { findHeader } from './header.ts';
import { type Reading, type Rules, readRow } from './read-row.ts';
import type { Source } from './source.ts';
import { readTable, type Table } from './table.ts';

/** One reading of a source from its start to its end. Read it to the end, or close it. */
export interface Pass {
  /** As written, without the report's columns. */
  readonly header: Table['header'];
  readonly columns: Columns;
  readonly template: LabelTemplate;
  /** Every row in order, at most 200 at a time; once. */
  readonly readings: AsyncIterable<readonly Reading[]>;
  close(): Promise<void>;
}

/** Opens a source for one reading. Stops on everything that is wrong with the header, or with a template that does not fit it. */
export async function openPass(source: Source, rules: Rules): Promise<Pass> {
  const table = await readTable(source.bytes());
  try {
    const head = { line: 1, cells: table.header };
    const { columns } = findHeader([head], { map: [] }, rules.options.defaultBeneficiary);
    const template = readTemplate(rules.options.labelTemplate, columns.byName.keys());
    const readings = readingsOf(table, columns, rules);
    return { header: table.header, columns, template, readings, close: table.close };
  } catch (error) {
    await table.close();
    throw error;
  }
}

async function* readingsOf(table: Table, columns: Columns, rules: Rules): AsyncGenerator<readonly Reading[]> {
  for await (const rows of table.chunks) yield rows.map((row) => readRow(row, columns, rules));
}
