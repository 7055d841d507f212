import { z } from 'zod';
import type { Immutable } from './immutable.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An IBAN in electronic form (upper case, no spaces) whose check digits, length and country were checked. */
export type Iban = Branded<'Iban'>;

/** The client's own reference for an instruction, 1 to 100 characters, unique in an account for ever. */
export type Reference = Branded<'Reference'>;

/** A payer or payee; each part has at most 35 characters of the provider's set. */
export const partySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), firstName: z.string(), lastName: z.string() }),
  z.object({ kind: z.literal('company'), companyName: z.string() }),
]);

export type Party = Immutable<z.infer<typeof partySchema>>;

/**
 * The normalised values of one row's cells, and nothing else: no flag, default or clock. Equal contents are the same refund. An absent field
 * is an empty cell.
 */
export interface Contents {
  readonly endToEndId?: string;
  /** Whole euro cents, above zero. */
  readonly amountCents: number;
  readonly currency: 'EUR';
  /** Absent: the account that is set in the provider's dashboard. */
  readonly iban?: Iban;
  readonly beneficiary?: Party;
  readonly label?: string;
  readonly payer?: Party;
  readonly payerReference?: string;
  /** ISO 8601 in UTC, whole seconds: `2026-12-31T22:59:59Z`. */
  readonly expiresAt?: string;
  readonly callbackUrl?: string;
}

/** An accepted row, ready for the ledger. */
export interface Instruction {
  readonly line: number;
  /** From the file; absent where the file has none: then `<batch>-<line>` is the reference. */
  readonly reference?: Reference;
  readonly contents: Contents;
  /** The label to send: the cell, else the batch's template with the row's values. */
  readonly label: string;
}
