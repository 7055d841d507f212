import { isFinished } from '../domain/batch.ts';
import type { AccountRegistry } from '../wiring/accounts.ts';

/** Batches of an account that are looked at, newest first. */
const mostBatches = 10_000;

/** How many batches of an account were handed in whole and are not finished. A AppError where the key of one is not here. */
export async function openBatches(
  registry: Pick<AccountRegistry, 'ledgerOf'>,
  accountId: string,
): Promise<number> {
  const batches = await registry.ledgerOf(accountId).batches.list(mostBatches);
  return batches.filter((batch) => batch.committedAt !== undefined && !isFinished(batch)).length;
}
