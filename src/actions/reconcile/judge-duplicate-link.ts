import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, type ListClock, stopMisdirected } from './check-destination.ts';
import { judgeFound, ownershipOf } from './whose-link.ts';

/** Why a link is reported to people. */
export type DuplicateLink = 'misdirected' | 'strange' | 'of another row';

/**
 * Judges a live link under an entry's reference that is not the entry's own. The ledger records one of ours, and the reconciler
 * decides which stays. Returns why people are to know of it; undefined where they need not.
 */
export async function judgeDuplicateLink(
  context: AccountContext,
  entry: Entry,
  batch: Batch,
  link: ListedLink,
  clock: ListClock,
): Promise<DuplicateLink | undefined> {
  const isPayable = link.status === 'valid';
  const whose = ownershipOf(link, entry, batch, context, clock);
  switch (whose) {
    case 'strange':
      return whose;
    case 'misdirected': {
      const comparison = compareLink(context, entry, batch, link, clock.knownFrom);
      await stopMisdirected(context, entry, link.id, comparison, clock.bornAt);
      return whose;
    }
    case 'ours': {
      const judgement = await judgeFound(context, entry, batch, entry.attempt, link);
      // The ledger has settled this link before, yet it can be paid.
      if (judgement === 'already' && isPayable)
        await context.ledger.links.decideDuplicate(entry.key, link.id, 'payable');
      return judgement === 'wrong' ? 'of another row' : undefined;
    }
    default:
      // A `past` link, seen as ended before, may be payable after all.
      if (whose === 'earlier' || isPayable)
        await context.ledger.links.decideDuplicate(entry.key, link.id, isPayable ? 'payable' : 'keep');
      return undefined;
  }
}
