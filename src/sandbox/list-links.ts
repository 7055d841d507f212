import { z } from 'zod';
import { type Answer, generalError } from './answer.ts';
import type { Version } from './creation-body.ts';
import { type LinkStore, type SandboxLink, statusOf } from './link-store.ts';
import { viewLink } from './link-view.ts';
import { cutPage, type ListingMoment, listQuery, paginationOf } from './paging.ts';

const querySchema = listQuery.extend({
  status: z
    .string()
    .transform((status) => status.toLowerCase())
    .pipe(z.enum(['valid', 'completed', 'expired', 'revoked']))
    .optional(),
});

/** One page of links, newest first. `since` and `until` are on the creation date and both inclusive. */
export function listLinks(
  store: LinkStore,
  version: Version,
  path: string,
  query: URLSearchParams,
  { nowMs, hiddenMs, skipsOne, hidesIbans }: ListingMoment,
): Answer {
  const read = querySchema.safeParse(Object.fromEntries(query));
  if (!read.success) return generalError(400, 'invalid_request', 'Invalid query parameters');
  const { after, limit, since, until, status } = read.data;
  const unhidden = hiddenMs === 0 ? Number.POSITIVE_INFINITY : nowMs - hiddenMs;
  const newest = Math.min(until ?? Number.POSITIVE_INFINITY, unhidden);
  const cut = {
    all: store.links,
    oldest: since === undefined ? 0 : store.countBefore(since),
    newest: Math.min(after ?? Number.POSITIVE_INFINITY, store.countBefore(newest + 1)),
    limit,
    matches: (link: SandboxLink) => !status || statusOf(link, nowMs) === status,
  };
  const { shown, next } = cutPage(cut, skipsOne);
  return {
    status: 200,
    body: {
      resources: shown.map((link) => viewLink(version, link, nowMs, hidesIbans)),
      pagination: paginationOf(version, path, query, next),
    },
  };
}
