import { z } from 'zod';
import { type Answer, generalError } from './answer.ts';
import type { Version } from './creation-body.ts';
import type { LinkStore } from './link-store.ts';
import { cutPage, type ListingMoment, listQuery, paginationOf } from './paging.ts';
import { paymentStatuses, type SandboxPayment } from './payment.ts';
import { viewPayment } from './payment-view.ts';

const querySchema = listQuery.extend({
  payment_link_id: z.string().optional(),
  status: z
    .string()
    .transform((status) => status.toUpperCase())
    .pipe(z.enum(paymentStatuses))
    .optional(),
});

/** One page of payments, newest first (as observed at Bridge); those of one link if the query names it. */
export function listPayments(
  store: LinkStore,
  version: Version,
  path: string,
  query: URLSearchParams,
  { nowMs, hiddenMs, skipsOne }: ListingMoment,
): Answer {
  const read = querySchema.safeParse(Object.fromEntries(query));
  if (!read.success) return generalError(400, 'invalid_request', 'Invalid query parameters');
  const { after, limit, since = 0, status, payment_link_id: linkId } = read.data;
  const unhidden = hiddenMs === 0 ? Number.POSITIVE_INFINITY : nowMs - hiddenMs;
  const until = Math.min(read.data.until ?? Number.POSITIVE_INFINITY, unhidden);
  const cut = {
    all: store.payments,
    oldest: 0,
    newest: Math.min(after ?? Number.POSITIVE_INFINITY, store.payments.length),
    limit,
    matches: (payment: SandboxPayment) =>
      (linkId === undefined || payment.linkId === linkId) &&
      (status === undefined || payment.status === status) &&
      payment.createdAtMs >= since &&
      payment.createdAtMs <= until,
  };
  const { shown, next } = cutPage(cut, skipsOne);
  return {
    status: 200,
    body: {
      resources: shown.map((payment) => viewPayment(version, payment, store.find(payment.linkId))),
      pagination: paginationOf(version, path, query, next),
    },
  };
}
