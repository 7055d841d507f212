import { z } from 'zod';
import type { Exchange } from './exchange.ts';
import { jsonOf } from './json-of.ts';
import { type ListedLink, listedLink } from './listed-link.ts';
import { readTrouble, type Trouble } from './reply.ts';

/** Which links to list: created from `since` to `until`, epoch milliseconds by the provider's clock. */
export interface ListingQuery {
  readonly since: number;
  readonly until: number;
  /** 1 to 500; 500 unless told. */
  readonly limit?: number;
  /** The `next` of the listing before: goes on where that ended, with its window. */
  readonly next?: string;
}

/** One page of links. Without `next` the window was listed whole. */
export type Listing =
  | {
      readonly kind: 'listed';
      readonly links: readonly ListedLink[];
      readonly next?: string;
      /** The provider's clock when it answered, epoch milliseconds cut to the second. */
      readonly providerTimeMs?: number;
    }
  | Trouble;

const page = z.object({
  resources: z.array(listedLink).max(500),
  pagination: z.object({ next_uri: z.string().min(1).max(2_000).nullish() }).nullish(),
});

/** Only the query of a `next_uri` is ever used, so that no answer can lead a call elsewhere. */
const nextQuery = /^\?[\x21-\x7e]{1,2000}$/;

/** The query string of a listing, with its question mark. */
export function listingSearch({ since, until, limit = 500, next }: ListingQuery): string {
  if (next !== undefined) {
    if (!nextQuery.test(next)) throw new RangeError('not the `next` of a listing');
    return next;
  }
  const window = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
  return `?${new URLSearchParams({ limit: String(limit), ...window })}`;
}

function nextOf(uri: string, base: URL, path: string): string | undefined {
  if (!URL.canParse(uri, base.href)) return undefined;
  const url = new URL(uri, base);
  const known = url.origin === base.origin && url.pathname.endsWith(path);
  return known && nextQuery.test(url.search) ? url.search : undefined;
}

/** Reads a page of the list at `path`; one link or `next_uri` that cannot be read makes the whole page *silent*. */
export function readListing(
  exchange: Exchange,
  base: URL,
  path: string,
  secrets: readonly string[],
): Listing {
  if (exchange.kind !== 'answered' || exchange.status !== 200) return readTrouble(exchange, secrets);
  const read = page.safeParse(jsonOf(exchange.body));
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') || 'the answer';
    return { kind: 'silent', detail: `a list that cannot be read, at ${where}` };
  }
  const uri = read.data.pagination?.next_uri;
  const next = uri == null ? undefined : nextOf(uri, base, path);
  if (uri != null && next === undefined) {
    return { kind: 'silent', detail: 'a list whose next page lies elsewhere' };
  }
  const providerTimeMs = Date.parse(exchange.date ?? '');
  return {
    kind: 'listed',
    links: read.data.resources,
    ...(next !== undefined && { next }),
    ...(!Number.isNaN(providerTimeMs) && { providerTimeMs }),
  };
}
