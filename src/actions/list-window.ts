import type { ListedLink, ListingQuery } from '../bridge/bridge.ts';
import type { Mill } from './mill.ts';

/** The provider's list could not be had this time; whoever asked tries again later. */
export class ListingUnavailable extends Error {
  override readonly name = 'ListingUnavailable';
}

/** A window this short is not halved any more; its pages are followed, and then nothing counts as absent. */
const shortestWindowMs = 2;

/** Parts of a window overlap by this much, since nothing says whether `since` and `until` are inclusive. */
const overlapMs = 1;

export interface ListedWindow {
  readonly links: readonly ListedLink[];
  /** True where every link of the window is there for sure: each answer held its whole part. */
  readonly whole: boolean;
}

/**
 * The links created in a window of the provider's clock, in parts, oldest part first. Paging over a moving list can skip or
 * repeat links, so an answer that does not hold its whole window is dropped and the window halved.
 */
export async function* listWindow(mill: Mill, since: number, until: number): AsyncGenerator<ListedWindow> {
  const listing = await listOnce(mill, { since, until });
  if (listing.next === undefined) {
    yield { links: listing.links, whole: true };
    return;
  }
  if (until - since <= shortestWindowMs) {
    yield* followPages(mill, { since, until }, listing);
    return;
  }
  const middle = Math.floor((since + until) / 2);
  yield* listWindow(mill, since, middle);
  yield* listWindow(mill, middle - overlapMs, until);
}

async function* followPages(
  mill: Mill,
  query: ListingQuery,
  first: { readonly links: readonly ListedLink[]; readonly next?: string },
): AsyncGenerator<ListedWindow> {
  let page = first;
  yield { links: page.links, whole: false };
  while (page.next !== undefined) {
    page = await listOnce(mill, { ...query, next: page.next });
    yield { links: page.links, whole: false };
  }
}

/** One listing, at the account's pace. Throws `ListingUnavailable` where the provider does not answer it. */
export async function listOnce(
  mill: Mill,
  query: ListingQuery,
): Promise<{ readonly links: readonly ListedLink[]; readonly next?: string }> {
  await takePermit(mill);
  const listing = await mill.bridge.listLinks(query);
  switch (listing.kind) {
    case 'listed':
      return listing;
    case 'busy':
      await mill.pace.postpone(listing.retryAfterMs);
      throw new ListingUnavailable('busy');
    case 'lockedOut':
      await mill.ledger.stop(listing.detail);
      throw new ListingUnavailable('locked out');
    case 'refused':
      throw new ListingUnavailable(listing.failure.detail ?? 'refused');
    case 'down':
    case 'silent':
      throw new ListingUnavailable(listing.detail);
  }
}

/** Beyond this a listing is put off and asked again later, so that whoever waits for it can be stopped. */
const longestPermitWaitMs = 1_000;

/** Waits until a call that creates nothing may leave. Throws `ListingUnavailable` where that is far off. */
export async function takePermit({ pace, clock }: Pick<Mill, 'pace' | 'clock'>): Promise<void> {
  for (;;) {
    const permit = await pace.take();
    const waitMs = permit.at - permit.now;
    if (permit.kind === 'later' && waitMs > longestPermitWaitMs)
      throw new ListingUnavailable('the pace is full');
    await clock.sleep(waitMs);
    if (permit.kind === 'permit') return;
  }
}
