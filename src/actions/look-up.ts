import type { ListedLink } from '../bridge/bridge.ts';
import { heedTrouble } from './heed-trouble.ts';
import { ListingUnavailable, type Patience, takePermit } from './list-window.ts';
import type { Mill } from './mill.ts';

/** The link as Bridge shows it now, at the account's pace; undefined where it knows none. Throws `ListingUnavailable`. */
export async function lookUpLink(
  mill: Mill,
  id: string,
  patience: Patience,
): Promise<ListedLink | undefined> {
  await takePermit(mill, patience);
  const lookup = await mill.bridge.getLink(id);
  if (lookup.kind === 'found') return lookup.link;
  if (lookup.kind === 'absent') return undefined;
  throw new ListingUnavailable(await heedTrouble(mill, lookup));
}
