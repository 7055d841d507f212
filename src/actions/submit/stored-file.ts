import type { Batch } from '../../domain/batch.ts';
import { noHints } from '../../domain/hints.ts';
import type { Plan } from '../../domain/plan.ts';
import type { TableFile } from '../../domain/table.ts';
import type { Rules } from '../../ingest/ingest.ts';
import type { SourceStore } from '../../ledger/ledger.ts';
import { sourceOf, tablesOf } from '../../tables/tables.ts';

/** The file of a batch as it was first submitted, and how it is read. */
export interface StoredFile {
  readonly tables: TableFile;
  readonly plan: Plan;
}

/** Opens the stored file of a batch. Throws `batch_incomplete` where it was not stored whole. */
export async function storedFile(sources: SourceStore, batch: Batch): Promise<StoredFile> {
  const source = sourceOf(batch.file, () => sources.read(batch.id));
  const plan = await sources.plan(batch.id);
  return { plan, tables: tablesOf(source, plan.format) };
}

/** The rules that a batch was submitted with; its hints are already in the plan of its file. */
export function rulesOf(batch: Batch): Rules {
  const { options, amountMaxCents, submittedAt, again } = batch;
  return { options, hints: noHints, amountMaxCents, now: submittedAt, ...(again !== undefined && { again }) };
}
