import type { Batch } from '../domain/batch.ts';
import type { Failure } from '../domain/failure.ts';
import type { Row } from '../domain/row.ts';
import { dataRows, type Judged, judgeAll, survey } from '../ingest/ingest.ts';
import { type KeptFile, rulesOf } from './kept-file.ts';

/** A row of a kept file, and under which reference it may come back. */
export interface NamedRow {
  readonly row: Row;
  /** For a row that was rejected with these failures; empty where the reference itself is what is wrong. */
  readonly lasting: (failures: readonly Failure[]) => string;
}

/** The reference by which a rejected row is known for ever, however it comes back: in the report, or in the file of rejected rows. */
export function lastingReference({ reference }: Judged, failures: readonly Failure[]): string {
  const isReferenceWrong = failures.some(
    ({ code, field }) =>
      code === 'reference_repeated' ||
      code === 'reference_conflict' ||
      field === 'client_reference' ||
      field === 'end_to_end_id',
  );
  return isReferenceWrong ? '' : reference;
}

/** The rows of a kept file in order. Only where some were rejected is the file judged again for what they are called. */
export async function* namedRows(
  { tables, plan }: KeptFile,
  batch: Batch,
): AsyncGenerator<readonly NamedRow[]> {
  if (batch.books.rejected === 0) {
    for await (const rows of dataRows(tables, plan)) yield rows.map((row) => ({ row, lasting: () => '' }));
    return;
  }
  const rules = rulesOf(batch);
  for await (const judged of judgeAll(tables, rules, await survey(tables, rules, plan)))
    yield judged.map((one) => ({ row: one.row, lasting: (failures) => lastingReference(one, failures) }));
}
