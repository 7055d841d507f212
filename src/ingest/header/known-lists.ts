import type { Column } from '../../domain/column.ts';
import { spellings } from './column-names.ts';
import { foldedName } from './header-names.ts';

/** A list that is known, or one of ours. */
export type ListName =
  | 'pretix'
  | 'german_bank'
  | 'qonto'
  | 'bridge_with_ibans'
  | 'bridge'
  | 'own_report'
  | 'own_rejected';

/** A list that is known by its names alone, so that those which could mean two things mean one. */
export interface KnownList {
  readonly name: ListName;
  /** The column at each position of the header; undefined for one that means nothing to us. */
  readonly columns: readonly (Column | undefined)[];
}

interface Pattern {
  readonly name: ListName;
  /** Names that each stand once, with the languages that the list comes in. */
  readonly needed: Partial<Record<Column, string>>;
  readonly optional?: Partial<Record<Column, string>>;
  readonly unused?: string;
}

/** The columns of Bridge's dashboard in its own file, but for the account; the help centre names them. */
const dashboard = {
  needed: { amount: 'Amount', expires_at: 'Expiration date' },
  optional: { label: 'Label', end_to_end_id: 'End to end id' },
  unused: `Email address, Template id, Area code, Phone number, Virtual iban mode, Virtual iban id`,
} as const;

const patterns: readonly Pattern[] = [
  /**
   * pretix, `plugins/banktransfer/refund_export.py` and its German and French translations. The payer is who paid for the tickets and now
   * is refunded. The code is the refund's (`ABCDE-R-1`) or, where refunds of one account were united, several with commas, which an
   * end-to-end id could not hold; the comment is the refund's reason, written to be read by the customer.
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
  /** The list that German programs of clubs, ticket systems and payrolls write for a bank. */
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
  /** Qonto's template of bulk transfers, in its help centre: the reference is the text that the beneficiary reads. */
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
  /** Bridge's own file with an IBAN added: the names beside it are those of its holder. */
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
  /** Bridge's own file as it is: the money goes to the dashboard's account, and the names are those of the payer. */
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

/** No known list has so many. */
const mostColumns = 20;

/** A pattern with its names spelt out; unfolded once, because every line that may be a header is held against it. */
interface KnownNames {
  readonly name: ListName;
  readonly needed: readonly Column[];
  /** By folded name; undefined for one that means nothing to us. */
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

/** The list whose names these are, all of them and no other; undefined for any other header. */
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
  const isWhole = needed.every((column) => found.includes(column));
  return isOnce && isWhole ? columns : undefined;
}

function namesOf(columns: Partial<Record<Column, string>>): [string, Column][] {
  return Object.entries(columns).flatMap(([column, names]) =>
    listed(names).map((name): [string, Column] => [name, column as Column]),
  );
}

function listed(names: string): string[] {
  return names.split(',').flatMap((name) => (name === '' ? [] : spellings(name)));
}
