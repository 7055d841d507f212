import type { Column } from '../../domain/column.ts';
import { spellings } from './column-names.ts';
import { foldedName } from './header-names.ts';

/** Exports of other programs that we recognise, and our own files. */
export type ListName =
  | 'pretix'
  | 'german_bank'
  | 'qonto'
  | 'bridge_with_ibans'
  | 'bridge'
  | 'own_report'
  | 'own_rejected';

/** A list recognised by all its names, so that ambiguous ones have a single meaning. */
export interface KnownList {
  readonly name: ListName;
  /** The column at each position of the header; undefined for one without a meaning for us. */
  readonly columns: readonly (Column | undefined)[];
}

interface Pattern {
  readonly name: ListName;
  /** Names that must each occur once, in every language of the list. */
  readonly needed: Partial<Record<Column, string>>;
  readonly optional?: Partial<Record<Column, string>>;
  readonly unused?: string;
}

/** The columns of the bulk file of Bridge's dashboard, except the account; source: Bridge's help centre. */
const dashboard = {
  needed: { amount: 'Amount', expires_at: 'Expiration date' },
  optional: { label: 'Label', end_to_end_id: 'End to end id' },
  unused: `Email address, Template id, Area code, Phone number, Virtual iban mode, Virtual iban id`,
} as const;

const patterns: readonly Pattern[] = [
  /**
   * pretix, `plugins/banktransfer/refund_export.py` and its German and French translations. The payer is who paid for
   * the tickets and now gets the refund. The code is the refund's (`ABCDE-R-1`) or, where refunds of one account were
   * merged, several codes with commas, which do not fit an end-to-end id; the comment is the refund's reason, written
   * for the customer.
   */
  {
    name: 'pretix',
    needed: {
      beneficiary_name: 'Payer, Zahlender, Payeur',
      iban: 'IBAN',
      bic: 'BIC',
      amount: 'Amount, Betrag, Montant',
      currency: 'Currency, Währung, Devise',
      client_reference: 'Code',
    },
    optional: { label: 'Comment, Kommentar, Commentaire' },
  },
  /** The list that German software for clubs, tickets and payroll exports for a bank. */
  {
    name: 'german_bank',
    needed: {
      beneficiary_name: 'Name',
      iban: 'IBAN',
      bic: 'BIC',
      amount: 'Betrag',
      label: 'Verwendungszweck',
    },
  },
  /** Qonto's template of bulk transfers, from its help centre: `reference` is the text that the beneficiary reads. */
  {
    name: 'qonto',
    needed: {
      beneficiary_name: 'beneficiary_name',
      iban: 'iban',
      amount: 'amount',
      currency: 'currency',
      label: 'reference',
    },
  },
  /** Bridge's own file with an added IBAN column: the names are those of the account's holder. */
  {
    name: 'bridge_with_ibans',
    needed: {
      ...dashboard.needed,
      iban: 'IBAN',
      beneficiary_first_name: 'First name',
      beneficiary_last_name: 'Last name',
      beneficiary_company_name: 'Company name',
    },
    optional: dashboard.optional,
    unused: dashboard.unused,
  },
  /** Bridge's own file unchanged: the money goes to the dashboard's account, and the names are the payer's. */
  {
    name: 'bridge',
    needed: {
      ...dashboard.needed,
      payer_first_name: 'First name',
      payer_last_name: 'Last name',
      payer_company_name: 'Company name',
    },
    optional: dashboard.optional,
    unused: dashboard.unused,
  },
];

/** No known list has more columns. */
const mostColumns = 20;

/** A pattern with folded names, computed once because every candidate header line is compared with it. */
interface KnownNames {
  readonly name: ListName;
  readonly needed: readonly Column[];
  /** Column by folded name; undefined for one without a meaning for us. */
  readonly meant: ReadonlyMap<string, Column | undefined>;
}

const knownNames: readonly KnownNames[] = patterns.map(({ name, needed, optional, unused }) => ({
  name,
  needed: Object.keys(needed) as Column[],
  meant: new Map<string, Column | undefined>([
    ...namesOf(needed),
    ...namesOf(optional ?? {}),
    ...listed(unused ?? '').map((one): [string, undefined] => [one, undefined]),
  ]),
}));

/** The known list that has exactly these names; undefined for any other header. */
export function knownList(header: readonly string[]): KnownList | undefined {
  if (header.length > mostColumns) return undefined;
  const names = header.map(foldedName);
  for (const known of knownNames) {
    const columns = columnsIn(known, names);
    if (columns !== undefined) return { name: known.name, columns };
  }
  return undefined;
}

function columnsIn(
  { needed, meant }: KnownNames,
  names: readonly string[],
): (Column | undefined)[] | undefined {
  if (!names.every((name) => meant.has(name))) return undefined;
  const columns = names.map((name) => meant.get(name));
  const found = columns.filter((column) => column !== undefined);
  const isOnce = new Set(found).size === found.length;
  const isComplete = needed.every((column) => found.includes(column));
  return isOnce && isComplete ? columns : undefined;
}

function namesOf(columns: Partial<Record<Column, string>>): [string, Column][] {
  return Object.entries(columns).flatMap(([column, names]) =>
    listed(names).map((name): [string, Column] => [name, column as Column]),
  );
}

function listed(names: string): string[] {
  return names.split(',').flatMap((name) => (name === '' ? [] : spellings(name)));
}
