/** The columns that a report adds after the input's own, in this order; a file with all of them is a report that Linkmill wrote. */
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

/** Files that Linkmill writes with added columns. */
export const addedKinds = ['report', 'rejected'] as const;

export type Added = (typeof addedKinds)[number];

/** The columns that each of them adds. */
export const addedColumnsOf: Readonly<Record<Added, readonly string[]>> = {
  report: reportColumns,
  rejected: rejectedColumns,
};

/** The added columns in a header line; they are left out when such a file is submitted again. */
export interface FoundAdded {
  readonly added: Added;
  /** The position of each, in the order of `addedColumnsOf`. */
  readonly at: readonly number[];
  /** The name of an added column that occurs twice, so that ours cannot be recognised. */
  readonly repeated?: string;
}

/**
 * Recognises the header line of a file that Linkmill wrote, by all the columns that such a file adds, in upper or lower case and wherever a
 * person moved them: first as an unbroken sequence, else each by its name. Undefined for any other file.
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
