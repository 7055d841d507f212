import type { Batch } from '../domain/batch.ts';
import { Stop } from '../domain/failure.ts';

/** A Stop with `batch_purged` where the batch's personal data were erased. */
export function refusePurged({ id, purgedAt }: Pick<Batch, 'id' | 'purgedAt'>): void {
  if (purgedAt !== undefined) throw new Stop([{ code: 'batch_purged', detail: `(${id})` }], 1);
}
