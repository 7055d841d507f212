import { isFinished } from '../domain/batch.ts';
import { booksDueAt, closeBooks } from './close-books.ts';
import type { Patience } from './list-window.ts';
import type { Mill } from './mill.ts';

/** Batches whose books one round of the sweep closes. */
const mostAtOnce = 10;

/** After this long the books of each batch are closed once more: what came to light since is mended then. */
const dayMs = 86_400_000;

/** Books that do not balance are closed again at least this much later, in ms: what the first closing mended has to come through. */
const leastPauseMs = 1_000;

/** Closes the books of batches that have finished, or in which something changed. Throws `ListingUnavailable`. */
export async function closeDueBooks(
  mill: Mill,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<void> {
  const { ledger, times, warn } = mill;
  const standing = await ledger.standing();
  for (const id of await ledger.dueAudits(standing.now, mostAtOnce)) {
    const batch = await ledger.read(id);
    const dueAt = batch === undefined || !isFinished(batch) ? undefined : booksDueAt(batch, standing, times);
    if (batch === undefined || dueAt === undefined || dueAt > standing.now) {
      await ledger.postponeAudit(id, dueAt ?? standing.now + leastPauseMs);
      continue;
    }
    const audit = await closeBooks(mill, batch, patience, onPart);
    await ledger.keepAudit(
      id,
      audit,
      againAt(audit.at, batch.finishedAt ?? audit.at, audit.balanced, times.listingDelayMs),
    );
    if (!audit.balanced)
      warn('The books of a batch do not balance.', { batch: id, rows: audit.imbalanceCount });
  }
}

/** Once more a day after the batch finished; before that again and again while they do not balance. */
function againAt(
  at: number,
  finishedAt: number,
  balanced: boolean,
  listingDelayMs: number,
): number | undefined {
  const lastAt = finishedAt + dayMs;
  if (at >= lastAt) return undefined;
  return balanced ? lastAt : Math.min(lastAt, at + Math.max(leastPauseMs, listingDelayMs));
}
