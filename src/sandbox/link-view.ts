import type { CreationBody, TransactionBody, Version } from './creation-body.ts';
import { type SandboxLink, statusOf } from './link-store.ts';

/** The destination of links that name no IBAN: the account of the dashboard (an IBAN of Bridge's documentation). */
export const dashboardIban = 'FR2310096000301695931368H67';

/** As observed at Bridge: the first four and the last three characters, with twenty X between, whatever the length. */
const masked = (iban: string): string => `${iban.slice(0, 4)}${'X'.repeat(20)}${iban.slice(-3)}`;

/** v2 shows an absent value as null, v3 leaves it out. */
export function filled(version: Version, values: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(values);
  return Object.fromEntries(
    version === 'v2'
      ? entries.map(([key, value]) => [key, value ?? null])
      : entries.filter(([, value]) => value != null),
  );
}

/** A transaction as it was sent, with its IBAN masked, or absent with `hidesIbans`. */
export function viewTransaction(version: Version, transaction: TransactionBody, hidesIbans = false) {
  const { beneficiary } = transaction;
  const iban = masked(beneficiary?.iban ?? dashboardIban);
  return filled(version, {
    amount: transaction.amount,
    currency: transaction.currency,
    label: transaction.label,
    end_to_end_id: transaction.end_to_end_id,
    client_reference: transaction.client_reference,
    execution_date: transaction.execution_date,
    beneficiary: filled(version, {
      first_name: beneficiary?.first_name,
      last_name: beneficiary?.last_name,
      company_name: beneficiary?.company_name,
      iban: hidesIbans ? null : iban,
    }),
  });
}

/** The payer as sent. */
export function viewUser(version: Version, user: CreationBody['user']) {
  return filled(version, {
    first_name: user.first_name,
    last_name: user.last_name,
    company_name: user.company_name,
    email: user.email,
    external_reference: user.external_reference,
  });
}

/** A link as GET and list show it in a version: IBANs masked, the url named `link`, the expiry named `expired_at`. */
export function viewLink(
  version: Version,
  link: SandboxLink,
  nowMs: number,
  hidesIbans = false,
): Record<string, unknown> {
  const { body } = link;
  const status = statusOf(link, nowMs);
  const isoTime = (atMs: number): string => new Date(atMs).toISOString();
  return filled(version, {
    id: link.id,
    status: version === 'v2' ? status.toUpperCase() : status,
    ...(version === 'v3' && { payment_status: status === 'completed' ? 'initiated_in_success' : null }),
    user: viewUser(version, body.user),
    link: link.url,
    client_reference: body.client_reference,
    transactions: body.transactions.map((transaction) => viewTransaction(version, transaction, hidesIbans)),
    expired_at: isoTime(link.expiresAtMs),
    created_at: isoTime(link.createdAtMs),
    updated_at: isoTime(link.ended?.atMs ?? link.createdAtMs),
  });
}
