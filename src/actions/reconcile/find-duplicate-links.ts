import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { AccountContext } from '../account-context.ts';
import type { ListClock } from './check-destination.ts';
import { judgeDuplicateLink } from './judge-duplicate-link.ts';
import { isLive } from './whose-link.ts';

/**
 * Finds links of ours in parts of the provider's list that are not the ones that their rows have, however old they are: somebody may have
 * deleted the batch that they were made for, and its file was handed in again. The books look back no further than their batch. What is
 * found is told to the ledger, and the sweep decides which link stays. Rows that are still to be settled are left to the look-back.
 */
export function createDuplicateLinkSearch(context: AccountContext) {
  const { ledger } = context;
  const batches = new Map<string, Batch | undefined>();

  async function homeOf({ key }: Entry): Promise<Batch | undefined> {
    if (!batches.has(key.batch)) batches.set(key.batch, await ledger.batches.read(key.batch));
    return batches.get(key.batch);
  }

  async function holdOne(entry: Entry, link: ListedLink, clock: ListClock): Promise<void> {
    const { state } = entry;
    const isOwn = state.kind === 'created' && state.link.id === link.id;
    const isOpen = ['entered', 'claimed', 'doubtful'].includes(state.kind);
    const home = isOwn || isOpen || entry.isErased ? undefined : await homeOf(entry);
    if (home === undefined) return;
    await judgeDuplicateLink(context, entry, home, link, clock);
  }

  return async (listed: readonly ListedLink[], clock: ListClock): Promise<void> => {
    const links = listed.filter((link) => link.reference !== undefined && isLive(link));
    const entries = await ledger.entries.find(links.map(({ reference }) => reference ?? ''));
    for (const [at, link] of links.entries()) {
      const entry = entries[at];
      if (entry !== undefined) await holdOne(entry, link, clock);
    }
  };
}
