import type { Exchange } from './exchange.ts';
import { type ListedLink, listedLink } from './listed-link.ts';
import { isNext, type ListPlace, mostOnPage, pageOf, readPage } from './page.ts';
import type { CallFailure } from './reply.ts';

/** Which links to list: those created from `since` to `until`, in epoch milliseconds by the provider's clock. */
export interface ListingQuery {
  readonly since: number;
  readonly until: number;
  /** 1 to 500; by default 500. */
  readonly limit?: number;
  /** The `next` of the listing before: continues where that ended, in the same window. */
  readonly next?: string;
}

/** One page of links. Without `next`, it ends the window. */
export type Listing =
  | {
      readonly kind: 'listed';
      readonly links: readonly ListedLink[];
      readonly next?: string;
      /** The provider's clock when it answered, epoch milliseconds cut to the second. */
      readonly providerTimeMs?: number;
    }
  | CallFailure;

/** The query string of a listing, with its question mark. Throws a RangeError for a `next` that is no query. */
export function listingSearch({ since, until, limit = mostOnPage, next }: ListingQuery): string {
  if (next !== undefined) {
    if (!isNext(next)) throw new RangeError('not the `next` of a listing');
    return next;
  }
  const window = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
  return `?${new URLSearchParams({ limit: String(limit), ...window })}`;
}

/** Reads a page of the list at `place`; one unreadable link or `next_uri` makes the whole page *silent*. */
export function readListing(
  exchange: Exchange,
  place: ListPlace,
  secrets: readonly string[],
  hosts: readonly string[],
): Listing {
  const page = readPage(exchange, pageOf(listedLink(hosts)), place, secrets);
  if (page.kind !== 'page') return page;
  const providerTimeMs = Date.parse(page.date ?? '');
  return {
    kind: 'listed',
    links: page.resources,
    ...(page.next !== undefined && { next: page.next }),
    ...(!Number.isNaN(providerTimeMs) && { providerTimeMs }),
  };
}
