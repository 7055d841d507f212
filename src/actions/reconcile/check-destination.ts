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

/** Why an account stops of whose links Bridge shows no IBAN. */
const nothingShown = message('nothing_shown_of_account', {});

/** The provider's clock beside the ledger's. */
export interface ListClock {
  /** The provider's clock minus the ledger's, in ms. */
  readonly shiftMs: number;
  /**
   * From when on, by the provider's clock in ms, this ledger knows when the links expire that are made. A link of before may be that of
   * a ledger that was lost: its batch was handed in again since, and lives from then on.
   */
  readonly knownFrom: number;
  /** Since when this ledger counts, in ms of its clock: what was concluded before a loss stops nothing after it. Absent: no matter. */
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
 * What was asked for an entry's link. A row without an IBAN goes to the account of the dashboard, where that is stated; else to one
 * that nobody names. `isExpiryKnown`: the ledger knows when the link is to expire.
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

/** Whether nobody says to which account the money of a row is to go: neither the row nor a setting. */
export function isOpenDestination(
  { contents }: Entry,
  { defaultIban }: Pick<AccountContext, 'defaultIban'>,
): boolean {
  return contents.iban === undefined && defaultIban === undefined;
}

/**
 * Compares a link that the provider shows with what its entry says; of purged rows nothing is left to compare with. The expiry counts
 * only where the link was made from `knownFrom` on.
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

/** How an entry's own link was seen to lead. */
export interface CheckedLink {
  readonly entry: Entry;
  readonly id: string;
  readonly comparison: Comparison;
}

/** Compares an entry's own link with the entry; undefined where the entry has none, or another one. */
export function checkOwnLink(
  context: Pick<AccountContext, 'defaultIban'>,
  entry: Entry,
  batch: Options,
  link: ListedLink,
  knownFrom: number,
): CheckedLink | undefined {
  const { state } = entry;
  if (state.kind !== 'created' || state.link.id !== link.id) return undefined;
  // The expiry of a link that was found in the list is known from the list alone.
  const from = state.link.expiresAt === undefined ? knownFrom : undefined;
  return { entry, id: link.id, comparison: compareLink(context, entry, batch, link, from) };
}

/**
 * Tells the ledger how links of one batch were seen to lead: those that lead where their rows say are verified, the others stop the
 * account and are revoked. Answers how many are not verified.
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
  const orphaned = checked.filter(({ comparison }) => comparison.kind === 'differs');
  for (const { entry, id, comparison } of orphaned)
    await stopMisdirected(context, entry, id, comparison, bornAt);
  return left + orphaned.length;
}

function isVerified({ state }: Entry): boolean {
  return state.kind === 'created' && state.isVerified === true;
}

/**
 * A link of an entry leads elsewhere: the account stops, and the link is revoked. Nothing happens where the ledger was lost since
 * `bornAt`: its batches were handed in again since, and their links expire at another moment.
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

/** What the books tell of a link that leads elsewhere. */
export function differenceCode({ parts }: Extract<Comparison, { kind: 'differs' }>): FailureCode {
  return parts.length === 1 && parts[0] === 'amount' ? 'amount_differs' : 'destination_differs';
}
