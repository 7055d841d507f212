import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';

/** The answer of a script to which the batch must be there; a AppError with `batch_incomplete` where the ledger has lost it. */
export async function orBatchGone<T>(batch: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('BATCHGONE'))) throw error;
    throw fail('batch_incomplete', message('named_batch', { batch }));
  }
}
