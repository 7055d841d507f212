import { z } from 'zod';

/** The two versions of the API, by the first part of their paths. */
export type Version = 'v2' | 'v3';

/** Limits that Bridge does not document, as the sandbox applies them. */
export interface Rules {
  readonly maxLabelLength: number;
  /** Euros. */
  readonly maxAmount: number;
}

const text = z.string().max(1_000).nullish();
const party = z.object({ first_name: text, last_name: text, company_name: text });
const transaction = z.object({
  amount: z.number().nullish(),
  currency: text,
  label: text,
  end_to_end_id: text,
  client_reference: z.string().max(100).nullish(),
  execution_date: text,
  beneficiary: party.extend({ iban: text }).nullish(),
});
/** The types in a creation's body; the rules are checked afterwards. */
export const creationBody = z.object({
  user: party.extend({ email: text, external_reference: text }),
  transactions: z.array(transaction).min(1).max(100),
  expired_date: text,
  client_reference: z.string().max(100).nullish(),
  callback_url: text,
});

/** The body of a creation, as sent. */
export type CreationBody = z.infer<typeof creationBody>;
/** One of its transactions, as sent. */
export type TransactionBody = CreationBody['transactions'][number];
