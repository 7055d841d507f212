/** The columns that a report adds after the input's own, in this order; a file that has them all is a report of ours. */
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

/** Files of ours, by the columns that they add. */
export const addedKinds = ['report', 'rejected'] as const;

export type Added = (typeof addedKinds)[number];

/** What each of them adds. */
export const addedColumnsOf: Readonly<Record<Added, readonly string[]>> = {
  report: reportColumns,
  rejected: rejectedColumns,
};

/** The columns of ours in a header line: of a file that was handed in again, and has them to be left out. */
export interface FoundAdded {
  readonly added: Added;
  /** The position of each, in the order of `addedColumnsOf`. */
  readonly at: readonly number[];
  /** The name of one that stands twice, so that nobody can tell which is ours. */
  readonly repeated?: string;
}

/**
 * Which of our files a header line is of, by all the columns that it adds, in any case and wherever a person moved them: side by side as
 * they were written, else each under a name that stands once. Undefined for a file of others.
 */
export function addedColumns(header: readonly string[]): FoundAdded | undefined {
  const names = header.map((name) => name.trim().toLowerCase());
  return foundIn(names, 'report') ?? foundIn(names, 'rejected');
}

function foundIn(names: readonly string[], added: Added): FoundAdded | undefined {
  const columns = addedColumnsOf[added];
  if (!columns.every((column) => names.includes(column))) return undefined;
  const first = names.findLastIndex((_, start) =>
    columns.every((column, order) => names[start + order] === column),
  );
  if (first !== -1) return { added, at: columns.map((_, order) => first + order) };
  const repeated = columns.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  const at = columns.map((column) => names.indexOf(column));
  return repeated === undefined ? { added, at } : { added, at, repeated };
}
