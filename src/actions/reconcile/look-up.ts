import { isLinkId, type ListedLink } from '../../bridge/bridge.ts';
import type { AccountContext } from '../account-context.ts';
import { ask, type Patience, unavailable } from './list-window.ts';

/** Reads a link from Bridge by id; undefined where Bridge knows none, or the id has not its form. Throws `ListingUnavailable`. */
export async function lookUpLink(
  context: AccountContext,
  id: string,
  patience: Patience,
): Promise<ListedLink | undefined> {
  if (!isLinkId(id)) return undefined;
  const lookup = await ask(context, () => context.bridge.getLink(id), patience);
  if (lookup.kind === 'found') return lookup.link;
  if (lookup.kind === 'absent') return undefined;
  throw await unavailable(context, lookup);
}
