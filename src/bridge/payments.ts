import { z } from 'zod';
import { message } from '../i18n/messages.ts';
import type { Exchange } from './exchange.ts';
import { linkId, wireMoment } from './listed-link.ts';
import { type ListPlace, pageOf, readPage } from './page.ts';
import { type CallFailure, silent } from './reply.ts';

/**
 * One attempt of a payer to pay a link; Bridge calls it a payment request. ACSC, RJCT and PART are final, *unknown*
 * is undetermined, all others are under way. Source: docs.bridgeapi.io, payments-statuses-2; a second attempt on one
 * link has been observed to succeed.
 */
export interface Payment {
  readonly status: 'CREA' | 'ACTC' | 'PDNG' | 'ACSC' | 'RJCT' | 'PART' | 'unknown';
  /** ISO 8601 in UTC with milliseconds. */
  readonly updatedAt?: string;
}

/** All payments of one link, or why the list is not known in full. */
export type Payments = { readonly kind: 'listed'; readonly payments: readonly Payment[] } | CallFailure;

/** Bridge's default page size, which no version can refuse; Bridge documents a maximum for links only. */
const paymentsOnPage = 50;

const wirePayment = z.object({
  id: linkId,
  status: z
    .string()
    .transform((value) => value.toUpperCase())
    // An unknown status of a later version may belong to a payment under way: it must stay in the list.
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

/** The query string for the payments of a link, with its question mark. */
export const paymentsSearch = (id: string): string =>
  `?${new URLSearchParams({ payment_link_id: id, limit: String(paymentsOnPage) })}`;

/**
 * Reads the payments of a link: all of them, or *silent*. More than one page, a payment of another link (a proxy
 * repeated an answer, or Bridge ignored the filter) or a payment listed twice makes the list *silent*. A payment
 * without `payment_link_id` counts as one of this link, since it may be.
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
