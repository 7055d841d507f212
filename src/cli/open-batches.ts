import { isFinished } from '../domain/batch.ts';
import type { AccountRegistry } from '../wiring/accounts.ts';

/** Batches of an account that are counted, newest first, at most. */
const mostBatches = 10_000;

/** Counts the committed batches of an account that are not finished. Throws an AppError where this machine lacks the key of one. */
export async function openBatches(
  registry: Pick<AccountRegistry, 'ledgerOf'>,
  accountId: string,
): Promise<number> {
  const batches = await registry.ledgerOf(accountId).batches.list(mostBatches);
  return batches.filter((batch) => batch.committedAt !== undefined && !isFinished(batch)).length;
}
