import { z } from 'zod';
import type { Exchange } from './exchange.ts';
import { linkId, wireMoment } from './listed-link.ts';
import { type ListPlace, type Page, pageOf, readPage } from './page.ts';
import type { Trouble } from './reply.ts';

/**
 * One attempt of a payer to pay a link; Bridge calls it a payment request. ACSC, RJCT and PART are final, the others
 * are under way, and of *unknown* nothing can be told.
 * Source: docs.bridgeapi.io, payments-statuses-2; a link that was paid by a second attempt was seen.
 */
export interface Payment {
  readonly status: 'CREA' | 'ACTC' | 'PDNG' | 'ACSC' | 'RJCT' | 'PART' | 'unknown';
  /** ISO 8601 in UTC with milliseconds. */
  readonly updatedAt?: string;
}

/** All payments of one link, or what kept us from knowing all. */
export type Payments = { readonly kind: 'listed'; readonly payments: readonly Payment[] } | Trouble;

/** Bridge's own default, so that no version can refuse it; the largest is documented for links only. */
const paymentsOnPage = 50;
const mostPages = 4;

const wirePayment = z.object({
  id: linkId,
  status: z
    .string()
    .transform((value) => value.toUpperCase())
    // A status of a later version may be one of a payment under way: it is kept.
    .pipe(z.enum(['CREA', 'ACTC', 'PDNG', 'ACSC', 'RJCT', 'PART', 'unknown']).catch('unknown')),
  payment_link_id: z.string().max(2_000).nullish(),
  updated_at: wireMoment.nullish(),
});

type WirePayment = z.infer<typeof wirePayment>;

const paymentsPage = pageOf(wirePayment);

/** Reads a page of the payments at `place`; one payment or `next_uri` that cannot be read makes it *silent*. */
export const readPaymentsPage = (exchange: Exchange, place: ListPlace, secrets: readonly string[]) =>
  readPage(exchange, paymentsPage, place, secrets);

const silent = (detail: string): Trouble => ({ kind: 'silent', detail });

const toPayment = ({ status, updated_at: updatedAt }: WirePayment): Payment => ({
  status,
  ...(updatedAt != null && { updatedAt }),
});

/**
 * All payments of the link, read with `pageAt` page by page, at most four pages of 50. The list is whole or it is
 * *silent*: a longer list, a payment of another link (a proxy repeated an answer, or the filter was ignored) and a
 * payment shown twice (the list moved while it was read) tell nothing. A payment without a `payment_link_id` counts
 * as the link's, since it may be.
 */
export async function collectPayments(
  id: string,
  pageAt: (search: string) => Promise<Page<WirePayment>>,
): Promise<Payments> {
  const payments = new Map<string, Payment>();
  let search = `?${new URLSearchParams({ payment_link_id: id, limit: String(paymentsOnPage) })}`;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pageAt(search);
    if (page.kind !== 'page') return page;
    for (const payment of page.resources) {
      const { payment_link_id: owner } = payment;
      if (owner != null && owner !== id) return silent('a list of payments with one of another link');
      if (payments.has(payment.id)) return silent('a list of payments that shows one twice');
      payments.set(payment.id, toPayment(payment));
    }
    if (page.next === undefined) return { kind: 'listed', payments: [...payments.values()] };
    search = page.next;
  }
  return silent(`a list of payments of more than ${mostPages} pages`);
}
