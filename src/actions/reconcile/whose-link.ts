import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry, Link } from '../../domain/entry.ts';
import type { Party } from '../../domain/instruction.ts';
import { expiryOf, fingerprintOf, fingerprintOfRow } from '../../domain/wire-values.ts';
import type { Judgement } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, type ListClock } from './check-destination.ts';

/**
 * Decides whose a link under an entry's reference is.
 * - `past`: the entry had it in an earlier generation; it never counts.
 * - `ours`: our tag and the entry's contents, of any generation, since a lost ledger may have forgotten the correction that moved
 *   it. Without a tag, contents and expiry decide.
 * - `earlier`: our tag of an earlier generation, with other contents: the row was corrected since.
 * - `misdirected`: a sending of this entry made it, known to the ledger or forgotten by it, and it leads elsewhere.
 * - `strange`: anything else; it is left alone.
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
  // A duplicate may come from a sending before the ledger was lost, so its expiry is not compared.
  const from = isOurSending && entry.state.kind !== 'created' ? clock.knownFrom : undefined;
  const leadsElsewhere = compareLink(context, entry, batch, link, from).kind === 'differs';
  if (sameContents && !leadsElsewhere) return 'ours';
  if (leadsElsewhere && (isOurSending || isForgotten(link, entry, batch, context, clock)))
    return 'misdirected';
  return (generationOf(link) ?? 0) < entry.generation ? 'earlier' : 'strange';
}

/**
 * Whether a link must come from a sending that the ledger has forgotten: it was made under the entry's generation after its batch was
 * submitted. For a row with a link, a later generation counts as forgotten, too; one without may have been corrected by a person.
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

/** Whether the entry proves that a link is its own (by the link's mark) or an earlier one (by the grant of its generation). */
export function isRecorded({ state, earlierLinks }: Entry, id: string): boolean {
  return (state.kind === 'created' && state.link.id === id) || earlierLinks.some((one) => one.id === id);
}

/**
 * Decides whose a link is that only an unauthenticated record in Redis ties to an entry. `ours`: it has our tag, or, without a tag,
 * the entry's contents. `another row's`: ours, under another reference. `foreign`: another program of the same Bridge application
 * made it, and somebody put its id into Redis. Without an entry only our tag decides.
 */
export function claimedLinkOf(
  link: ListedLink,
  entry: Entry | undefined,
  batch: Pick<Batch, 'options'> | undefined,
  installation: string,
): 'ours' | "another row's" | 'foreign' {
  const hasOurTag = link.tag?.split('.')[0] === installation;
  // Bridge may leave the reference out: that proves nothing against the link.
  if (entry !== undefined && link.reference !== undefined && link.reference !== entry.reference)
    return hasOurTag ? "another row's" : 'foreign';
  if (link.tag !== undefined || entry === undefined) return hasOurTag ? 'ours' : 'foreign';
  return hasContentsOf(link, entry, batch?.options.payer) ? 'ours' : 'foreign';
}

function hasContentsOf(link: ListedLink, { contents, label }: Entry, payer: Party | undefined): boolean {
  const { ibanEnds: _, ...withoutIban } = link;
  // For a row without an IBAN, Bridge may show the dashboard's.
  const shown = contents.iban === undefined ? withoutIban : link;
  return fingerprintOf(shown) === fingerprintOfRow(contents, label, payer);
}

/** False for a link that can no longer be paid. */
export function isLive({ status }: Pick<ListedLink, 'status'>): boolean {
  return status !== 'expired' && status !== 'revoked';
}

/** Whether this installation's tag is on the link; false where Bridge shows no tag. */
export function isTaggedBy({ tag }: Pick<ListedLink, 'tag'>, installation: string): boolean {
  return tag?.startsWith(`${installation}.`) === true;
}

const tagPattern = /^[^.]+\.(\d{1,9})\.(\d{1,9})$/;

/** The generation in a link's tag; undefined without a tag of our form. */
export function generationOf({ tag }: Pick<ListedLink, 'tag'>): number | undefined {
  const generation = tagPattern.exec(tag ?? '')?.[1];
  return generation === undefined ? undefined : Number(generation);
}

/** Whether a link of ours comes from a sending of the entry's present generation that the ledger knows. */
function isSendingOf({ tag }: Pick<ListedLink, 'tag'>, { generation, attempt }: Entry): boolean {
  const [, ofGeneration, ofAttempt] = tagPattern.exec(tag ?? '') ?? [];
  return Number(ofGeneration) === generation && Number(ofAttempt) <= attempt;
}

/**
 * Chooses which of several links of one entry stays: a paid one, else a payable one, else an ended one; of equals `own` (the
 * ledger's), else the oldest.
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

/** A listed link in the form that the ledger stores. */
export function linkOf({ id, url, expiresAt }: ListedLink): Link {
  return { id, url, ...(expiresAt !== undefined && { expiresAt: `${expiresAt.slice(0, 19)}Z` }) };
}

/**
 * Passes a link found at the provider to the ledger, verified where it matches its entry. A link without a tag counts as of the
 * entry's own generation.
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
