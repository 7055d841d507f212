import { type Batch, isFinished } from '../../domain/batch.ts';
import { dayMs } from '../../domain/dates/spans.ts';
import { message } from '../../i18n/messages.ts';
import type { LedgerStatus } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { ListingUnavailable, type Patience } from '../reconcile/list-window.ts';
import { booksDueAt, closeBooks } from './close-books.ts';

/** Batches tried in one round; it ends when the books of one are closed, so that doubts do not wait. */
const mostAtOnce = 10;

/** After this, in ms, the books of each batch are closed once more, to find what came to light since. */
const againAfterMs = dayMs;

/** Pauses before a batch is tried again, in ms: where its books cannot be closed yet, and where closing them failed. */
const leastPauseMs = 1_000;
const failurePauseMs = 60_000;

/**
 * Closes the books of one batch that has finished, or has changed since. A batch whose books cannot be closed for a reason of its own
 * is postponed. Throws `ListingUnavailable` where Bridge answers no question.
 */
export async function closeDueBooks(
  context: AccountContext,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<void> {
  const { ledger, times, warn } = context;
  const onProgress = async () => {
    await ledger.account.noteAuditing();
    await onPart();
  };
  for (const id of await ledger.audits.due(mostAtOnce)) {
    const status = await ledger.account.status();
    const batch = await ledger.batches.read(id);
    const dueAt = batch === undefined ? undefined : await dueAtOf(context, batch, status);
    if (batch === undefined || dueAt === undefined || dueAt > status.now) {
      await ledger.audits.postpone(id, dueAt ?? status.now + leastPauseMs);
      continue;
    }
    try {
      const audit = await closeBooks(context, batch, patience, onProgress);
      const { now } = await ledger.account.status();
      await ledger.audits.save(
        id,
        audit,
        againAt(now, batch.finishedAt ?? audit.at, audit.balanced, times.listingDelayMs),
      );
      if (!audit.balanced) warn(message('books_do_not_balance', { batch: id, rows: audit.imbalanceCount }));
      return;
    } catch (error) {
      if (error instanceof ListingUnavailable && !error.isOfOne) throw error;
      warn(message('books_stay_open', { batch: id }), error);
      await ledger.audits.postpone(id, status.now + failurePauseMs);
    }
  }
}

/** When its books can be closed, in ms of the ledger's clock; undefined where it has not finished, or has links to revoke now. */
async function dueAtOf(
  context: AccountContext,
  batch: Batch,
  status: LedgerStatus,
): Promise<number | undefined> {
  if (!isFinished(batch)) return undefined;
  const [revocation] = await context.ledger.links.dueRevocations(1, batch.id);
  return revocation === undefined ? booksDueAt(batch, status, context.times) : undefined;
}

/**
 * When the books are closed again, in ms of the ledger's clock: a day after the batch finished; before that, while they do not
 * balance, each time after as long as has passed since it finished.
 */
function againAt(
  now: number,
  finishedAt: number,
  balanced: boolean,
  listingDelayMs: number,
): number | 'never' {
  const lastAt = finishedAt + againAfterMs;
  if (now >= lastAt) return 'never';
  if (balanced) return lastAt;
  return Math.min(lastAt, now + Math.max(leastPauseMs, listingDelayMs, now - finishedAt));
}
