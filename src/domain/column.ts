/**
 * The known columns. Those of a row's contents come in the order in which the digest hashes them; the last ones only help to read or to check
 * the others.
 */
export const columns = [
  'client_reference',
  'end_to_end_id',
  'amount',
  'currency',
  'iban',
  'beneficiary_first_name',
  'beneficiary_last_name',
  'beneficiary_company_name',
  'label',
  'payer_first_name',
  'payer_last_name',
  'payer_company_name',
  'payer_reference',
  'expires_at',
  'callback_url',
  'beneficiary_name',
  'bic',
] as const;

/** The name of a known column; `beneficiary_name` is a whole name in one cell. */
export type Column = (typeof columns)[number];
