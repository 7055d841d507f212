import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Instruction } from '../../domain/instruction.ts';
import type { Row } from '../../domain/row.ts';
import { dataRows, type Judged, judgeAll, survey } from '../../ingest/ingest.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { rulesOf, type StoredFile } from './stored-file.ts';

/** A row of a stored file, and the reference under which it may be submitted again. */
export interface NamedRow {
  readonly row: Row;
  /** The reference of a row rejected with these failures; empty where the reference itself is wrong. */
  readonly lasting: (failures: readonly Failure[]) => string;
  /** The accepted row; absent where it was rejected, or the file was not judged again. */
  readonly asked?: Instruction;
}

/** The reference that a rejected row has in the report and in the file of rejected rows, so that its correction is recognised. */
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

/** The entries of rejected rows that were corrected and submitted since, by lasting reference; empty references are left out. */
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

/** The rows of a stored file, in order. Judges it again, for the references, only where rows were rejected or known. */
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
