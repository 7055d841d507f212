import levenshtein from 'damerau-levenshtein';
import { type Failure, Stop } from '../domain/failure.ts';
import { shown } from '../domain/shown.ts';

/** The columns that are understood, in the order in which the digest takes them. */
export const knownColumns = [
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
] as const;

/** The name of a column that is understood. */
export type KnownColumn = (typeof knownColumns)[number];

/** Where each column stands. */
export interface Columns {
  /** Position in the row; -1 where the file has no such column. */
  readonly at: Readonly<Record<KnownColumn, number>>;
  /** Every column of the file by its name, trimmed and in lower case; of two with one name, the first. */
  readonly byName: ReadonlyMap<string, number>;
  /** The file can say who pays. */
  readonly hasPayer: boolean;
}

/**
 * Finds the columns, by names in any case. Stops with everything that is wrong with the header at once: `column_unknown` (a
 * name that looks like a known one misspelt), `column_repeated`, `column_missing`, or `header_missing`.
 */
export function findColumns(header: readonly string[], defaultBeneficiary: boolean): Columns {
  const names = header.map(folded);
  const byName = new Map<string, number>();
  names.forEach((name, position) => {
    if (!byName.has(name)) byName.set(name, position);
  });
  const has = (column: KnownColumn) => byName.has(column);
  const misspelt = misspeltAmong(header, has);
  const known = knownColumns.filter(has);
  if (known.length === 0 && misspelt.size === 0) throw new Stop([headerMissing(header)], 2);
  const repeated = known.filter((column) => names.indexOf(column) !== names.lastIndexOf(column));
  const missing = missingAmong(has, defaultBeneficiary).filter(
    (column) => ![...misspelt.values()].includes(column),
  );
  const failures: Failure[] = [
    ...[...misspelt].map(([field, meant]) => unknownColumn(field, meant)),
    ...repeated.map((field) => ({ code: 'column_repeated', field }) as const),
    ...missing.map((field) => ({ code: 'column_missing', field }) as const),
  ];
  if (failures.length > 0) throw new Stop(failures, 2);
  return {
    at: Object.fromEntries(knownColumns.map((column) => [column, byName.get(column) ?? -1])) as Columns['at'],
    byName,
    hasPayer: has('payer_company_name') || (has('payer_first_name') && has('payer_last_name')),
  };
}

function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

function headerMissing(header: readonly string[]): Failure {
  const other = header.length === 1 ? ['\t', '|'].find((mark) => header[0]?.includes(mark)) : undefined;
  const detail = 'The columns look separated by something else: save the file with commas or semicolons.';
  return other === undefined ? { code: 'header_missing' } : { code: 'header_missing', detail };
}

function unknownColumn(written: string, meant: KnownColumn): Failure {
  return { code: 'column_unknown', field: shown(written), detail: `Is ${meant} meant?` };
}

function missingAmong(has: (column: KnownColumn) => boolean, defaultBeneficiary: boolean): KnownColumn[] {
  const missing: KnownColumn[] = has('amount') ? [] : ['amount'];
  if (!has('iban') && !defaultBeneficiary) missing.push('iban');
  if (!has('iban') || has('beneficiary_company_name')) return missing;
  const person = ['beneficiary_first_name', 'beneficiary_last_name'] as const;
  const absent = person.filter((column) => !has(column));
  if (absent.length === 2) missing.push('beneficiary_company_name');
  if (absent.length === 1) missing.push(...absent);
  return missing;
}

function misspeltAmong(
  header: readonly string[],
  has: (column: KnownColumn) => boolean,
): Map<string, KnownColumn> {
  const misspelt = new Map<string, KnownColumn>();
  for (const written of header) {
    const name = folded(written);
    if (knownColumns.some((column) => column === name)) continue;
    const meant = knownColumns.find((column) => looksLike(name, column) && !isNumbered(name, column, has));
    if (meant !== undefined) misspelt.set(written, meant);
  }
  return misspelt;
}

/** Damerau distance 1, or 2 where the known name has 8 letters and more; spaces and dashes count as underscores. */
function looksLike(name: string, column: KnownColumn): boolean {
  const allowed = column.replaceAll('_', '').length >= 8 ? 2 : 1;
  const candidates = [name, name.replaceAll(/[\s-]+/g, '_')];
  return candidates.some(
    (candidate) =>
      Math.abs(candidate.length - column.length) <= allowed &&
      levenshtein(candidate, column).steps <= allowed,
  );
}

/** `label2` beside `label` is a column of its own, not a slip of the finger. */
function isNumbered(name: string, column: KnownColumn, has: (column: KnownColumn) => boolean): boolean {
  return has(column) && name.startsWith(column) && /^[\s_-]?\d$/.test(name.slice(column.length));
}
