import type { Iban, Party } from '../domain/instruction.ts';
import { eurosFromCents } from './amount.ts';

/** The fields of one payment link to create. */
export interface LinkRequest {
  readonly reference: string;
  /** `<installation>.<generation>.<attempt>`: sent as the transaction's own `client_reference`. */
  readonly tag: string;
  readonly endToEndId: string;
  readonly amountCents: number;
  readonly label: string;
  /** Absent where the link pays to the account set in Bridge's dashboard; the request then has no beneficiary. */
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

/** The body of the POST; both versions of the API take the same form for these fields. */
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
