import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, type ListClock, stopMisdirected } from './check-destination.ts';
import { judgeFound, ownershipOf } from './whose-link.ts';

/** What of a link people are to know. */
export type DuplicateLink = 'misdirected' | 'strange' | 'of another row';

/**
 * Weighs a link that can be paid or was, and that is not the one that the entry of its reference has. The ledger hears of a link of ours,
 * and the reconciliation decides which one stays. Answers what people are to know of it.
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
      // The ledger has it as one that was dealt with, and it can be paid.
      if (judgement === 'already' && isPayable)
        await context.ledger.links.decideDuplicate(entry.key, link.id, 'payable');
      return judgement === 'wrong' ? 'of another row' : undefined;
    }
    default:
      // Also one that was seen to have ended and can be paid after all.
      if (whose === 'earlier' || isPayable)
        await context.ledger.links.decideDuplicate(entry.key, link.id, isPayable ? 'payable' : 'keep');
      return undefined;
  }
}
