import type { Batch } from '../../domain/batch.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import type { Patience } from '../reconcile/list-window.ts';
import { isOfOne } from '../reconcile/of-one.ts';
import { seeLinks } from './see-links.ts';

/** Batches whose links are compared in one round. */
const mostAtOnce = 10;

/** After this, in ms, the links of a batch with rows still being sent are compared again. */
const lookAgainMs = 1_000;

/**
 * Compares all links of each batch with a misdirected link, so that every such link is found and revoked; repeats until all links
 * could be read and no row of the batch is being sent. Throws `ListingUnavailable` where Bridge answers no question.
 */
export async function compareMisdirected(
  context: AccountContext,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<void> {
  const { ledger } = context;
  for (const id of await ledger.verifications.dueMisdirected(mostAtOnce)) {
    const { now } = await ledger.account.status();
    const batch = await ledger.batches.read(id);
    const isSending = (await ledger.verifications.claimsOf(id)) > 0;
    const isDone =
      batch === undefined || ((await isCompared(context, batch, patience, onPart)) && !isSending);
    await ledger.verifications.compared(id, now, isDone ? undefined : now + lookAgainMs);
    await onPart();
  }
}

/** False where one link could not be read for a reason of its own. */
async function isCompared(
  context: AccountContext,
  batch: Batch,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<boolean> {
  try {
    // Reads every link of the batch, from the list or by id.
    await seeLinks(context, batch, patience, onPart);
    return true;
  } catch (error) {
    if (!isOfOne(error)) throw error;
    context.warn(message('links_not_compared', { batch: batch.id }), error);
    return false;
  }
}
