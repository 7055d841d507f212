import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

/** Waits for a script's answer; an AppError with `batch_incomplete` where the ledger has lost the batch (BATCHGONE). */
export async function orBatchGone<T>(batch: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('BATCHGONE'))) throw error;
    throw fail('batch_incomplete', message('named_batch', { batch }));
  }
}
