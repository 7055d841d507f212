import type { Iban, Party } from '../domain/instruction.ts';
import { eurosFromCents } from './amount.ts';

/** One payment link to be made. */
export interface LinkRequest {
  readonly reference: string;
  /** `<installation>.<generation>.<attempt>`: sent as the transaction's own `client_reference`. */
  readonly tag: string;
  readonly endToEndId: string;
  readonly amountCents: number;
  readonly label: string;
  /** Absent where the account of the provider's dashboard is meant; then no beneficiary is sent at all. */
  readonly iban?: Iban;
  readonly beneficiary?: Party;
  readonly payer: Party;
  readonly payerReference?: string;
  /** ISO 8601 in UTC, whole seconds. */
  readonly expiresAt: string;
  readonly callbackUrl?: string;
}

const wireParty = (party: Party) =>
  party.kind === 'person'
    ? { first_name: party.firstName, last_name: party.lastName }
    : { company_name: party.companyName };

/** The body of the POST; the same in both versions of the API for the fields that we send. */
export function wireLinkRequest(request: LinkRequest) {
  const { iban, beneficiary } = request;
  return {
    user: {
      ...wireParty(request.payer),
      ...(request.payerReference !== undefined && { external_reference: request.payerReference }),
    },
    transactions: [
      {
        amount: eurosFromCents(request.amountCents),
        currency: 'EUR',
        label: request.label,
        end_to_end_id: request.endToEndId,
        client_reference: request.tag,
        ...(iban !== undefined && { beneficiary: { iban, ...(beneficiary && wireParty(beneficiary)) } }),
      },
    ],
    expired_date: request.expiresAt,
    client_reference: request.reference,
    ...(request.callbackUrl !== undefined && { callback_url: request.callbackUrl }),
  };
}
