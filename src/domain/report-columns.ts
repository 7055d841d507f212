/** The columns that a report adds after the input's own, in this order; a file that ends in them is a report of ours. */
export const reportColumns = [
  'outcome',
  'payment_link_id',
  'payment_link_url',
  'reference',
  'sent_end_to_end_id',
  'link_expires_at',
  'failure_code',
  'failure_detail',
] as const;

/**
 * True for cells that a spreadsheet would run as a formula, or that look like one made harmless: the report puts an apostrophe
 * before them, and reading a report takes one away.
 */
export function looksLikeFormula(cell: string): boolean {
  return /^'*[=+\-@\t\r]/.test(cell);
}
