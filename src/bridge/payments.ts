import { z } from 'zod';
import { message } from '../i18n/messages.ts';
import type { Exchange } from './exchange.ts';
import { linkId, wireMoment } from './listed-link.ts';
import { type ListPlace, pageOf, readPage } from './page.ts';
import { type CallFailure, silent } from './reply.ts';

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
export type Payments = { readonly kind: 'listed'; readonly payments: readonly Payment[] } | CallFailure;

/** Bridge's own default, so that no version can refuse it; the largest is documented for links only. */
const paymentsOnPage = 50;

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

const toPayment = ({ status, updated_at: updatedAt }: WirePayment): Payment => ({
  status,
  ...(updatedAt != null && { updatedAt }),
});

/** The query of the payments of a link, with its question mark. */
export const paymentsSearch = (id: string): string =>
  `?${new URLSearchParams({ payment_link_id: id, limit: String(paymentsOnPage) })}`;

/**
 * The payments of a link. The list is whole or it is *silent*: one of several pages, a payment of another link (a proxy
 * repeated an answer, or the filter was ignored) and a payment shown twice tell nothing. A payment without a `payment_link_id`
 * counts as the link's, since it may be.
 */
export function readPayments(
  exchange: Exchange,
  id: string,
  place: ListPlace,
  secrets: readonly string[],
): Payments {
  const page = readPage(exchange, paymentsPage, place, secrets);
  if (page.kind !== 'page') return page;
  if (page.next !== undefined) return silent(message('bridge_payments_on_pages', {}));
  const owners = page.resources.map(({ payment_link_id: owner }) => owner ?? id);
  if (owners.some((owner) => owner !== id)) return silent(message('bridge_payments_of_other_link', {}));
  const ids = new Set(page.resources.map((payment) => payment.id));
  if (ids.size < page.resources.length) return silent(message('bridge_payment_twice', {}));
  return { kind: 'listed', payments: page.resources.map(toPayment) };
}
