import type { ListedLink } from '../bridge/bridge.ts';
import type { Audit, Imbalance, ListedLinks } from '../domain/audit.ts';
import type { Batch } from '../domain/batch.ts';
import type { Entry } from '../domain/entry.ts';
import type { FailureCode } from '../domain/failure.ts';
import type { ProtocolTimes } from '../domain/protocol-times.ts';
import type { Standing } from '../ledger/ledger.ts';
import { digestOf } from './digest-of.ts';
import {
  atOneMoment,
  clockMarginMs,
  listWindow,
  type Patience,
  providerShiftMs,
  startOfTheList,
} from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import type { Mill } from './mill.ts';
import { compareCounters, recount } from './recount.ts';
import { isLive, judgeFound, ownershipOf } from './whose-link.ts';
import { digestReport } from './write-report.ts';

/** Links that the batch's window does not show are read by id; where there are more of them, the list before it is read first. */
const mostById = 20;

const mostImbalances = 1_000;

/** When the books of a finished batch can be closed, in ms of the ledger's clock: by then the list must show every link of it. */
export function booksDueAt(batch: Batch, { bornAt }: Pick<Standing, 'bornAt'>, times: ProtocolTimes): number {
  const settledAt = Math.max(batch.finishedAt ?? 0, batch.lastSentAt ?? 0) + times.listingDelayMs;
  const wasSure = !batch.wasInDoubt && bornAt <= (batch.sealedAt ?? 0);
  return wasSure ? settledAt : Math.max(settledAt, (batch.lastSentAt ?? 0) + times.provenAbsentAfterMs);
}

/**
 * Closes the books of a batch as it stands: counts its rows and cents anew, holds every link of the provider's list over its span
 * against them, and reads by id what the list does not show. A link of ours that came to light is told to the ledger at once. `onPart`
 * is called after each part. Throws `ListingUnavailable`.
 */
export async function closeBooks(
  mill: Mill,
  batch: Batch,
  patience: Patience,
  onPart: () => Promise<void>,
): Promise<Audit> {
  const { ledger } = mill;
  const { moment } = await atOneMoment(mill, () => ledger.standing());
  const shiftMs = await providerShiftMs(mill, moment, patience);
  const check = createCheck(mill, batch, patience);
  const before = await ledger.audit(batch.id);
  const start = (batch.sealedAt ?? batch.submittedAt) + shiftMs - clockMarginMs;
  const since = Math.min(start, before?.linksFrom ?? start);
  const hold = async (from: number, until: number) => {
    for await (const part of listWindow(mill, from, until, patience)) {
      await check.hold(part.links);
      await onPart();
    }
  };
  await hold(since, moment.ledgerMs + shiftMs + clockMarginMs);
  const unseen: number[] = [];
  const counted = await recount(ledger, batch, async (entries) => {
    unseen.push(...entries.filter(check.isUnseen).map(({ key }) => key.line));
    await onPart();
  });
  if (unseen.length > mostById) await hold(startOfTheList, since);
  for (const line of unseen) {
    const entry = await ledger.entry({ batch: batch.id, line });
    if (entry === undefined || !check.isUnseen(entry)) continue;
    await check.lookUp(entry);
    await onPart();
  }
  for (const [line, ids] of await ledger.undecided(batch.id)) check.tell(line, 'second_link', ids);
  for (const line of (await ledger.paidTwice(batch.id)).keys()) check.tell(line, 'paid_twice');
  for (const imbalance of compareCounters((await ledger.read(batch.id)) ?? batch, counted))
    check.add(imbalance);
  const { doubtful, open } = counted.rows;
  return {
    at: moment.ledgerMs,
    balanced: check.imbalanceCount() === 0 && doubtful === 0 && open === 0,
    ...counted,
    links: check.links,
    ...(check.oldest() < start && { linksFrom: check.oldest() }),
    fileDigest: await digestOf(ledger.source(batch.id)),
    reportDigest: await digestReport(ledger, batch, onPart),
    imbalances: check.imbalances,
    imbalanceCount: check.imbalanceCount(),
  };
}

/** What was seen so far of the links of one batch. */
function createCheck(mill: Mill, batch: Batch, patience: Patience) {
  const { ledger, installation } = mill;
  const seen = new Set<number>();
  const links: { -readonly [status in keyof ListedLinks]: number } = {
    valid: 0,
    completed: 0,
    expired: 0,
    revoked: 0,
    unknown: 0,
  };
  const imbalances: Imbalance[] = [];
  let imbalanceCount = 0;
  let oldest = Number.POSITIVE_INFINITY;

  function add(imbalance: Imbalance): void {
    imbalanceCount += 1;
    if (imbalances.length < mostImbalances) imbalances.push(imbalance);
  }

  function tell(line: number, code: FailureCode, id?: string): void {
    add({ line, failure: { code, ...(id !== undefined && { detail: `The link is ${id}.` }) } });
  }

  /** The entry's own link, as the provider shows it. */
  async function see(entry: Entry, link: ListedLink): Promise<void> {
    const { line } = entry.key;
    if (seen.has(line)) return;
    seen.add(line);
    links[link.status] += 1;
    oldest = Math.min(oldest, Date.parse(link.createdAt));
    const isRevoked = batch.revoked !== undefined && !((entry.wantedAt ?? 0) >= batch.revoked.at);
    // A ledger that lost its last writes may have forgotten what it was to revoke.
    const isDue = isRevoked && link.status === 'valid';
    if (isDue && (await ledger.revokeLines(batch.id, [line], 'as the batch is', true)) > 0)
      tell(line, 'link_not_revoked', link.id);
    if (link.amountCents !== undefined && link.amountCents !== entry.contents.amountCents) {
      tell(line, 'amount_differs', link.id);
    }
  }

  async function holdOne(entry: Entry, link: ListedLink): Promise<void> {
    const { state, key, attempt } = entry;
    if (state.kind === 'created' && state.link.id === link.id) return see(entry, link);
    if (!isLive(link)) return;
    const whose = ownershipOf(link, entry, batch, installation);
    if (whose === 'strange') return tell(key.line, 'strange_link', link.id);
    if (whose === 'ours') {
      const judgement = await judgeFound(ledger, entry, attempt, link);
      if (judgement === 'wrong') tell(key.line, 'link_of_another_row', link.id);
    } else if (whose === 'earlier' || link.status === 'valid') {
      // Also one that was seen to have ended and can be paid after all.
      await ledger.decideExtra(key, link.id, 'keep');
    }
  }

  return {
    links,
    imbalances,
    imbalanceCount: () => imbalanceCount,
    oldest: () => oldest,
    add,
    tell,
    isUnseen: ({ key }: Entry) => !seen.has(key.line),
    async hold(listed: readonly ListedLink[]): Promise<void> {
      const named = listed.filter(({ reference }) => reference !== undefined);
      const entries = await ledger.find(named.map(({ reference }) => reference ?? ''));
      for (const [at, link] of named.entries()) {
        const entry = entries[at];
        if (entry?.key.batch === batch.id) await holdOne(entry, link);
      }
    },
    /** A link that no listing showed. */
    async lookUp(entry: Entry): Promise<void> {
      if (entry.state.kind !== 'created') return;
      const { id } = entry.state.link;
      const link = await lookUpLink(mill, id, patience);
      if (link === undefined) return tell(entry.key.line, 'link_missing', id);
      // A reference that did not come back tells nothing against the link.
      if (link.reference === undefined || link.reference === entry.reference) return see(entry, link);
      tell(entry.key.line, 'link_of_another_row', id);
      await ledger.disown(entry.key, id);
    },
  };
}
