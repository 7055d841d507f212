import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import { type Entry, type EntryKey, keyOf, pointerOf } from '../../domain/entry.ts';
import { fingerprintOf } from '../../domain/wire-values.ts';
import { message } from '../../i18n/messages.ts';
import type { LedgerStatus, SeenLink } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, stopMisdirected } from './check-destination.ts';
import {
  atOneMoment,
  clockMarginMs,
  listWindow,
  type Moment,
  type Patience,
  providerShiftMs,
  startOfTheList,
} from './list-window.ts';
import { generationOf, isLive, judgeFound, linkOf, linkThatStays, ownershipOf } from './whose-link.ts';

/**
 * FileStability back over all the account's links, because the ledger may have forgotten some, and then trusts the ledger again.
 *
 * Begins the proof wait after the loss was noticed, even where the list shows no young link, for what was sent just before a
 * loss is what the list does not show yet. Only a provider in which nothing can be under way (`nothingUnderWay`: the built-in
 * sandbox, which has just been started) is believed at once. Answers whether it was done; `onPart` is called after each part of
 * the list. Throws `ListingUnavailable`.
 */
export async function recoveryScan(
  context: AccountContext,
  status: LedgerStatus & { readonly moment: Moment },
  signal: AbortSignal,
  onPart: () => Promise<void>,
): Promise<boolean> {
  const { ledger, pace, times, note, nothingUnderWay } = context;
  const { epoch, bornAt, wasSeen } = status;
  const isIdle = nothingUnderWay();
  if (!isIdle && status.now < bornAt + times.provenAbsentAfterMs) return false;
  const patience = { signal, isPatient: true };
  const shiftMs = await providerShiftMs(context, status.moment, patience);
  const now = status.now + shiftMs;
  const window = { since: startOfTheList, until: now + clockMarginMs, shiftMs, isAfterLoss: true };
  const { seen, ours, youngest } = await holdAgainstList(context, window, patience, onPart);
  // Where no link is young, the windows that count as full since the loss are empty.
  await ledger.account.trust(epoch, isIdle || youngest < now - pace.longestWindowMs);
  // Links of ours that a new ledger does not know: an earlier one was lost.
  const isLoss = wasSeen || ours > 0;
  await ledger.account.noteSeen(status.now, {
    epoch,
    since: bornAt,
    at: status.now,
    links: seen,
    isLoss,
  });
  if (seen > 0) note('links_looked_over', { seen });
  return true;
}

/** A list that was looked at so short a time ago need not be looked at again, in ms. */
const recentlyMs = 30_000;

/**
 * What the list shows since it was last looked at, held against the ledger when a process starts: links of another ledger of the
 * account, or of a ledger that was put back from a copy, are met before anything is sent. Throws `ListingUnavailable`.
 */
export async function startupScan(context: AccountContext, signal: AbortSignal): Promise<void> {
  const { ledger, times } = context;
  const status = await atOneMoment(context, () => ledger.account.status());
  // A suspect ledger is looked over whole, by the sweep.
  if (status.state !== 'sound' || status.now < status.seenTo + recentlyMs) return;
  const patience = { signal, isPatient: true };
  const shiftMs = await providerShiftMs(context, status.moment, patience);
  const since = status.seenTo + shiftMs - times.provenAbsentAfterMs - clockMarginMs;
  await holdAgainstList(
    context,
    { since, until: status.now + shiftMs + clockMarginMs, shiftMs },
    patience,
    async () => undefined,
  );
  await ledger.account.noteSeen(status.now);
}

interface Window {
  readonly since: number;
  readonly until: number;
  readonly shiftMs: number;
  readonly isAfterLoss?: boolean;
}

/** Holds every link of a window against the ledger; how many there were, how many of them ours, and when the youngest was made. */
async function holdAgainstList(
  context: AccountContext,
  { since, until, shiftMs, isAfterLoss = false }: Window,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<{ seen: number; ours: number; youngest: number }> {
  let seen = 0;
  let ours = 0;
  let youngest = 0;
  // Held back until all was seen: a live one of ours may stand further on under the same reference.
  const heldBack = new Map<string, ListedLink[]>();
  const known = { batches: new Map<string, Batch | undefined>(), shiftMs, isAfterLoss };
  for await (const part of listWindow(context, since, until, patience)) {
    seen += part.links.length;
    ours += part.links.filter((link) => isOurs(link, context.installation)).length;
    for (const { createdAt } of part.links) youngest = Math.max(youngest, Date.parse(createdAt));
    for (const [pointer, link] of await settleLive(context, part.links, known)) {
      heldBack.set(pointer, [...(heldBack.get(pointer) ?? []), link]);
    }
    await onPart();
  }
  for (const [pointer, links] of heldBack) await settleByRest(context, keyOf(pointer), links, known);
  return { seen, ours, youngest };
}

type NamedLink = ListedLink & { readonly reference: string };

/** Settles entries whose live links are ours; answers the other links under references of unsettled entries. */
async function settleLive(
  context: AccountContext,
  links: readonly ListedLink[],
  known: Known,
): Promise<[string, ListedLink][]> {
  const named = links.filter((link): link is NamedLink => link.reference !== undefined);
  if (named.length === 0) return [];
  const keys = await context.ledger.entries.recoveryScan(
    named.map((link) => seenLink(link, context.installation)),
  );
  const entries = await context.ledger.entries.find(named.map(({ reference }) => reference));
  const rest: [string, ListedLink][] = [];
  for (const [at, link] of named.entries()) {
    const entry = entries[at];
    if (entry === undefined && known.isAfterLoss) await holdUnread(context, keys[at], known);
    if (entry === undefined || hasLink(entry, link.id)) continue;
    const whose = await whoseOf(context, link, entry, known);
    if (whose === 'past') continue;
    if (whose === 'misdirected') await stopAt(context, entry, link, known);
    else if (whose === 'ours' && isLive(link)) await judgeWith(context, entry, link, known);
    else if (whose === 'earlier' && isLive(link) && !isUnsettled(entry))
      await context.ledger.links.decideDuplicate(entry.key, link.id, 'keep');
    // What was mended since must not be sent beside a link that can still be paid.
    else if ((whose !== 'earlier' || isLive(link)) && isUnsettled(entry))
      rest.push([pointerOf(entry.key), link]);
  }
  return rest;
}

function isOurs({ tag }: ListedLink, installation: string): boolean {
  return tag?.startsWith(`${installation}.`) === true;
}

function seenLink(link: NamedLink, installation: string): SeenLink {
  const live = link.status === 'completed' ? 'completed' : 'valid';
  return {
    reference: link.reference,
    rank: !isOurs(link, installation) ? 'foreign' : isLive(link) ? live : 'ended',
    generation: generationOf(link) ?? 0,
    fingerprint: fingerprintOf(link),
    ...(link.ibanEnds !== undefined && { openFingerprint: fingerprintOf(withoutIban(link)) }),
    link: linkOf(link),
  };
}

function withoutIban({ ibanEnds: _, ...link }: ListedLink): ListedLink {
  return link;
}

function hasLink({ state }: Entry, id: string): boolean {
  return state.kind === 'created' && state.link.id === id;
}

/** What a look over the list has at hand: batches that were read, and the provider's clock minus the ledger's. */
interface Known {
  readonly batches: Map<string, Batch | undefined>;
  readonly shiftMs: number;
  /** Rows may have been sent that the ledger calls entered. */
  readonly isAfterLoss: boolean;
}

async function homeOf(
  { ledger }: AccountContext,
  { key }: Pick<Entry, 'key'>,
  known: Known,
): Promise<Batch | undefined> {
  const { batches } = known;
  if (!batches.has(key.batch)) batches.set(key.batch, await ledger.batches.read(key.batch));
  return batches.get(key.batch);
}

/** A link may be of a row that cannot be opened here: where its batch can be opened later, the row would get a second one. */
async function holdUnread(context: AccountContext, key: EntryKey | undefined, known: Known): Promise<void> {
  const home = key === undefined ? undefined : await homeOf(context, { key }, known);
  if (home?.missingKey === undefined || home.paused !== undefined) return;
  const decision = { by: 'recovery-scan', why: message('key_missing_at_look_back', {}) };
  await context.ledger.batches.decide(home.id, 'paused', decision);
  known.batches.set(home.id, { ...home, paused: { at: 0, ...decision } });
  context.warn(message('batch_paused_without_key', { batch: home.id }));
}

async function whoseOf(
  context: AccountContext,
  link: ListedLink,
  entry: Entry,
  known: Known,
): Promise<ReturnType<typeof ownershipOf>> {
  const home = await homeOf(context, entry, known);
  return home === undefined
    ? 'strange'
    : ownershipOf(link, entry, home, context, {
        shiftMs: known.shiftMs,
        knownFrom: Number.POSITIVE_INFINITY,
      });
}

async function judgeWith(
  context: AccountContext,
  entry: Entry,
  link: ListedLink,
  known: Known,
): Promise<void> {
  const home = await homeOf(context, entry, known);
  if (home !== undefined) await judgeFound(context, entry, home, entry.attempt, link);
}

async function stopAt(context: AccountContext, entry: Entry, link: ListedLink, known: Known): Promise<void> {
  const home = await homeOf(context, entry, known);
  if (home !== undefined)
    await stopMisdirected(context, entry, link.id, compareLink(context, entry, home, link));
}

/**
 * An unsettled row under whose reference no live link of ours stands: one of ours that has ended settles it all the same, and a
 * person may reissue it; any other link holds the row and is told.
 */
async function settleByRest(
  context: AccountContext,
  key: EntryKey,
  links: readonly ListedLink[],
  known: Known,
): Promise<void> {
  const entry = await context.ledger.entries.read(key);
  if (entry === undefined || !isUnsettled(entry)) return;
  const ours: ListedLink[] = [];
  for (const link of links) if ((await whoseOf(context, link, entry, known)) === 'ours') ours.push(link);
  const found = linkThatStays(ours);
  const others = links.filter((link) => !ours.includes(link));
  const payable = others.find(isLive);
  // Where no tags come back, a payable link beside ours that has ended may be the one that it was reissued as.
  if (found !== undefined && (isLive(found) || payable === undefined)) {
    await judgeWith(context, entry, found, known);
    return;
  }
  const holding = payable ?? links[0];
  const details = [message('link_named', { link: holding?.id ?? '' })];
  const failure = { code: 'found_with_other_contents', details } as const;
  await context.ledger.sendings.judge(key, entry.attempt, { kind: 'conflict', failure });
}

function isUnsettled({ state: { kind } }: Entry): boolean {
  return kind === 'entered' || kind === 'claimed' || kind === 'doubtful';
}
