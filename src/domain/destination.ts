import { type Message, message } from '../i18n/messages.ts';
import type { Party } from './instruction.ts';
import { noAddress } from './settings/hosts.ts';

/** What we asked the provider for one link, as far as it decides who is paid, how much, and until when. */
export interface AskedDestination {
  readonly amountCents: number;
  /** Absent where no account was named: then none is compared. */
  readonly iban?: string;
  readonly beneficiary?: Party;
  /** ISO 8601; absent where it is unknown. */
  readonly expiresAt?: string;
}

/** The characters at both ends of a masked IBAN. */
export interface VisibleIban {
  readonly head: string;
  readonly tail: string;
}

/** What the provider shows of a link; fields that it left out are absent. */
export interface ShownDestination {
  readonly transactionCount?: number;
  readonly currency?: string;
  readonly amountCents?: number;
  readonly iban?: VisibleIban;
  /** First and last name, or the company's, in one text. */
  readonly beneficiaryName?: string;
  readonly expiresAt?: string;
  /** The host of the link's URL, where links do not have that host. */
  readonly strangeHost?: string;
}

/** What can differ between a link and what was asked. */
type DifferentPart = 'transactions' | 'currency' | 'amount' | 'account' | 'name' | 'expiry' | 'host';

/**
 * `same`: everything that the provider shows is as asked. `unproven`: nothing differs, but the provider does not show which account, though
 * one was asked for. `differs`: the `parts` differ; `details` name them without a full IBAN or a name.
 */
export type Comparison =
  | { readonly kind: 'same' | 'unproven' }
  | {
      readonly kind: 'differs';
      readonly parts: readonly DifferentPart[];
      readonly details: readonly Message[];
    };

/** Visible characters, besides the country's two letters, that are needed to identify an account. */
const leastVisible = 3;

/** How far a shown expiry may differ from the asked one, in ms: we send whole seconds. */
const expiryToleranceMs = 1_000;

/**
 * Compares a link as the provider shows it with what was asked: one transaction, in EUR, the same cents, account, name and expiry. Names that
 * differ only in case, spaces, punctuation or accents are the same.
 */
export function compareDestination(asked: AskedDestination, shown: ShownDestination): Comparison {
  const parts = differentParts(asked, shown);
  if (parts.length > 0) return { kind: 'differs', parts, details: [detailOf(parts, shown)] };
  const isUnproven = asked.iban !== undefined && (shown.iban === undefined || !identifiesAccount(shown.iban));
  return { kind: isUnproven ? 'unproven' : 'same' };
}

function differentParts(asked: AskedDestination, shown: ShownDestination): DifferentPart[] {
  const { transactionCount, currency, amountCents, iban, beneficiaryName, expiresAt } = shown;
  const checks: [DifferentPart, boolean][] = [
    ['transactions', transactionCount !== undefined && transactionCount !== 1],
    ['currency', currency !== undefined && currency !== 'EUR'],
    ['amount', amountCents !== undefined && amountCents !== asked.amountCents],
    ['account', iban !== undefined && asked.iban !== undefined && !fits(iban, asked.iban)],
    ['name', isOtherName(asked.beneficiary, beneficiaryName)],
    ['expiry', isOtherMoment(asked.expiresAt, expiresAt)],
    ['host', shown.strangeHost !== undefined],
  ];
  return checks.filter(([, isDifferent]) => isDifferent).map(([part]) => part);
}

/**
 * The visible characters of a masked IBAN. Bridge was seen to show the first four and the last three characters with twenty X between,
 * whatever the length of the IBAN; any run of at least four mask characters counts as a mask. Without a mask, `head` is the whole IBAN.
 */
export function visibleIban(text: string): VisibleIban {
  const iban = text.replaceAll(/\s/g, '').toUpperCase();
  const mask = /[X*•·.#_…-]{4,}/u.exec(iban);
  if (mask === null) return { head: iban, tail: '' };
  return { head: iban.slice(0, mask.index), tail: iban.slice(mask.index + mask[0].length) };
}

/** The visible characters, short enough to be shown to a person: `FR40…J28`. */
export function visibleText({ head, tail }: VisibleIban): string {
  return `${head.slice(0, 4)}…${(tail === '' ? head : tail).slice(-3)}`;
}

function fits({ head, tail }: VisibleIban, iban: string): boolean {
  return tail === '' && head.length > 4 ? head === iban : iban.startsWith(head) && iban.endsWith(tail);
}

function identifiesAccount({ head, tail }: VisibleIban): boolean {
  return Math.max(0, head.length - 2) + tail.length >= leastVisible;
}

function isOtherName(asked: Party | undefined, shown: string | undefined): boolean {
  if (asked === undefined || shown === undefined) return false;
  return plainName(nameOf(asked)) !== plainName(shown);
}

/** A party's name in one text. */
function nameOf(party: Party): string {
  return party.kind === 'company' ? party.companyName : `${party.firstName} ${party.lastName}`;
}

/** A name reduced to letters and digits, without accents, in upper case. */
function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase();
}

function isOtherMoment(asked: string | undefined, shown: string | undefined): boolean {
  if (asked === undefined || shown === undefined) return false;
  return Math.abs(Date.parse(shown) - Date.parse(asked)) >= expiryToleranceMs;
}

function detailOf(parts: readonly DifferentPart[], shown: ShownDestination): Message {
  const { transactionCount = 0, amountCents = 0, iban, strangeHost = '' } = shown;
  const account = iban === undefined ? '' : visibleText(iban);
  const differences: Record<DifferentPart, Message> = {
    transactions: message('other_transactions', { count: transactionCount }),
    currency: message('other_currency', {}),
    amount: message('other_amount', { amount: amountCents }),
    account: message('other_account', { account }),
    name: message('other_name', {}),
    expiry: message('other_expiry', {}),
    host:
      strangeHost === noAddress ? message('other_address', {}) : message('other_host', { host: strangeHost }),
  };
  return message('bridge_shows', { differences: parts.map((part) => differences[part]) });
}
