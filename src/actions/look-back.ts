import type { ListedLink } from '../bridge/bridge.ts';
import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import { fingerprintOf } from '../domain/wire-values.ts';
import type { Standing } from '../ledger/ledger.ts';
import { listWindow, type Moment, type Patience, providerShiftMs, startOfTheList } from './list-window.ts';
import type { Mill } from './mill.ts';
import { isLive, linkOf, ownershipOf } from './whose-link.ts';

/** Clocks differ: a window that should hold everything up to now ends this much later. */
const aheadMs = 120_000;

/**
 * Looks back over all the account's links, because the ledger may have forgotten some, and then trusts the ledger again.
 *
 * Begins the proof wait after the loss was noticed, even where the list shows no young link, for what was sent just before a
 * loss is what the list does not show yet. Only a provider in which nothing can be under way (`nothingUnderWay`: the built-in
 * sandbox, which has just been started) is believed at once. Answers whether it was done; `onPart` is called after each part of
 * the list. Throws `ListingUnavailable`.
 */
export async function lookBack(
  mill: Mill,
  standing: Standing,
  signal: AbortSignal,
  onPart: () => Promise<void>,
): Promise<boolean> {
  const { ledger, pace, times, note, clock, nothingUnderWay } = mill;
  const isIdle = nothingUnderWay();
  if (!isIdle && standing.now < standing.bornAt + times.provenAbsentAfterMs) return false;
  const patience = { signal, isPatient: true };
  const moment: Moment = { ledgerMs: standing.now, wallMs: clock.now() };
  const now = standing.now + (await providerShiftMs(mill, moment, patience));
  const window = { since: startOfTheList, until: now + aheadMs };
  const { seen, youngest } = await holdAgainstList(mill, window, patience, onPart);
  // Where no link is young, the windows that count as full since the loss are empty.
  await ledger.trust(standing.epoch, isIdle || youngest < now - pace.longestWindowMs);
  await ledger.noteSeen(standing.now);
  if (seen > 0) note('looked back over the links of the account', { seen });
  return true;
}

/** A list that was looked at so short a time ago need not be looked at again, in ms. */
const recentlyMs = 30_000;

/**
 * What the list shows since it was last looked at, held against the ledger when a process starts: links of another ledger of the
 * account, or of a ledger that was put back from a copy, are met before anything is sent. Throws `ListingUnavailable`.
 */
export async function glance(mill: Mill, signal: AbortSignal): Promise<void> {
  const { ledger, times, clock } = mill;
  const standing = await ledger.standing();
  // A suspect ledger is looked over whole, by the sweep.
  if (standing.state !== 'sound' || standing.now < standing.seenTo + recentlyMs) return;
  const patience = { signal, isPatient: true };
  const moment: Moment = { ledgerMs: standing.now, wallMs: clock.now() };
  const shiftMs = await providerShiftMs(mill, moment, patience);
  const since = standing.seenTo + shiftMs - times.provenAbsentAfterMs - aheadMs;
  await holdAgainstList(
    mill,
    { since, until: standing.now + shiftMs + aheadMs },
    patience,
    async () => undefined,
  );
  await ledger.noteSeen(standing.now);
}

/** Holds every link of a window against the ledger; how many there were, and when the youngest was made. */
async function holdAgainstList(
  mill: Mill,
  { since, until }: { readonly since: number; readonly until: number },
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<{ seen: number; youngest: number }> {
  let seen = 0;
  let youngest = 0;
  // Held back until all was seen: one of ours may stand further on under the same reference.
  const strange = new Map<string, [EntryKey, NamedLink]>();
  for await (const part of listWindow(mill, since, until, patience)) {
    seen += part.links.length;
    for (const { createdAt } of part.links) youngest = Math.max(youngest, Date.parse(createdAt));
    for (const [key, link] of await settleOurs(mill, part.links)) strange.set(pointerOf(key), [key, link]);
    await onPart();
  }
  for (const [key, link] of strange.values()) await holdRow(mill, key, link);
  return { seen, youngest };
}

type NamedLink = ListedLink & { readonly reference: string };

/** Settles unsettled entries whose links are ours; answers the strange and the ended links under their references. */
async function settleOurs(mill: Mill, links: readonly ListedLink[]): Promise<[EntryKey, NamedLink][]> {
  const named = links.filter((link): link is NamedLink => link.reference !== undefined);
  if (named.length === 0) return [];
  const isOurs = ({ tag }: ListedLink) => tag?.startsWith(`${mill.installation}.`) === true;
  const seen = named.map((link) => ({
    reference: link.reference,
    link: linkOf(link),
    ...(isOurs(link) && isLive(link) && { fingerprint: fingerprintOf(link) }),
  }));
  const keys = await mill.ledger.lookBack(seen);
  const strange: [EntryKey, NamedLink][] = [];
  for (const [at, link] of named.entries()) {
    const key = keys[at];
    if (key !== undefined && !(await settleIfOurs(mill, key, link))) strange.push([key, link]);
  }
  return strange;
}

/** False where the link stands against the entry: it is strange, or ended. */
async function settleIfOurs(
  { ledger, installation }: Mill,
  key: EntryKey,
  link: NamedLink,
): Promise<boolean> {
  const entry = await ledger.entry(key);
  const batch = await ledger.read(key.batch);
  if (entry === undefined || batch === undefined || !isUnsettled(entry)) return true;
  const whose = ownershipOf(link, entry, batch, installation);
  if (whose === 'earlier') return true;
  if (whose === 'strange' || !isLive(link)) return false;
  await ledger.judge(key, entry.attempt, { kind: 'found', link: linkOf(link) });
  return true;
}

/** Another link under the reference of an unsettled row, strange or ended: the row is held and told. */
async function holdRow({ ledger }: Mill, key: EntryKey, link: NamedLink): Promise<void> {
  const entry = await ledger.entry(key);
  if (entry === undefined || !isUnsettled(entry)) return;
  const failure = { code: 'found_with_other_contents', detail: `The link is ${link.id}.` } as const;
  await ledger.judge(key, entry.attempt, { kind: 'conflict', failure });
}

function isUnsettled({ state: { kind } }: Entry): boolean {
  return kind === 'entered' || kind === 'claimed' || kind === 'doubtful';
}
