import { z } from 'zod';
import { message } from '../i18n/messages.ts';
import type { Exchange } from './exchange.ts';
import { jsonOf } from './json-of.ts';
import { type CallFailure, readCallFailure, silent } from './reply.ts';

/** The address of a list of Bridge: `path` begins with a slash and has no query. */
export interface ListPlace {
  readonly base: URL;
  readonly path: string;
}

/** One page of any list of Bridge. Without `next` it is the last. */
export type Page<T> =
  | {
      readonly kind: 'page';
      readonly resources: readonly T[];
      /** The query of the next page, with its question mark. */
      readonly next?: string;
      /** The `Date` of the answer. */
      readonly date?: string;
    }
  | CallFailure;

/** Bridge's documented maximum: `limit` is 1 to 500. */
export const mostOnPage = 500;

/**
 * The wire form of a page of `resource`: `next_uri` is null on the last page in v2 and absent in v3, where
 * `pagination` may be empty (Bridge's guide for the migration from 2021-06-01 to 2025-01-15).
 */
export const pageOf = <T>(resource: z.ZodType<T>) =>
  z.object({
    resources: z.array(resource).max(mostOnPage),
    pagination: z.object({ next_uri: z.string().min(1).max(2_000).nullish() }).nullish(),
  });

/** Only the query of a `next_uri` is used, so that no answer can send a call to another address. */
const nextQuery = /^\?[\x21-\x7e]{1,2000}$/;

/** Whether a text can be the `next` of a page. */
export const isNext = (text: string): boolean => nextQuery.test(text);

function nextOf(uri: string, { base, path }: ListPlace): string | undefined {
  if (!URL.canParse(uri, base.href)) return undefined;
  const url = new URL(uri, base);
  const known = url.origin === base.origin && url.pathname.endsWith(path);
  return known && isNext(url.search) ? url.search : undefined;
}

/** Reads a page of the list at `place`; one unreadable resource or `next_uri` makes the whole page *silent*. */
export function readPage<T>(
  exchange: Exchange,
  form: ReturnType<typeof pageOf<T>>,
  place: ListPlace,
  secrets: readonly string[],
): Page<T> {
  if (exchange.kind !== 'answered' || exchange.status !== 200) return readCallFailure(exchange, secrets);
  const read = form.safeParse(jsonOf(exchange.body));
  if (!read.success) {
    const at = read.error.issues[0]?.path.join('.') ?? '';
    return silent(
      at === '' ? message('bridge_list_unreadable', {}) : message('bridge_list_unreadable_at', { at }),
    );
  }
  const uri = read.data.pagination?.next_uri;
  const next = uri == null ? undefined : nextOf(uri, place);
  if (uri != null && next === undefined) return silent(message('bridge_list_leads_away', {}));
  return {
    kind: 'page',
    resources: read.data.resources,
    ...(next !== undefined && { next }),
    ...(exchange.date !== undefined && { date: exchange.date }),
  };
}
