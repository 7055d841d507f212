import { isLinkId } from '../../bridge/bridge.ts';
import type { Revocation } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { paymentAgainst } from './ended-payments.ts';
import { ask, type Patience, unavailable } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import { isOfOne } from './of-one.ts';
import { reportForeignLink } from './report-foreign-link.ts';
import { claimedLinkOf, isRecorded } from './whose-link.ts';

/** Links revoked at the same time, and most in one call of `revokeLinks`. */
const lanes = 8;
const mostAtOnce = 48;

/** A link that did not end is tried again after this, in ms; the others do not wait for it. */
const putOffMs = 10_000;

/**
 * Carries out due revocations, of one batch or of all, and reads each link by id until Bridge shows it ended: the call or its answer
 * may be lost. A link that is not ours is left alone. Returns how many were tried. Throws `ListingUnavailable` where Bridge answers
 * no question.
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

/** Undefined once the link has ended and its row records it; a link absent at Bridge counts as ended at the second look. */
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
  // Only the link itself proves the revocation, whatever the answer was.
  const link = whose === 'absent' ? undefined : await lookUpLink(context, id, patience);
  if (link?.status === 'valid' || link?.status === 'unknown') return 'payable';
  if (link === undefined && !wasAbsent) return 'absent';
  if (link !== undefined && isMisdirectedShown) {
    const payment = await paymentOf(context, id, patience);
    if (payment === 'payment_under_way') return 'payable';
    if (payment === 'payment_executed')
      return (await context.ledger.links.endRevocation(id, 'completed')) ? undefined : 'unwritten';
  }
  if (!(await context.ledger.links.endRevocation(id, link?.status ?? 'absent'))) return 'unwritten';
  context.note('link_ended', { id, status: link?.status ?? 'absent' });
  return undefined;
}

/** Anyone who can write to Redis could name any link, so one that the ledger does not prove is read from Bridge first. */
async function whoseToRevoke(context: AccountContext, { id, key }: Revocation, patience: Patience) {
  const entry = await context.ledger.entries.read(key);
  if (entry !== undefined && isRecorded(entry, id)) return 'ours';
  if (!isLinkId(id)) return 'foreign';
  const link = await lookUpLink(context, id, patience);
  if (link === undefined) return 'absent';
  return claimedLinkOf(link, entry, await context.ledger.batches.read(key.batch), context.installation);
}

/** A payer who was shown a misdirected link may have begun a payment before it was revoked. */
async function paymentOf(
  context: AccountContext,
  id: string,
  patience: Patience,
): Promise<'payment_under_way' | 'payment_executed' | undefined> {
  const answer = await ask(context, () => context.bridge.listPayments(id), patience);
  if (answer.kind !== 'listed') throw await unavailable(context, answer);
  const code = paymentAgainst(answer.payments, false, context.clock.now())?.code;
  return code === 'payment_under_way' || code === 'payment_executed' ? code : undefined;
}
