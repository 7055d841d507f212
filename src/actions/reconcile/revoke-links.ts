import { isLinkId } from '../../bridge/bridge.ts';
import type { Revocation } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { whatStandsAgainst } from './ended-payments.ts';
import { ask, type Patience, unavailable } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import { isOfOne } from './of-one.ts';
import { reportForeignLink } from './report-foreign-link.ts';
import { claimedLinkOf, isHeardOf } from './whose-link.ts';

/** Links revoked at one time, and in one call of `revokeLinks`. */
const lanes = 8;
const mostAtOnce = 48;

/** A link that did not end is tried again so much later, in ms; the others do not wait for it. */
const putOffMs = 10_000;

/**
 * Revokes links that are written down to be revoked, of one batch or of all, and reads each by id until it is seen to have ended: a
 * revocation may be lost on its way, and an answer on its way back. A link that is not ours is left alone. Answers how many were tried.
 * Throws `ListingUnavailable` where Bridge answers nobody.
 */
export async function revokeLinks(
  context: AccountContext,
  patience: Patience,
  onPart: () => Promise<void>,
  batch?: string,
): Promise<number> {
  const revocations = await context.ledger.links.dueRevocations(mostAtOnce, batch);
  for (let at = 0; at < revocations.length; at += lanes) {
    await Promise.all(revocations.slice(at, at + lanes).map((one) => revokeOrPutOff(context, one, patience)));
    await onPart();
  }
  return revocations.length;
}

async function revokeOrPutOff(
  context: AccountContext,
  revocation: Revocation,
  patience: Patience,
): Promise<void> {
  try {
    const left = await revokeLink(context, revocation, patience);
    if (left === undefined) return;
    const pauseMs = left === 'absent' ? Math.max(putOffMs, context.times.listingDelayMs) : putOffMs;
    await context.ledger.links.putOffRevocation(revocation, pauseMs, left === 'absent');
  } catch (error) {
    if (!isOfOne(error)) throw error;
    await context.ledger.links.putOffRevocation(revocation, putOffMs, false);
  }
}

/** Undefined once the link was seen to have ended, and its row says so; one that Bridge does not know counts as such at the second look. */
async function revokeLink(
  context: AccountContext,
  revocation: Revocation,
  patience: Patience,
): Promise<'payable' | 'absent' | 'unwritten' | undefined> {
  const { id, wasAbsent, isMisdirectedShown } = revocation;
  const whose = await whoseToRevoke(context, revocation, patience);
  if (whose === 'foreign' || whose === "another row's") {
    if (whose === 'foreign') await reportForeignLink(context, revocation.key, id);
    await context.ledger.links.endRevocation(id, 'left alone');
    return undefined;
  }
  if (whose === 'ours') {
    const answer = await ask(context, () => context.bridge.revokeLink(id), patience);
    if (answer.kind === 'busy' || answer.kind === 'lockedOut' || answer.kind === 'down')
      throw await unavailable(context, answer);
  }
  // Whatever it answered, only the link itself tells what became of it.
  const link = whose === 'absent' ? undefined : await lookUpLink(context, id, patience);
  if (link?.status === 'valid' || link?.status === 'unknown') return 'payable';
  if (link === undefined && !wasAbsent) return 'absent';
  if (link !== undefined && isMisdirectedShown) {
    const standsAgainst = await paymentOf(context, id, patience);
    if (standsAgainst === 'payment_under_way') return 'payable';
    if (standsAgainst === 'payment_executed')
      return (await context.ledger.links.endRevocation(id, 'completed')) ? undefined : 'unwritten';
  }
  if (!(await context.ledger.links.endRevocation(id, link?.status ?? 'absent'))) return 'unwritten';
  context.note('link_ended', { id, status: link?.status ?? 'absent' });
  return undefined;
}

/** Whoever can write to Redis could name any link: one that the ledger does not prove to be the row's is looked at before. */
async function whoseToRevoke(context: AccountContext, { id, key }: Revocation, patience: Patience) {
  const entry = await context.ledger.entries.read(key);
  if (entry !== undefined && isHeardOf(entry, id)) return 'ours';
  if (!isLinkId(id)) return 'foreign';
  const link = await lookUpLink(context, id, patience);
  if (link === undefined) return 'absent';
  return claimedLinkOf(link, entry, await context.ledger.batches.read(key.batch), context.installation);
}

/** A payment of a link that leads elsewhere may have been begun before it was revoked, where somebody was shown it. */
async function paymentOf(
  context: AccountContext,
  id: string,
  patience: Patience,
): Promise<'payment_under_way' | 'payment_executed' | undefined> {
  const answer = await ask(context, () => context.bridge.listPayments(id), patience);
  if (answer.kind !== 'listed') throw await unavailable(context, answer);
  const code = whatStandsAgainst(answer.payments, false, context.clock.now())?.code;
  return code === 'payment_under_way' || code === 'payment_executed' ? code : undefined;
}
