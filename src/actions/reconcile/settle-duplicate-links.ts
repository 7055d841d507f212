import type { ListedLink } from '../../bridge/bridge.ts';
import type { Entry, EntryKey } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, stopMisdirected } from './check-destination.ts';
import type { Patience } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import { isOfOne } from './of-one.ts';
import { reportForeignLink } from './report-foreign-link.ts';
import { claimedLinkOf, generationOf, isRecorded, linkOf, linkThatStays } from './whose-link.ts';

/** Entries decided in one round; the next round takes the rest. */
const mostAtOnce = 20;

/** An entry that still has duplicate links is decided again after this, in ms. */
const lookAgainMs = 3_000;

/**
 * Decides which of several links of one entry stays: the paid one, else the one in the ledger, else the oldest. The ledger schedules
 * the other payable ones to be revoked. The entry's own link, which a report may have shown, is replaced only once Bridge shows it
 * expired or revoked. Where two are paid, nothing is revoked and a person is warned. Returns how many entries were tried. Throws
 * `ListingUnavailable`.
 */
export async function settleDuplicateLinks(
  context: AccountContext,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<number> {
  const { ledger } = context;
  const duplicates = await ledger.links.dueDuplicates(mostAtOnce);
  for (const { key, ids } of duplicates) {
    try {
      await settleEntry(context, key, ids, patience);
    } catch (error) {
      if (!isOfOne(error)) throw error;
      context.warn(message('duplicate_link_unread', key), error);
    }
    // Links that are left wait for a revocation, or for an answer of Bridge.
    await ledger.links.postponeDuplicates(key, lookAgainMs);
    await onPart();
  }
  return duplicates.length;
}

async function settleEntry(
  context: AccountContext,
  key: EntryKey,
  ids: readonly string[],
  patience: Patience,
): Promise<void> {
  const { ledger } = context;
  const [entry, batch] = [await ledger.entries.read(key), await ledger.batches.read(key.batch)];
  // The links of a row that cannot be read are decided once it can.
  if (entry === undefined && batch !== undefined) return;
  const own = entry?.state.kind === 'created' ? entry.state.link.id : undefined;
  const links: ListedLink[] = [];
  for (const id of new Set([...(own === undefined ? [] : [own]), ...ids])) {
    const link = entry === undefined ? undefined : await lookUpLink(context, id, patience);
    // Bridge may leave the reference out: that proves nothing against the link.
    const isOfAnother = link?.reference !== undefined && link.reference !== entry?.reference;
    const isClaimed = link !== undefined && entry !== undefined && !isOfAnother && !isRecorded(entry, id);
    if (isClaimed && claimedLinkOf(link, entry, batch, context.installation) === 'foreign') {
      await reportForeignLink(context, key, id);
      await ledger.links.decideDuplicate(key, id, 'drop');
      continue;
    }
    const comparison =
      entry === undefined || batch === undefined || link === undefined || isOfAnother
        ? undefined
        : compareLink(context, entry, batch, link);
    // The row may have been corrected since an earlier generation: such a link is revoked like any other duplicate.
    const isOfNow = id === own || (generationOf(link ?? {}) ?? 0) >= (entry?.generation ?? 0);
    if (entry !== undefined && isOfNow && comparison?.kind === 'differs') {
      await stopMisdirected(context, entry, id, comparison);
      // The row has no link now: the next round decides about the others.
      if (id === own) return;
    } else if (link !== undefined && !isOfAnother) links.push(link);
    else if (id !== own) await ledger.links.decideDuplicate(key, id, 'drop');
    else if (isOfAnother) {
      // The entry's own link is another row's: the duplicates wait until it was looked up.
      await ledger.links.unassignLink(key, id);
      return;
    }
  }
  if (entry !== undefined) await choose(context, entry, own, links);
}

async function choose(
  context: AccountContext,
  entry: Entry,
  own: string | undefined,
  links: readonly ListedLink[],
): Promise<void> {
  const { ledger, warn } = context;
  const { key } = entry;
  const stays = linkThatStays(links, own);
  const paid = links.filter(({ status }) => status === 'completed');
  if (paid.length > 1) {
    for (const { id } of paid) if (id !== stays?.id) await ledger.links.decideDuplicate(key, id, 'twice');
    warn(message('row_paid_twice', key));
    return;
  }
  if (own === undefined) return chooseWithoutOwn(context, entry, links, stays);
  for (const { id, status } of links) {
    if (id === stays?.id) continue;
    if (status === 'valid') await ledger.links.decideDuplicate(key, id, 'revoke');
    else if (status !== 'unknown' && id !== own) await ledger.links.decideDuplicate(key, id, 'drop');
  }
  if (stays === undefined) return;
  const ownLink = links.find(({ id }) => id === own);
  if (stays.id === own) await ledger.links.decideDuplicate(key, own, 'drop');
  // A link that Bridge does not show has not been proven to have ended.
  else if (ownLink?.status === 'expired' || ownLink?.status === 'revoked') {
    await ledger.links.replace(entry, ownLink.status, linkOf(stays), context.clock.now());
  }
}

/** The row has no link yet in its generation. Links of earlier ones are revoked, but a paid one becomes the row's. */
async function chooseWithoutOwn(
  { ledger }: AccountContext,
  entry: Entry,
  links: readonly ListedLink[],
  stays: ListedLink | undefined,
): Promise<void> {
  for (const link of links) {
    const isPaid = link.status === 'completed';
    if (isPaid && link === stays) {
      const { generation, attempt, key } = entry;
      const judgement = await ledger.sendings.judge(key, attempt, {
        kind: 'found',
        link: linkOf(link),
        generation,
      });
      // The row got another link meanwhile: the next round decides between the two.
      if (judgement !== 'done') continue;
    }
    await ledger.links.decideDuplicate(entry.key, link.id, link.status === 'valid' ? 'revoke' : 'drop');
  }
}
