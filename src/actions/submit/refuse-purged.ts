import type { Batch } from '../../domain/batch.ts';
import { LedgerForged } from '../../domain/crypto/forged.ts';
import { fail } from '../../domain/failure.ts';
import { message } from '../../i18n/messages.ts';

/** Throws `batch_purged` where the batch's personal data were erased. */
export function refusePurged({ id, purgedAt }: Pick<Batch, 'id' | 'purgedAt'>): void {
  if (purgedAt !== undefined) throw fail('batch_purged', message('named_batch', { batch: id }));
}

/** Throws `LedgerForged` for a batch that is not what was submitted, `key_missing` without its key: nothing of it may be sent. */
export function refuseForged({
  id,
  isForged,
  missingKey,
}: Pick<Batch, 'id' | 'isForged' | 'missingKey'>): void {
  if (missingKey !== undefined) throw fail('key_missing', message('key_named', { key: missingKey }));
  if (isForged) throw new LedgerForged(message('forged_batch_found', { batch: id }));
}
