import { z } from 'zod';
import { type Answer, generalError } from './answer.ts';
import type { Version } from './creation-body.ts';
import { type LinkStore, type SandboxLink, statusOf } from './link-store.ts';
import { viewLink } from './link-view.ts';

const moment = z
  .string()
  .transform((value) => Date.parse(value))
  .refine((value) => !Number.isNaN(value));

const querySchema = z.object({
  after: z
    .string()
    .transform((cursor) => Buffer.from(cursor, 'base64url').toString())
    .refine((place) => /^\d{1,15}$/.test(place))
    .transform(Number)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  since: moment.optional(),
  until: moment.optional(),
  status: z
    .string()
    .transform((status) => status.toLowerCase())
    .pipe(z.enum(['valid', 'completed', 'expired', 'revoked']))
    .optional(),
});

/** What is listed at `nowMs`: `hiddenMs` is how long a new link stays out of lists. */
export interface ListingMoment {
  readonly nowMs: number;
  readonly hiddenMs: number;
}

/**
 * One page, newest first. `since` and `until` are on the creation date and both inclusive; the cursor is the place of
 * the last link shown, so that links made meanwhile neither repeat nor shift a page.
 */
export function listLinks(
  store: LinkStore,
  version: Version,
  path: string,
  query: URLSearchParams,
  { nowMs, hiddenMs }: ListingMoment,
): Answer {
  const read = querySchema.safeParse(Object.fromEntries(query));
  if (!read.success) return generalError(400, 'invalid_request', 'Invalid query parameters');
  const { after, limit, since, until, status } = read.data;
  const unhidden = hiddenMs === 0 ? Number.POSITIVE_INFINITY : nowMs - hiddenMs;
  const newest = Math.min(until ?? Number.POSITIVE_INFINITY, unhidden);
  const oldest = since === undefined ? 0 : store.countBefore(since);
  const shown: SandboxLink[] = [];
  let place = Math.min(after ?? Number.POSITIVE_INFINITY, store.countBefore(newest + 1)) - 1;
  let next: number | undefined;
  let lastPlace = place;
  for (; place >= oldest; place--) {
    const link = store.links[place];
    if (!link || (status && statusOf(link, nowMs) !== status)) continue;
    if (shown.length === limit) {
      next = lastPlace;
      break;
    }
    shown.push(link);
    lastPlace = place;
  }
  return {
    status: 200,
    body: {
      resources: shown.map((link) => viewLink(version, link, nowMs)),
      pagination: paginationOf(version, path, query, next),
    },
  };
}

function paginationOf(version: Version, path: string, query: URLSearchParams, next: number | undefined) {
  if (next === undefined) return version === 'v2' ? { next_uri: null } : {};
  const search = new URLSearchParams(query);
  search.set('after', Buffer.from(String(next)).toString('base64url'));
  return { next_uri: `${path}?${search}` };
}
