import type { Batch } from '../domain/batch.ts';
import type { Mill } from './mill.ts';

/**
 * Gives the refused and failed entries of a batch back, under the same references, and hints at them. Answers how many. Safe to
 * cut and to call again: only settled entries move.
 */
export async function retryBatch(
  { ledger, queue }: Pick<Mill, 'ledger' | 'queue'>,
  batch: Batch,
): Promise<number> {
  let given = 0;
  for (const { first, last } of await ledger.slices(batch.id)) {
    const lines = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const pages = await ledger.entries(batch.id, lines);
    const settled = [...pages.values()].filter(
      (page) => 'state' in page && (page.state.kind === 'refused' || page.state.kind === 'failed'),
    );
    const entries = settled.filter((page) => 'state' in page);
    const back = await ledger.retry(batch.id, entries);
    if (back.length === 0) continue;
    given += back.length;
    const attempts = entries.reduce((sum, { attempt }) => sum + attempt, 0);
    await queue.add([{ batch: batch.id, first, last, repeat: `retry-${attempts}` }]);
  }
  if (given > 0) await ledger.note(batch.id, { what: 'retried', rows: given });
  return given;
}
