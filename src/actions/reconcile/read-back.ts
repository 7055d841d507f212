import type { EntryKey } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { checkOwnLink, listClock, saveChecked } from './check-destination.ts';
import { atOneMoment, ListingUnavailable, type Patience, providerShiftMs } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import { isOfOne } from './of-one.ts';

/** Pause before a link that Bridge does not show yet is read again, in ms. */
const askAgainMs = 500;

/** Batches whose first link the reconciler reads back in one round. */
const mostAtOnce = 20;

/** After this long, in ms, the reconciler reads the first link of a batch again. */
const lookAgainMs = 1_000;

/**
 * Reads an entry's own link by id, and compares it with the entry. `absent`: Bridge does not show it (yet). `done`: compared, or
 * the entry has no unverified link. Throws `ListingUnavailable`.
 */
async function readBack(
  context: AccountContext,
  key: EntryKey,
  patience: Patience,
): Promise<'done' | 'absent'> {
  const { ledger } = context;
  const [entry, batch] = [await ledger.entries.read(key), await ledger.batches.read(key.batch)];
  if (entry?.state.kind !== 'created' || entry.state.isVerified || batch === undefined) return 'done';
  const { id } = entry.state.link;
  const link = await lookUpLink(context, id, patience);
  if (link === undefined) return 'absent';
  // Bridge may leave the reference out: that proves nothing against the link.
  if (link.reference !== undefined && link.reference !== entry.reference) {
    await ledger.links.unassignLink(key, id);
    return 'done';
  }
  const status = await atOneMoment(context, () => ledger.account.status());
  const shiftMs = await providerShiftMs(context, status.moment, patience);
  const clock = listClock(context, status, shiftMs);
  const checked = checkOwnLink(context, entry, batch, link, clock.knownFrom);
  if (checked !== undefined) await saveChecked(context, key.batch, [checked], clock);
  return 'done';
}

/**
 * Reads a link back that was just made, again and again until Bridge shows it or the listing delay has passed. A link that stays
 * unread is left to the reconciler, or to the audit.
 */
export async function readBackNow(
  context: AccountContext,
  key: EntryKey,
  signal: AbortSignal,
): Promise<void> {
  const { clock, times } = context;
  const endsAt = clock.monotonic() + times.listingDelayMs;
  try {
    for (;;) {
      if ((await readBack(context, key, { signal, isPatient: true })) === 'done') return;
      if (clock.monotonic() >= endsAt) return;
      await clock.sleep(askAgainMs, signal);
    }
  } catch (error) {
    if (!(error instanceof ListingUnavailable)) throw error;
    context.note('link_not_read_back', { ...key, reason: error.reason });
  }
}

/**
 * Reads back the first links of batches that were not read in time: their process died, or Bridge did not answer it. A link that
 * Bridge still does not show is saved as unproven. Throws `ListingUnavailable` where Bridge answers no question.
 */
export async function verifyFirstLinks(
  context: AccountContext,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<void> {
  const { ledger } = context;
  for (const id of await ledger.verifications.due(mostAtOnce)) {
    try {
      await verifyFirst(context, id, patience);
    } catch (error) {
      if (!isOfOne(error)) throw error;
      context.warn(message('first_link_unread', { batch: id }), error);
    }
    // Changes nothing where it was verified meanwhile.
    await ledger.verifications.putOff(id, lookAgainMs);
    await onPart();
  }
}

async function verifyFirst(context: AccountContext, id: string, patience: Patience): Promise<void> {
  const { ledger, times } = context;
  const verifying = (await ledger.batches.read(id))?.verifying;
  const key = { batch: id, line: verifying?.line ?? 0 };
  const entry = verifying === undefined ? undefined : await ledger.entries.read(key);
  if (entry?.state.kind === 'claimed') return;
  if (verifying === undefined || entry?.state.kind !== 'created') return ledger.verifications.drop(id);
  const { stopped, now } = await ledger.account.status();
  // A stopped account sends nothing, so no row waits; and once a person has looked, Bridge may show something else.
  if (stopped !== undefined) return;
  if ((await readBack(context, key, patience)) === 'done') return;
  if (now < verifying.sentAt + times.leaseMs + times.listingDelayMs) return;
  await ledger.verifications.verify(id, [{ entry, kind: 'unproven' }], message('first_link_not_shown', {}));
}
