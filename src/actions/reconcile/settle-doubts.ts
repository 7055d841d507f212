import type { ListedLink } from '../../bridge/bridge.ts';
import { type Entry, pointerOf } from '../../domain/entry.ts';
import { message } from '../../i18n/messages.ts';
import type { Doubt, Judgement } from '../../ledger/ledger.ts';
import type { AccountContext } from '../account-context.ts';
import { compareLink, type ListClock, listClock, stopMisdirected } from './check-destination.ts';
import { clockMarginMs, listWindow, type Moment, providerShiftMs, startOfTheList } from './list-window.ts';
import { skipUnusable } from './of-one.ts';
import { isLive, isTaggedBy, judgeFound, linkThatStays, ownershipOf } from './whose-link.ts';

/**
 * Settles doubts from the provider's list: a row whose link is found becomes created, one whose link is proven absent is sent again.
 * All `doubts` share one window; those that the list cannot decide yet stay. `moment`: when the doubts were read. Calls `onPart`
 * after each part of the list. Throws `ListingUnavailable`.
 */
export async function settleDoubts(
  context: AccountContext,
  doubts: readonly Doubt[],
  moment: Moment,
  signal: AbortSignal,
  onPart: () => Promise<void>,
): Promise<void> {
  const { times } = context;
  const patience = { signal, isPatient: false };
  const shiftMs = await providerShiftMs(context, moment, patience);
  const clock = listClock(context, await context.ledger.account.status(), shiftMs);
  const doubted = await entriesOf(context, doubts);
  const oldest = Math.min(...doubts.map(({ firstSentAt }) => firstSentAt));
  // An entry whose link a recovery scan found was never sent by this ledger: it has no first sending.
  const since = Math.max(startOfTheList, oldest - clockMarginMs - times.useByMs + shiftMs);
  const until = Math.max(moment.ledgerMs - times.listingDelayMs + shiftMs, since + 1);
  let whole = true;
  for await (const part of listWindow(context, since, until, patience)) {
    whole &&= part.whole;
    for (const link of part.links) {
      if (link.reference !== undefined) doubted.get(link.reference)?.links.push(link);
      // A link of ours without a reference may belong to any doubt, so nothing is proven absent.
      else if (isTaggedBy(link, context.installation)) whole = false;
    }
    await onPart();
  }
  for (const one of doubted.values()) {
    const judgement = await skipUnusable(context, { ...one.doubt.key }, () =>
      judgeDoubt(context, one, moment.ledgerMs, whole, clock),
    );
    if (judgement === 'again') await sendAgain(context, one.doubt);
  }
}

/** A doubt with its entry and every link under its reference. */
interface Doubted {
  readonly doubt: Doubt;
  readonly entry: Entry;
  readonly links: ListedLink[];
}

async function entriesOf(context: AccountContext, doubts: readonly Doubt[]): Promise<Map<string, Doubted>> {
  const found = await Promise.all(
    doubts.map(async (doubt) => {
      const entry = await skipUnusable(context, { ...doubt.key }, () =>
        context.ledger.entries.read(doubt.key),
      );
      return { doubt, entry };
    }),
  );
  return new Map(
    found.flatMap(({ doubt, entry }) =>
      entry === undefined ? [] : [[entry.reference, { doubt, entry, links: [] }]],
    ),
  );
}

/**
 * A link of ours with the entry's contents settles the row, a live one first. A strange link, or a live one of an earlier
 * generation, makes it a conflict. No link in a whole window proves absence.
 */
async function judgeDoubt(
  context: AccountContext,
  { doubt, entry, links }: Doubted,
  begunAt: number,
  whole: boolean,
  clock: ListClock,
): Promise<Judgement | undefined> {
  const { ledger, times, note } = context;
  const { key, attempt } = doubt;
  const batch = await ledger.batches.read(key.batch);
  if (batch === undefined) return undefined;
  const judged = links.map((link) => ({ link, whose: ownershipOf(link, entry, batch, context, clock) }));
  for (const { link, whose } of judged)
    if (whose === 'misdirected') {
      const comparison = compareLink(context, entry, batch, link, clock.knownFrom);
      await stopMisdirected(context, entry, link.id, comparison, clock.bornAt);
    }
  const ours = judged.filter(({ whose }) => whose === 'ours').map(({ link }) => link);
  const found = linkThatStays(ours);
  const strangers = judged.filter(
    ({ whose, link }) => whose === 'strange' || (whose === 'earlier' && isLive(link)),
  );
  const strange = strangers.find(({ link }) => isLive(link)) ?? strangers[0];
  // Where Bridge shows no tags, a payable link beside an ended one of ours may be its reissue.
  const isReplaced = found !== undefined && !isLive(found) && strange !== undefined && isLive(strange.link);
  if (found !== undefined && !isReplaced) {
    note('answer_recovered', { ...key });
    const judgement = await judgeFound(context, entry, batch, attempt, found);
    // A link made later than the set times allow may be a duplicate: the reconciler chooses.
    for (const other of ours)
      if (other !== found && isLive(other)) await judgeFound(context, entry, batch, attempt, other);
    return judgement;
  }
  if (strange !== undefined) {
    const details = [message('link_named', { link: strange.link.id })];
    const failure = { code: 'found_with_other_contents', details } as const;
    return ledger.sendings.judge(key, attempt, { kind: 'conflict', failure });
  }
  if (!whole) return undefined;
  return ledger.sendings.judge(key, attempt, {
    kind: 'absent',
    begunAt,
    proofWaitMs: times.provenAbsentAfterMs,
  });
}

async function sendAgain({ queue, note }: AccountContext, { key, attempt }: Doubt): Promise<void> {
  note('attempt_without_link', { pointer: pointerOf(key), attempt });
  await queue.add([{ batch: key.batch, first: key.line, last: key.line, repeat: String(attempt) }]);
}
