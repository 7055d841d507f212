import type { Version } from './creation-body.ts';
import type { SandboxLink } from './link-store.ts';
import { filled, viewTransaction, viewUser } from './link-view.ts';
import type { SandboxPayment } from './payment.ts';

/** Bridge's Demo Bank (docs, testing your payment flow). */
const demoBank = 574;
/** The result of that bank for its login `id-pdng-rjct`. */
const rejectionReason = 'MS03';

/**
 * A payment of a link as a list shows it in a version: the status in upper case in both, the bank under the version's
 * own name. That it has the link's `client_reference` and no sender is a guess; Bridge does not document it.
 */
export function viewPayment(
  version: Version,
  payment: SandboxPayment,
  link: SandboxLink | undefined,
): Record<string, unknown> {
  const { id, status, linkId } = payment;
  const reason = status === 'RJCT' ? rejectionReason : null;
  return filled(version, {
    id,
    status,
    status_reason: reason,
    user: link && viewUser(version, link.body.user),
    sender: null,
    transactions: link?.body.transactions.map((transaction) => ({
      ...viewTransaction(version, transaction),
      // For a single payment both statuses are the same (docs, payments-statuses-2).
      status,
    })),
    client_reference: link?.body.client_reference,
    [version === 'v2' ? 'bank_id' : 'provider_id']: demoBank,
    payment_link_id: linkId,
    created_at: new Date(payment.createdAtMs).toISOString(),
    updated_at: new Date(payment.updatedAtMs).toISOString(),
  });
}
