import { z } from 'zod';
import type { Version } from './creation-body.ts';

const moment = z
  .string()
  .transform((value) => Date.parse(value))
  .refine((value) => !Number.isNaN(value));

/** The parameters of every list; `after` is a place in the order of creation. */
export const listQuery = z.object({
  after: z
    .string()
    .transform((cursor) => Buffer.from(cursor, 'base64url').toString())
    .refine((place) => /^\d{1,15}$/.test(place))
    .transform(Number)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  since: moment.optional(),
  until: moment.optional(),
});

/** What a list at `nowMs` shows; `hiddenMs` is how long it leaves out new items. */
export interface ListingMoment {
  readonly nowMs: number;
  readonly hiddenMs: number;
  /** Called once for each list with a next page; true skips the first item of that page. */
  readonly skipsOne?: () => boolean;
  /** Lists show no IBAN, not even a masked one. */
  readonly hidesIbans?: boolean;
}

/** The requested part of `all`: the places from `oldest` to before `newest`, and of these `limit` that match. */
export interface Cut<T> {
  /** Oldest first. */
  readonly all: readonly T[];
  readonly oldest: number;
  readonly newest: number;
  readonly limit: number;
  readonly matches: (one: T) => boolean;
}

/** The items of a page, newest first, and the `after` of the next page if there is one. */
export interface Shown<T> {
  readonly shown: readonly T[];
  readonly next?: number;
}

/**
 * One page, newest first. The cursor is the place of the last item shown, so that new items neither repeat nor shift a
 * page; only `skipsOne` moves it.
 */
export function cutPage<T>(
  { all, oldest, newest, limit, matches }: Cut<T>,
  skipsOne = () => false,
): Shown<T> {
  const shown: T[] = [];
  let lastPlace = newest;
  for (let place = newest - 1; place >= oldest; place--) {
    const one = all[place];
    if (one === undefined || !matches(one)) continue;
    if (shown.length === limit) return { shown, next: skipsOne() ? place : lastPlace };
    shown.push(one);
    lastPlace = place;
  }
  return { shown };
}

/** The `pagination` of an answer to `query` at `path`: the last page has null in v2 and nothing in v3. */
export function paginationOf(
  version: Version,
  path: string,
  query: URLSearchParams,
  next: number | undefined,
): Record<string, unknown> {
  if (next === undefined) return version === 'v2' ? { next_uri: null } : {};
  const search = new URLSearchParams(query);
  search.set('after', Buffer.from(String(next)).toString('base64url'));
  return { next_uri: `${path}?${search}` };
}
