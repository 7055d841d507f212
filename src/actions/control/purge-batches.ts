import { areBooksClosed, type Batch, isFinished } from '../../domain/batch.ts';
import { isOfOneRecord } from '../../domain/crypto/forged.ts';
import { dayMs, hourMs } from '../../domain/dates/spans.ts';
import type { Entry } from '../../domain/entry.ts';
import { dataNotForgotten } from '../../domain/notices/alarms.ts';
import { expiryOf } from '../../domain/wire-values.ts';
import { message } from '../../i18n/messages.ts';
import type { Ledger, Purging } from '../../ledger/ledger.ts';
import type { AccountContext, Clock } from '../account-context.ts';
import { linesOf } from '../batch-lines.ts';

/** Why a purge leaves the personal data of an old batch in place. */
type RetentionReason = 'rows_open' | 'books_open' | 'link_payable' | 'not_submitted_whole' | 'unreadable';

/** What a purge came to; `purged` is what would be, where nothing is to be done. */
export interface Purge {
  readonly purged: readonly Batch[];
  readonly kept: readonly { readonly batch: Batch; readonly why: RetentionReason }[];
  /** False when Redis' append-only file still holds the erased data, and the ACL forbids to have that file rewritten. */
  readonly isForgotten: boolean;
}

/** Clocks of this and of the provider's machines differ by less, in ms. */
const clockMarginMs = hourMs;

/** Redis writes one append-only file at a time; a large one takes minutes. */
const mostTries = 120;
const betweenTriesMs = 1_000;

/**
 * Erases the personal data of batches that finished at least so long ago, whose books are closed and whose links have all ended. The
 * next purge finishes one that was interrupted. `isDry` only lists the batches. Does nothing while the ledger is suspect.
 */
export async function purgeBatches(
  { ledger, clock }: Pick<AccountContext, 'ledger' | 'clock'>,
  olderThanMs: number,
  isDry: boolean,
  onPart: () => Promise<void>,
): Promise<Purge> {
  const { now, state } = await ledger.account.status();
  const purged: Batch[] = [];
  const kept: { batch: Batch; why: RetentionReason }[] = [];
  if (state !== 'sound') return { purged, kept, isForgotten: true };
  try {
    for (const id of await ledger.purges.due(now - olderThanMs)) {
      const batch = await ledger.batches.read(id);
      if (batch === undefined || (batch.finishedAt ?? 0) > now - olderThanMs) continue;
      const why = await whyRetained(ledger, batch, now, isDry, onPart);
      if (why === undefined) purged.push(batch);
      else kept.push({ batch, why });
    }
  } finally {
    // Also where one could not be erased: the others are.
    if (!isDry && purged.length > 0) await endPurges(ledger, purged, onPart);
  }
  const isForgotten = purged.length === 0 || isDry || (await forgets(ledger.purges, clock, onPart));
  return { purged, kept, isForgotten };
}

/** True once Redis has begun to forget what was erased; what it was at before is waited for. */
async function forgets(purges: Purging, clock: Clock, onPart: () => Promise<void>): Promise<boolean> {
  for (let tries = 1; tries < mostTries; tries += 1) {
    const answer = await purges.forgetWrites();
    if (answer !== 'busy') return answer === 'begun';
    await onPart();
    await clock.sleep(betweenTriesMs);
  }
  return false;
}

/** Undefined once the rows of a batch are erased, or would be. */
async function whyRetained(
  ledger: Ledger,
  batch: Batch,
  now: number,
  isDry: boolean,
  onPart: () => Promise<void>,
): Promise<RetentionReason | undefined> {
  try {
    const why = batch.purgedAt === undefined ? await paymentAgainst(ledger, batch, now, onPart) : undefined;
    if (why !== undefined || isDry) return why;
    return (await eraseRows(ledger, batch, onPart)) ? undefined : 'books_open';
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return 'unreadable';
  }
}

async function eraseRows(
  ledger: Pick<Ledger, 'batches' | 'purges'>,
  batch: Batch,
  onPart: () => Promise<void>,
): Promise<boolean> {
  if (!(await ledger.purges.begin(batch.id))) return false;
  for (const slice of await ledger.batches.slices(batch.id)) {
    await ledger.purges.eraseLines(batch.id, linesOf(slice));
    await onPart();
  }
  return true;
}

/** The duplicate guard is gone through once for all of them; a batch is not over before its rows have left it. */
async function endPurges(
  ledger: Pick<Ledger, 'history' | 'purges'>,
  batches: readonly Batch[],
  onPart: () => Promise<void>,
): Promise<void> {
  const ids = batches.map(({ id }) => id);
  await ledger.purges.forgetGuards(ids, onPart);
  for (const batch of batches) {
    await ledger.purges.end(batch);
    await ledger.history.note(batch.id, message('data_were_erased', {}));
  }
}

async function paymentAgainst(
  ledger: Pick<Ledger, 'batches' | 'entries' | 'links'>,
  batch: Batch,
  now: number,
  onPart: () => Promise<void>,
): Promise<RetentionReason | undefined> {
  if (batch.committedAt === undefined) return 'not_submitted_whole';
  if (!isFinished(batch)) return 'rows_open';
  if (!areBooksClosed(batch)) return 'books_open';
  for (const slice of await ledger.batches.slices(batch.id)) {
    const lines = linesOf(slice);
    const ended = await ledger.links.ended(batch.id, lines);
    for (const record of (await ledger.entries.readLines(batch.id, lines)).values()) {
      if (!('state' in record) || ended.get(record.key.line)?.id === linkIdOf(record)) continue;
      if (record.state.kind === 'created' && expiryMs(record, batch) > now - clockMarginMs)
        return 'link_payable';
    }
    await onPart();
  }
  return undefined;
}

function linkIdOf({ state }: Entry): string | undefined {
  return state.kind === 'created' ? state.link.id : undefined;
}

function expiryMs(entry: Entry, batch: Batch): number {
  const { state } = entry;
  return Date.parse((state.kind === 'created' && state.link.expiresAt) || expiryOf(entry, batch));
}

/** A day, in ms: so often the workers purge, all of them together. */
const purgeEachMs = dayMs;
/** So often each of them looks whether it is time, in ms. */
const lookEachMs = 600_000;

/** What workers call again and again: purges once a day, where the settings say after how long. */
export function createDuePurge({
  ledger,
  clock,
  note,
  warn,
  purgeAfterMs,
}: AccountContext): (renew: () => Promise<void>) => Promise<void> {
  let nextLookAt = 0;
  return async (renew) => {
    if (purgeAfterMs === undefined || clock.monotonic() < nextLookAt) return;
    nextLookAt = clock.monotonic() + lookEachMs;
    await ledger.leases.withLease('purge', purgeEachMs, async (lease) => {
      // It ends by itself, a day later.
      await lease.outlast();
      await purgeDue(purgeAfterMs, renew);
    });
  };

  async function purgeDue(olderThanMs: number, renew: () => Promise<void>): Promise<void> {
    const { purged, kept, isForgotten } = await purgeBatches({ ledger, clock }, olderThanMs, false, renew);
    if (purged.length > 0) note('data_erased', { batches: purged.length });
    for (const { batch, why } of kept) note('data_kept', { batch: batch.id, why });
    if (isForgotten) return;
    warn(message('erased_not_forgotten', {}));
    await ledger.notices.post(dataNotForgotten(purged.length, (await ledger.account.status()).now));
  }
}
