import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { AccountContext } from '../account-context.ts';
import type { ListClock } from './check-destination.ts';
import { judgeDuplicateLink } from './judge-duplicate-link.ts';
import { isLive } from './whose-link.ts';

/**
 * Finds duplicate links of any age in parts of the provider's list: somebody may have deleted a batch whose file was submitted again,
 * and an audit reads the list only from its batch on. The ledger records what is found, and the reconciler decides which link stays.
 * Unsettled rows are skipped: doubts and the recovery scan settle them.
 */
export function createDuplicateLinkSearch(context: AccountContext) {
  const { ledger } = context;
  const batches = new Map<string, Batch | undefined>();

  async function batchOf({ key }: Entry): Promise<Batch | undefined> {
    if (!batches.has(key.batch)) batches.set(key.batch, await ledger.batches.read(key.batch));
    return batches.get(key.batch);
  }

  async function judgeOne(entry: Entry, link: ListedLink, clock: ListClock): Promise<void> {
    const { state } = entry;
    const isOwn = state.kind === 'created' && state.link.id === link.id;
    const isOpen = ['entered', 'claimed', 'doubtful'].includes(state.kind);
    const batch = isOwn || isOpen || entry.isErased ? undefined : await batchOf(entry);
    if (batch === undefined) return;
    await judgeDuplicateLink(context, entry, batch, link, clock);
  }

  return async (listed: readonly ListedLink[], clock: ListClock): Promise<void> => {
    const links = listed.filter((link) => link.reference !== undefined && isLive(link));
    const entries = await ledger.entries.find(links.map(({ reference }) => reference ?? ''));
    for (const [at, link] of links.entries()) {
      const entry = entries[at];
      if (entry !== undefined) await judgeOne(entry, link, clock);
    }
  };
}
