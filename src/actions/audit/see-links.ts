import type { ListedLink } from '../../bridge/bridge.ts';
import type { Imbalance, ListedLinks } from '../../domain/audit.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Entry } from '../../domain/entry.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { type Message, message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';
import {
  type CheckedLink,
  checkOwnLink,
  differenceCode,
  type ListClock,
  listClock,
  saveChecked,
} from '../reconcile/check-destination.ts';
import { type DuplicateLink, judgeDuplicateLink } from '../reconcile/judge-duplicate-link.ts';
import {
  atOneMoment,
  clockMarginMs,
  listWindow,
  type Patience,
  providerShiftMs,
  startOfTheList,
} from '../reconcile/list-window.ts';
import { lookUpLink } from '../reconcile/look-up.ts';
import { isLive } from '../reconcile/whose-link.ts';
import { hostDetail, isRevokedSecond, paidElsewhere } from '../report/entry-line.ts';
import { entriesOf, partsOf } from '../report/recount.ts';

/** Links missing from the batch's window are read by id; where more than this are missing, the list before it is read first. */
const mostById = 20;

/** Most imbalances that are stored; the count is of all. */
export const mostImbalances = 1_000;

/** The provider's links of a batch, compared with its rows. */
export interface SeenLinks {
  /** When the comparison began, in ms of the ledger's clock. */
  readonly begunAt: number;
  readonly links: ListedLinks;
  /** Creation of the oldest link, in ms of the provider's clock; absent where it is no older than the batch. */
  readonly linksFrom?: number;
  readonly imbalances: readonly Imbalance[];
  readonly imbalanceCount: number;
}

/**
 * Compares every link of the provider's list over the span of a batch with its rows, and reads by id what the list does not show. The
 * ledger records at once each duplicate link found, and each comparison. `rows`: the entries of the batch, part by part; a repeated
 * one counts once. Calls `onPart` after each part. Throws `ListingUnavailable`.
 */
export async function seeLinks(
  context: AccountContext,
  batch: Batch,
  patience: Patience,
  onPart: () => Promise<void>,
  rows: AsyncIterable<readonly Entry[]> = rowsOf(context, batch),
): Promise<SeenLinks> {
  const { ledger } = context;
  const { moment, bornAt } = await atOneMoment(context, () => ledger.account.status());
  const shiftMs = await providerShiftMs(context, moment, patience);
  const check = createCheck(context, batch, patience, listClock(context, { bornAt }, shiftMs));
  const before = await ledger.audits.read(batch.id);
  // Counts from the opening of the batch: that time is authenticated, the time of the commit is not.
  const start = batch.submittedAt + shiftMs - clockMarginMs;
  const since = Math.min(start, before?.linksFrom ?? start);
  const compareWindow = async (from: number, until: number) => {
    for await (const part of listWindow(context, from, until, patience)) {
      await check.compare(part.links);
      await onPart();
    }
  };
  await compareWindow(since, moment.ledgerMs + shiftMs + clockMarginMs);
  const unseen = new Set<number>();
  const read = new Set<number>();
  for await (const part of rows) {
    for (const entry of part) {
      const { line } = entry.key;
      if (entry.state.kind !== 'created' || read.has(line)) continue;
      if (check.isUnseen(entry)) unseen.add(line);
      if (entry.earlierLinks.length === 0) continue;
      read.add(line);
      reportEarlier(entry, check.report);
    }
    await onPart();
  }
  if (unseen.size > mostById) await compareWindow(startOfTheList, since);
  for (const line of unseen) {
    const entry = await ledger.entries.read({ batch: batch.id, line });
    if (entry === undefined || !check.isUnseen(entry)) continue;
    await check.lookUp(entry);
    await onPart();
  }
  for (const [line, ids] of await ledger.links.undecided(batch.id)) check.report(line, 'duplicate_link', ids);
  for (const line of (await ledger.links.paidTwice(batch.id)).keys()) check.report(line, 'paid_twice');
  return {
    begunAt: moment.ledgerMs,
    links: check.links,
    ...(check.oldest() < start && { linksFrom: check.oldest() }),
    imbalances: check.imbalances,
    imbalanceCount: check.imbalanceCount(),
  };
}

async function* rowsOf({ ledger }: AccountContext, batch: Batch): AsyncGenerator<readonly Entry[]> {
  for await (const part of partsOf(ledger, batch)) yield entriesOf(part);
}

/** Reports earlier links that were paid elsewhere, or revoked as duplicates. */
function reportEarlier(
  { key, earlierLinks }: Entry,
  report: (line: number, code: FailureCode, id: string) => void,
): void {
  for (const one of earlierLinks) {
    if (one.status === paidElsewhere) report(key.line, 'paid_elsewhere', one.id);
    else if (isRevokedSecond(one)) report(key.line, 'duplicate_link_revoked', one.id);
  }
}

const reportedAs: Readonly<Record<DuplicateLink, FailureCode>> = {
  misdirected: 'destination_differs',
  strange: 'strange_link',
  'of another row': 'link_of_another_row',
};

/** Collects what is found about the links of one batch. */
function createCheck(context: AccountContext, batch: Batch, patience: Patience, clock: ListClock) {
  const { ledger } = context;
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
  let checked: CheckedLink[] = [];
  let oldest = Number.POSITIVE_INFINITY;

  function report(line: number, code: FailureCode, link?: string, more: readonly Message[] = []): void {
    const details = link === undefined ? more : [message('link_named', { link }), ...more];
    imbalanceCount += 1;
    if (imbalances.length < mostImbalances)
      imbalances.push({ line, failure: { code, ...(details.length > 0 && { details }) } });
  }

  /** Counts and compares the entry's own link. */
  async function see(entry: Entry, link: ListedLink): Promise<void> {
    const { line } = entry.key;
    if (seen.has(line)) return;
    seen.add(line);
    links[link.status] += 1;
    oldest = Math.min(oldest, Date.parse(link.createdAt));
    const { revoked } = batch;
    const isRevoked = revoked !== undefined && !((entry.wantedAt ?? 0) >= revoked.at);
    // A ledger that lost its last writes may have forgotten this revocation.
    const isDue = isRevoked && link.status === 'valid';
    if (isDue && (await ledger.links.revokeLines(batch.id, [line], revoked, true)) > 0)
      report(line, 'link_not_revoked', link.id);
    const own = checkOwnLink(context, entry, batch, link, clock.knownFrom);
    if (own === undefined) return;
    checked.push(own);
    if (own.comparison.kind === 'differs')
      report(line, differenceCode(own.comparison), link.id, own.comparison.details);
    compareUrl(entry, link);
  }

  /** Compares the link's address in the ledger with Bridge's. */
  function compareUrl({ key, state }: Entry, link: ListedLink): void {
    if (state.kind !== 'created') return;
    const { strangeHost } = state;
    if (strangeHost !== undefined) report(key.line, 'link_host_unknown', link.id, [hostDetail(strangeHost)]);
    else if (state.link.url !== link.url) report(key.line, 'link_url_differs', link.id);
  }

  /** Saves the comparisons made since the last call. */
  async function saveComparisons(): Promise<void> {
    const part = checked;
    checked = [];
    const left = await saveChecked(context, batch.id, part, clock);
    const differing = part.filter(({ comparison }) => comparison.kind === 'differs').length;
    if (left > differing) report(0, 'destination_unproven');
  }

  async function compareOne(entry: Entry, link: ListedLink): Promise<void> {
    const { state } = entry;
    if (state.kind === 'created' && state.link.id === link.id) return see(entry, link);
    if (!isLive(link)) return;
    const found = await judgeDuplicateLink(context, entry, batch, link, clock);
    if (found !== undefined) report(entry.key.line, reportedAs[found], link.id);
  }

  return {
    links,
    imbalances,
    imbalanceCount: () => imbalanceCount,
    oldest: () => oldest,
    report,
    isUnseen: ({ key }: Entry) => !seen.has(key.line),
    async compare(listed: readonly ListedLink[]): Promise<void> {
      const named = listed.filter(({ reference }) => reference !== undefined);
      const entries = await ledger.entries.find(named.map(({ reference }) => reference ?? ''));
      for (const [at, link] of named.entries()) {
        const entry = entries[at];
        if (entry?.key.batch === batch.id) await compareOne(entry, link);
      }
      await saveComparisons();
    },
    /** Reads by id a link that no listing showed. */
    async lookUp(entry: Entry): Promise<void> {
      if (entry.state.kind !== 'created') return;
      const { id } = entry.state.link;
      const link = await lookUpLink(context, id, patience);
      if (link === undefined) return report(entry.key.line, 'link_missing', id);
      // Bridge may leave the reference out: that proves nothing against the link.
      if (link.reference === undefined || link.reference === entry.reference) {
        await see(entry, link);
        return saveComparisons();
      }
      report(entry.key.line, 'link_of_another_row', id);
      await ledger.links.unassignLink(entry.key, id);
    },
  };
}
