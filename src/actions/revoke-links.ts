import type { Revocation } from '../ledger/ledger.ts';
import { heedTrouble } from './heed-trouble.ts';
import { ListingUnavailable, type Patience, takePermit } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import type { Mill } from './mill.ts';

/** Links revoked at one time, and in one round. */
const lanes = 8;
const mostAtOnce = 48;

/**
 * Revokes links that are written down to be revoked, and reads each by id until it is seen to have ended: a revocation may be lost
 * on its way, and an answer on its way back. Answers how many were seen to have ended. Throws `ListingUnavailable`.
 */
export async function revokeLinks(
  mill: Mill,
  patience: Patience,
  onPart: () => Promise<void>,
  isWanted: (revocation: Revocation) => boolean = () => true,
): Promise<number> {
  const revocations = (await mill.ledger.revocations(mostAtOnce)).filter(isWanted);
  let ended = 0;
  for (let at = 0; at < revocations.length; at += lanes) {
    const seen = await Promise.all(
      revocations.slice(at, at + lanes).map((revocation) => revokeLink(mill, revocation, patience)),
    );
    ended += seen.filter(Boolean).length;
    await onPart();
  }
  return ended;
}

async function revokeLink(mill: Mill, { id }: Revocation, patience: Patience): Promise<boolean> {
  await takePermit(mill, patience);
  const answer = await mill.bridge.revokeLink(id);
  if (answer.kind === 'busy' || answer.kind === 'lockedOut' || answer.kind === 'down')
    throw new ListingUnavailable(await heedTrouble(mill, answer));
  // Whatever it answered, only the link itself tells what became of it.
  const link = await lookUpLink(mill, id, patience);
  if (link?.status === 'valid' || link?.status === 'unknown') return false;
  await mill.ledger.endRevocation(id, link?.status ?? 'absent');
  mill.note('a link was seen to have ended', { id, status: link?.status ?? 'absent' });
  return true;
}
