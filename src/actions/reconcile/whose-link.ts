import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry, Link } from '../../domain/entry.ts';
import type { Party } from '../../domain/instruction.ts';
import { expiryOf, fingerprintOf, fingerprintOfRow } from '../../domain/wire-values.ts';
import type { Judgement } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, type ListClock } from './check-destination.ts';

/**
 * Whose link is it, of those under an entry's reference? `past`: one that the entry had in an earlier generation; it never counts.
 * `ours`: our tag and the entry's contents, of whatever generation: a ledger that was lost may have forgotten the mending that moved
 * it; where no tag comes back, contents and expiry must do. `earlier`: our tag of an earlier generation, with other contents: what was
 * mended since. `misdirected`: made by a sending of the entry's that the ledger knows, or must have forgotten, and it leads elsewhere.
 * `strange`: anything else; it holds the row and is left alone.
 */
export function ownershipOf(
  link: ListedLink,
  entry: Entry,
  batch: Pick<Batch, 'submittedAt' | 'options'>,
  context: Pick<AccountContext, 'installation' | 'defaultIban' | 'times'>,
  clock: ListClock,
): 'ours' | 'past' | 'earlier' | 'misdirected' | 'strange' {
  if (entry.earlierLinks.some(({ id }) => id === link.id)) return 'past';
  const sameContents = hasContentsOf(link, entry, batch.options.payer);
  if (link.tag === undefined) {
    const asked = Date.parse(expiryOf(entry, batch));
    const sameExpiry = link.expiresAt !== undefined && Math.abs(Date.parse(link.expiresAt) - asked) < 1_000;
    return sameContents && sameExpiry ? 'ours' : 'strange';
  }
  if (link.tag.split('.')[0] !== context.installation) return 'strange';
  const isOurSending = isSendingOf(link, entry);
  // A duplicate link may be of a sending that was made before the ledger was lost, and came later than anything should: it is one of two.
  const from = isOurSending && entry.state.kind !== 'created' ? clock.knownFrom : undefined;
  const leadsElsewhere = compareLink(context, entry, batch, link, from).kind === 'differs';
  if (sameContents && !leadsElsewhere) return 'ours';
  if (leadsElsewhere && (isOurSending || isForgotten(link, entry, batch, context, clock)))
    return 'misdirected';
  return (generationOf(link) ?? 0) < entry.generation ? 'earlier' : 'strange';
}

/**
 * Whether a link must come of a sending of the entry's that the ledger has forgotten: it was made under the entry's generation after its
 * batch was handed in. Of a row that has a link, a later generation is a forgotten one, too; of one without, a person may have mended it.
 */
function isForgotten(
  link: ListedLink,
  entry: Entry,
  { submittedAt }: Pick<Batch, 'submittedAt'>,
  { times }: Pick<AccountContext, 'times'>,
  { shiftMs }: ListClock,
): boolean {
  const generation = generationOf(link) ?? 0;
  if (entry.state.kind === 'created') return generation >= entry.generation;
  const isSince = Date.parse(link.createdAt) > submittedAt + shiftMs + times.clockErrorMs;
  return generation === entry.generation && isSince;
}

/** Whether the ledger itself proves that it has heard of a link of an entry: by the mark of its own link, or the grant of its past. */
export function isHeardOf({ state, earlierLinks }: Entry, id: string): boolean {
  return (state.kind === 'created' && state.link.id === id) || earlierLinks.some((one) => one.id === id);
}

/**
 * Whose is a link that Redis alone names as one of an entry's, to be revoked or to be weighed against others? `ours`: it bears our tag, or,
 * where no tag comes back, the entry's contents. `another row's`: ours, under another reference. `foreign`: of another program of the same
 * Bridge application; somebody has put its id there. Of an entry that the ledger lacks our tag alone tells.
 */
export function claimedLinkOf(
  link: ListedLink,
  entry: Entry | undefined,
  batch: Pick<Batch, 'options'> | undefined,
  installation: string,
): 'ours' | "another row's" | 'foreign' {
  const hasOurTag = link.tag?.split('.')[0] === installation;
  // A reference that did not come back tells nothing against the link.
  if (entry !== undefined && link.reference !== undefined && link.reference !== entry.reference)
    return hasOurTag ? "another row's" : 'foreign';
  if (link.tag !== undefined || entry === undefined) return hasOurTag ? 'ours' : 'foreign';
  return hasContentsOf(link, entry, batch?.options.payer) ? 'ours' : 'foreign';
}

function hasContentsOf(link: ListedLink, { contents, label }: Entry, payer: Party | undefined): boolean {
  const { ibanEnds: _, ...withoutIban } = link;
  // Of a row that names no account, Bridge may show the one of the dashboard.
  const shown = contents.iban === undefined ? withoutIban : link;
  return fingerprintOf(shown) === fingerprintOfRow(contents, label, payer);
}

/** False for a link that can no longer be paid: it settles its reference, but not as created. */
export function isLive({ status }: Pick<ListedLink, 'status'>): boolean {
  return status !== 'expired' && status !== 'revoked';
}

/** Whether this installation's tag is on the link; false where Bridge shows no tag. */
export function isTaggedBy({ tag }: Pick<ListedLink, 'tag'>, installation: string): boolean {
  return tag?.startsWith(`${installation}.`) === true;
}

const tagPattern = /^[^.]+\.(\d{1,9})\.(\d{1,9})$/;

/** The generation in a link's tag, where one came back. */
export function generationOf({ tag }: Pick<ListedLink, 'tag'>): number | undefined {
  const generation = tagPattern.exec(tag ?? '')?.[1];
  return generation === undefined ? undefined : Number(generation);
}

/** Whether a link of ours came of a sending of the entry's present generation that the ledger knows of. */
function isSendingOf({ tag }: Pick<ListedLink, 'tag'>, { generation, attempt }: Entry): boolean {
  const [, ofGeneration, ofAttempt] = tagPattern.exec(tag ?? '') ?? [];
  return Number(ofGeneration) === generation && Number(ofAttempt) <= attempt;
}

/**
 * Which of several links of one entry stays: a paid one, else one that can be paid, else one that has ended; of equals `own`,
 * which the ledger has, else the oldest.
 */
export function linkThatStays<L extends Pick<ListedLink, 'id' | 'status' | 'createdAt'>>(
  links: readonly L[],
  own?: string,
): L | undefined {
  const rank = ({ status }: L) =>
    status === 'completed' ? 0 : status === 'expired' || status === 'revoked' ? 2 : 1;
  const order = (a: L, b: L) =>
    rank(a) - rank(b) ||
    Number(b.id === own) - Number(a.id === own) ||
    a.createdAt.localeCompare(b.createdAt);
  return links.toSorted(order)[0];
}

/** What the ledger keeps of a listed link. */
export function linkOf({ id, url, expiresAt }: ListedLink): Link {
  return { id, url, ...(expiresAt !== undefined && { expiresAt: `${expiresAt.slice(0, 19)}Z` }) };
}

/**
 * Tells the ledger of a link of an entry that the provider shows, and whether it leads where the entry says; one without a tag counts
 * as of the entry's own generation.
 */
export function judgeFound(
  context: Pick<AccountContext, 'ledger' | 'defaultIban'>,
  entry: Entry,
  batch: Pick<Batch, 'submittedAt' | 'options'>,
  attempt: number,
  link: ListedLink,
): Promise<Judgement> {
  const isVerified = compareLink(context, entry, batch, link).kind === 'same';
  const generation = generationOf(link) ?? entry.generation;
  const found = { kind: 'found', link: linkOf(link), generation, ...(isVerified && { isVerified }) } as const;
  return context.ledger.sendings.judge(entry.key, attempt, found);
}
