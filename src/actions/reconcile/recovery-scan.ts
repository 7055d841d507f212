import type { ListedLink } from '../../bridge/bridge.ts';
import type { Batch } from '../../domain/batch.ts';
import { type Entry, type EntryKey, keyOf, pointerOf } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { LedgerStatus } from '../../ledger/ledger.ts';
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
import { type NamedLink, seenLink } from './seen-link.ts';
import { isLive, isTaggedBy, judgeFound, linkThatStays, ownershipOf } from './whose-link.ts';

/**
 * Compares all the account's links with a ledger that may have forgotten some, and then trusts the ledger again.
 *
 * Starts only `provenAbsentAfterMs` after the loss was noticed, even where the list shows no young link: the list may lack exactly
 * what was sent just before the loss. It starts at once where the provider can have nothing under way (`nothingUnderWay`: the
 * built-in sandbox, just started). Returns whether it was done. Calls `onPart` after each part of the list. Throws
 * `ListingUnavailable`.
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
  const { seen, ours, youngest } = await compareWithList(context, window, patience, onPart);
  // After the loss the pace counts its windows as full; where no link is young, they are empty.
  await ledger.account.trust(epoch, isIdle || youngest < now - pace.longestWindowMs);
  // Links with our tag in a ledger that is new: an earlier ledger was lost.
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

/** A startup scan is skipped where the list was read less than this ago, in ms. */
const recentlyMs = 30_000;

/**
 * Compares the links created since the last reading of the list with the ledger, when a process starts. So links of another ledger
 * of the account, or those missing from a ledger restored from a copy, are found before anything is sent. Throws
 * `ListingUnavailable`.
 */
export async function startupScan(context: AccountContext, signal: AbortSignal): Promise<void> {
  const { ledger, times } = context;
  const status = await atOneMoment(context, () => ledger.account.status());
  // A suspect ledger gets a whole recovery scan from the reconciler.
  if (status.state !== 'sound' || status.now < status.seenTo + recentlyMs) return;
  const patience = { signal, isPatient: true };
  const shiftMs = await providerShiftMs(context, status.moment, patience);
  const since = status.seenTo + shiftMs - times.provenAbsentAfterMs - clockMarginMs;
  await compareWithList(
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

/** Compares every link of a window with the ledger. `youngest`: creation of the youngest link, in ms of the provider's clock. */
async function compareWithList(
  context: AccountContext,
  { since, until, shiftMs, isAfterLoss = false }: Window,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<{ seen: number; ours: number; youngest: number }> {
  let seen = 0;
  let ours = 0;
  let youngest = 0;
  // Decided after the whole list: it may still show a live link of ours under the same reference.
  const undecided = new Map<string, ListedLink[]>();
  const scan = { batches: new Map<string, Batch | undefined>(), shiftMs, isAfterLoss };
  for await (const part of listWindow(context, since, until, patience)) {
    seen += part.links.length;
    ours += part.links.filter((link) => isTaggedBy(link, context.installation)).length;
    for (const { createdAt } of part.links) youngest = Math.max(youngest, Date.parse(createdAt));
    for (const [pointer, link] of await settleLive(context, part.links, scan)) {
      undecided.set(pointer, [...(undecided.get(pointer) ?? []), link]);
    }
    await onPart();
  }
  for (const [pointer, links] of undecided) await settleUndecided(context, keyOf(pointer), links, scan);
  return { seen, ours, youngest };
}

/** Settles entries whose live links are ours. Returns the other links under references of unsettled entries, by pointer. */
async function settleLive(
  context: AccountContext,
  links: readonly ListedLink[],
  scan: Scan,
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
    if (entry === undefined && scan.isAfterLoss) await pauseUnreadable(context, keys[at], scan);
    if (entry === undefined || hasLink(entry, link.id)) continue;
    const whose = await whoseOf(context, link, entry, scan);
    if (whose === 'past') continue;
    if (whose === 'misdirected') await stopAt(context, entry, link, scan);
    else if (whose === 'ours' && isLive(link)) await judgeWith(context, entry, link, scan);
    else if (whose === 'earlier' && isLive(link) && !isUnsettled(entry))
      await context.ledger.links.decideDuplicate(entry.key, link.id, 'keep');
    // A row corrected since must not be sent while a link of its earlier contents can still be paid.
    else if ((whose !== 'earlier' || isLive(link)) && isUnsettled(entry))
      rest.push([pointerOf(entry.key), link]);
  }
  return rest;
}

function hasLink({ state }: Entry, id: string): boolean {
  return state.kind === 'created' && state.link.id === id;
}

interface Scan {
  /** Batches read so far, by id. */
  readonly batches: Map<string, Batch | undefined>;
  /** The provider's clock minus the ledger's. */
  readonly shiftMs: number;
  /** Rows that the ledger calls entered may have been sent. */
  readonly isAfterLoss: boolean;
}

async function batchOf(
  { ledger }: AccountContext,
  { key }: Pick<Entry, 'key'>,
  scan: Scan,
): Promise<Batch | undefined> {
  const { batches } = scan;
  if (!batches.has(key.batch)) batches.set(key.batch, await ledger.batches.read(key.batch));
  return batches.get(key.batch);
}

/** Pauses the batch of a row that cannot be decrypted here: once its key is back, the row would get a duplicate link. */
async function pauseUnreadable(
  context: AccountContext,
  key: EntryKey | undefined,
  scan: Scan,
): Promise<void> {
  const batch = key === undefined ? undefined : await batchOf(context, { key }, scan);
  if (batch?.missingKey === undefined || batch.paused !== undefined) return;
  const decision = { by: 'recovery-scan', why: message('key_missing_at_look_back', {}) };
  await context.ledger.batches.decide(batch.id, 'paused', decision);
  scan.batches.set(batch.id, { ...batch, paused: { at: 0, ...decision } });
  context.warn(message('batch_paused_without_key', { batch: batch.id }));
}

async function whoseOf(
  context: AccountContext,
  link: ListedLink,
  entry: Entry,
  scan: Scan,
): Promise<ReturnType<typeof ownershipOf>> {
  const batch = await batchOf(context, entry, scan);
  return batch === undefined
    ? 'strange'
    : ownershipOf(link, entry, batch, context, {
        shiftMs: scan.shiftMs,
        knownFrom: Number.POSITIVE_INFINITY,
      });
}

async function judgeWith(context: AccountContext, entry: Entry, link: ListedLink, scan: Scan): Promise<void> {
  const batch = await batchOf(context, entry, scan);
  if (batch !== undefined) await judgeFound(context, entry, batch, entry.attempt, link);
}

async function stopAt(context: AccountContext, entry: Entry, link: ListedLink, scan: Scan): Promise<void> {
  const batch = await batchOf(context, entry, scan);
  if (batch !== undefined)
    await stopMisdirected(context, entry, link.id, compareLink(context, entry, batch, link));
}

/**
 * Settles a row whose reference has links, but no live one of ours. One of ours that has ended settles it, and a person may reissue
 * it; any other link makes the row a conflict.
 */
async function settleUndecided(
  context: AccountContext,
  key: EntryKey,
  links: readonly ListedLink[],
  scan: Scan,
): Promise<void> {
  const entry = await context.ledger.entries.read(key);
  if (entry === undefined || !isUnsettled(entry)) return;
  const ours: ListedLink[] = [];
  for (const link of links) if ((await whoseOf(context, link, entry, scan)) === 'ours') ours.push(link);
  const found = linkThatStays(ours);
  const others = links.filter((link) => !ours.includes(link));
  const payable = others.find(isLive);
  // Where Bridge shows no tags, a payable link beside an ended one of ours may be its reissue.
  if (found !== undefined && (isLive(found) || payable === undefined)) {
    await judgeWith(context, entry, found, scan);
    return;
  }
  const conflicting = payable ?? links[0];
  const details = [message('link_named', { link: conflicting?.id ?? '' })];
  const failure = { code: 'found_with_other_contents', details } as const;
  await context.ledger.sendings.judge(key, entry.attempt, { kind: 'conflict', failure });
}

function isUnsettled({ state: { kind } }: Entry): boolean {
  return kind === 'entered' || kind === 'claimed' || kind === 'doubtful';
}
