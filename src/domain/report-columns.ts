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

/** The columns that a file of rejected rows adds after the input's own, in this order. */
export const rejectedColumns = ['failure_code', 'failure_detail', 'reference', 'batch'] as const;

/** A file of ours, by the columns that it adds. */
export type Added = 'report' | 'rejected';

/** What each of them adds. */
export const addedColumnsOf: Readonly<Record<Added, readonly string[]>> = {
  report: reportColumns,
  rejected: rejectedColumns,
};

/**
 * Which of our files a header line ends like, by names in any case: one that was handed in again, and has these columns to be left
 * out. Undefined for a file of others.
 */
export function addedColumns(header: readonly string[]): Added | undefined {
  if (endsIn(reportColumns, header)) return 'report';
  return endsIn(rejectedColumns, header) ? 'rejected' : undefined;
}

function endsIn(added: readonly string[], header: readonly string[]): boolean {
  const last = header.slice(-added.length).map((name) => name.trim().toLowerCase());
  return last.length === added.length && added.every((name, position) => last[position] === name);
}

/**
 * True for cells that a spreadsheet would run as a formula, or that look like one made harmless: a text that we write has an apostrophe
 * before them, and reading one of ours takes one away.
 */
export function looksLikeFormula(cell: string): boolean {
  return /^'*[=+\-@\t\r]/.test(cell);
}

/** The cell without the apostrophe that we put before what a spreadsheet would run. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && looksLikeFormula(cell.slice(1)) ? cell.slice(1) : cell;
}
