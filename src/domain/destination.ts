import { type Message, message } from '../i18n/messages.ts';
import type { Party } from './instruction.ts';
import { noAddress } from './settings/hosts.ts';

/** What was asked of the provider for one link, as far as it decides whom, how much and until when it pays. */
export interface AskedDestination {
  readonly amountCents: number;
  /** Absent where nobody says which account is meant: then none is compared. */
  readonly iban?: string;
  readonly beneficiary?: Party;
  /** ISO 8601; absent where it is not known what was asked. */
  readonly expiresAt?: string;
}

/** The characters that a masked IBAN still shows at its two ends. */
export interface VisibleIban {
  readonly head: string;
  readonly tail: string;
}

/** What the provider shows of a link; what it left out is absent. */
export interface ShownDestination {
  readonly transactionCount?: number;
  readonly currency?: string;
  readonly amountCents?: number;
  readonly iban?: VisibleIban;
  /** First and last name, or the company's, in one text. */
  readonly beneficiaryName?: string;
  readonly expiresAt?: string;
  /** The host of the link's address, where that is none that links have. */
  readonly strangeHost?: string;
}

/** In what a link differs from what was asked. */
type DifferentPart = 'transactions' | 'currency' | 'amount' | 'account' | 'name' | 'expiry' | 'host';

/**
 * `same`: all that the provider shows is as it was asked. `unproven`: nothing differs, and it shows nothing of the account, though one
 * was asked for. `differs`: in these parts; `details` name them without a full IBAN or a name.
 */
export type Comparison =
  | { readonly kind: 'same' | 'unproven' }
  | {
      readonly kind: 'differs';
      readonly parts: readonly DifferentPart[];
      readonly details: readonly Message[];
    };

/** So many visible characters beside the two letters of the country say something about an account. */
const leastVisible = 3;

/** How much later or earlier an expiry may be shown, in ms: the provider is told whole seconds. */
const expiryToleranceMs = 1_000;

/**
 * Compares a link as the provider shows it with what was asked: one transaction, in EUR, of the same cents, to the same account, in the
 * same name, until the same second. Where the name was changed in case, spaces, marks or accents alone, it is the same.
 */
export function compareDestination(asked: AskedDestination, shown: ShownDestination): Comparison {
  const parts = differentParts(asked, shown);
  if (parts.length > 0) return { kind: 'differs', parts, details: [detailOf(parts, shown)] };
  const isSilent = asked.iban !== undefined && (shown.iban === undefined || !isNotifying(shown.iban));
  return { kind: isSilent ? 'unproven' : 'same' };
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
 * What a masked IBAN still shows. Seen: the first four and the last three characters, with twenty X between, whatever the length of the
 * IBAN; any run of at least four marks is taken for a mask. An IBAN that is not masked is shown whole.
 */
export function visibleIban(text: string): VisibleIban {
  const iban = text.replaceAll(/\s/g, '').toUpperCase();
  const mask = /[X*•·.#_…-]{4,}/u.exec(iban);
  if (mask === null) return { head: iban, tail: '' };
  return { head: iban.slice(0, mask.index), tail: iban.slice(mask.index + mask[0].length) };
}

/** The visible characters, fit to be shown: `FR40…J28`. */
export function visibleText({ head, tail }: VisibleIban): string {
  return `${head.slice(0, 4)}…${(tail === '' ? head : tail).slice(-3)}`;
}

function fits({ head, tail }: VisibleIban, iban: string): boolean {
  return tail === '' && head.length > 4 ? head === iban : iban.startsWith(head) && iban.endsWith(tail);
}

function isNotifying({ head, tail }: VisibleIban): boolean {
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

/** Letters and digits alone, without accents and in one case. */
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
