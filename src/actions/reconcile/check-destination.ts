import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import { type AskedDestination, type Comparison, compareDestination } from '../../domain/destination.ts';
import type { Entry } from '../../domain/entry.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { expiryOf } from '../../domain/wire-values.ts';
import { message } from '../../i18n/messages.ts';
import type { LedgerStatus } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';

type Options = Pick<Batch, 'submittedAt' | 'options'>;

/** Why an account stops where Bridge shows no IBAN for its links. */
const nothingShown = message('nothing_shown_of_account', {});

/** How the provider's clock relates to the ledger's. */
export interface ListClock {
  /** The provider's clock minus the ledger's, in ms. */
  readonly shiftMs: number;
  /**
   * Links created from here on, in ms of the provider's clock, expire when this ledger expects. An older link may come from a lost
   * ledger: its batch was submitted again since, and expiry is counted from that submission.
   */
  readonly knownFrom: number;
  /** When this ledger began, in ms of its clock; a conclusion from before a loss stops no account after it. Absent: not checked. */
  readonly bornAt?: number;
}

export function listClock(
  { times }: Pick<AccountContext, 'times'>,
  { bornAt }: Pick<LedgerStatus, 'bornAt'>,
  shiftMs: number,
): ListClock {
  return { shiftMs, bornAt, knownFrom: bornAt + times.provenAbsentAfterMs + shiftMs };
}

/**
 * What this tool asked Bridge for. A row without an IBAN goes to `defaultIban`, or, without that setting, to an account that is not
 * compared. `isExpiryKnown`: the ledger knows when the link is to expire.
 */
function askedOf(
  entry: Entry,
  batch: Options,
  defaultIban: string | undefined,
  isExpiryKnown: boolean,
): AskedDestination {
  const { amountCents, iban, beneficiary } = entry.contents;
  const account = iban ?? defaultIban;
  return {
    amountCents,
    ...(account !== undefined && { iban: account }),
    ...(iban !== undefined && beneficiary !== undefined && { beneficiary }),
    ...(isExpiryKnown && { expiresAt: expiryOf(entry, batch) }),
  };
}

/** Whether neither the row nor a setting names the account that the row's money goes to. */
export function isOpenDestination(
  { contents }: Entry,
  { defaultIban }: Pick<AccountContext, 'defaultIban'>,
): boolean {
  return contents.iban === undefined && defaultIban === undefined;
}

/**
 * Compares a link that the provider shows with its entry. A purged row has nothing left to compare: `same`. The expiry counts only
 * where the link was created at `knownFrom` or later.
 */
export function compareLink(
  { defaultIban }: Pick<AccountContext, 'defaultIban'>,
  entry: Entry,
  batch: Options,
  link: ListedLink,
  knownFrom = Number.POSITIVE_INFINITY,
): Comparison {
  if (entry.isErased) return { kind: 'same' };
  const isExpiryKnown = Date.parse(link.createdAt) >= knownFrom;
  return compareDestination(askedOf(entry, batch, defaultIban, isExpiryKnown), link);
}

/** An entry's own link and its comparison with the entry. */
export interface CheckedLink {
  readonly entry: Entry;
  readonly id: string;
  readonly comparison: Comparison;
}

/** Compares a link with the entry whose own link it is; undefined where it is not. */
export function checkOwnLink(
  context: Pick<AccountContext, 'defaultIban'>,
  entry: Entry,
  batch: Options,
  link: ListedLink,
  knownFrom: number,
): CheckedLink | undefined {
  const { state } = entry;
  if (state.kind !== 'created' || state.link.id !== link.id) return undefined;
  // A stored expiry came from the list itself, so comparing it with the list proves nothing.
  const from = state.link.expiresAt === undefined ? knownFrom : undefined;
  return { entry, id: link.id, comparison: compareLink(context, entry, batch, link, from) };
}

/**
 * Saves the comparisons of one batch's links: links that match are verified, misdirected ones stop the account and are revoked.
 * Returns how many are left unverified.
 */
export async function saveChecked(
  context: Pick<AccountContext, 'ledger' | 'warn'>,
  batch: string,
  checked: readonly CheckedLink[],
  { bornAt }: Pick<ListClock, 'bornAt'>,
): Promise<number> {
  const seen = checked.flatMap(({ entry, comparison: { kind } }) =>
    kind === 'differs' || isVerified(entry) ? [] : [{ entry, kind }],
  );
  const left = await context.ledger.verifications.verify(batch, seen, nothingShown);
  const misdirected = checked.filter(({ comparison }) => comparison.kind === 'differs');
  for (const { entry, id, comparison } of misdirected)
    await stopMisdirected(context, entry, id, comparison, bornAt);
  return left + misdirected.length;
}

function isVerified({ state }: Entry): boolean {
  return state.kind === 'created' && state.isVerified === true;
}

/**
 * Stops the account and has the link revoked where the comparison differs. Does nothing where the ledger was lost since `bornAt`:
 * its batches were submitted again, and their links expire at another time.
 */
export async function stopMisdirected(
  { ledger, warn }: Pick<AccountContext, 'ledger' | 'warn'>,
  { key }: Pick<Entry, 'key'>,
  id: string,
  comparison: Comparison,
  bornAt?: number,
): Promise<void> {
  if (comparison.kind !== 'differs') return;
  if (await ledger.verifications.misdirected(key, id, comparison.details, bornAt))
    warn(message('link_leads_elsewhere', key));
}

/** The imbalance that an audit reports for a misdirected link. */
export function differenceCode({ parts }: Extract<Comparison, { kind: 'differs' }>): FailureCode {
  return parts.length === 1 && parts[0] === 'amount' ? 'amount_differs' : 'destination_differs';
}
