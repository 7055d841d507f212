import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Instruction } from '../../domain/instruction.ts';
import type { Row } from '../../domain/row.ts';
import { dataRows, type Judged, judgeAll, survey } from '../../ingest/ingest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { rulesOf, type StoredFile } from './stored-file.ts';

/** A row of a kept file, and under which reference it may come back. */
export interface NamedRow {
  readonly row: Row;
  /** For a row that was rejected with these failures; empty where the reference itself is what is wrong. */
  readonly lasting: (failures: readonly Failure[]) => string;
  /** What the row asks for; undefined where it was rejected, or the file was not judged again. */
  readonly asked?: Instruction;
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

/** The entries of rejected rows that were mended and handed in since, by these lasting references; empty ones are left out. */
export async function correctedSince(
  ledger: Pick<Ledger, 'entries'>,
  references: readonly string[],
): Promise<Map<string, Entry>> {
  const named = references.filter((reference) => reference !== '');
  const entries = named.length === 0 ? [] : await ledger.entries.find(named);
  return new Map(
    named.flatMap((reference, at) => {
      const entry = entries[at];
      return entry === undefined ? [] : [[reference, entry] as const];
    }),
  );
}

/** The rows of a kept file in order. Only where some were rejected, or are known, is the file judged again for what they are called. */
export async function* namedRows(
  { tables, plan }: StoredFile,
  batch: Batch,
): AsyncGenerator<readonly NamedRow[]> {
  if (batch.books.rejected + batch.books.known === 0) {
    for await (const rows of dataRows(tables, plan)) yield rows.map((row) => ({ row, lasting: () => '' }));
    return;
  }
  const rules = rulesOf(batch);
  for await (const judged of judgeAll(tables, rules, await survey(tables, rules, plan)))
    yield judged.map((one) => ({
      row: one.row,
      lasting: (failures) => lastingReference(one, failures),
      ...(one.kind === 'accepted' && { asked: one.instruction }),
    }));
}
