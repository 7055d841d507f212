import type { Batch } from '../domain/batch.ts';
import type { Plan } from '../domain/plan.ts';
import type { TableFile } from '../domain/table.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { sourceOf, tablesOf } from '../tables/tables.ts';

/** The file of a batch as it was handed in first, and how it is read. */
export interface KeptFile {
  readonly tables: TableFile;
  readonly plan: Plan;
}

/** Opens the file that the ledger keeps; stops with `batch_incomplete` where it was not kept whole. */
export async function keptFile(ledger: Ledger, { id, file }: Pick<Batch, 'id' | 'file'>): Promise<KeptFile> {
  const plan = await ledger.plan(id);
  return {
    plan,
    tables: tablesOf(
      sourceOf(file, () => ledger.source(id)),
      plan.format,
    ),
  };
}
