import type { ListedLink } from '../bridge/bridge.ts';
import { type Entry, pointerOf } from '../domain/entry.ts';
import type { Doubt, Judgement } from '../ledger/ledger.ts';
import { listWindow } from './list-window.ts';
import type { Mill } from './mill.ts';

/** Before the first sending by this much begins a window: clocks differ, and the permit lies ahead of the claim. */
const marginMs = 120_000;

/**
 * Settles doubts from the provider's list: found ones become created, ones proven absent go back to be sent again. All
 * `doubts` share one window; those that the list cannot decide yet stay as they are. Throws `ListingUnavailable`.
 */
export async function settleDoubts(mill: Mill, doubts: readonly Doubt[], now: number): Promise<void> {
  const { ledger, times } = mill;
  const entries = await doubtfulEntries(mill, doubts);
  const oldest = Math.min(...doubts.map(({ firstSentAt }) => firstSentAt));
  const shiftMs = providerShiftMs(mill, now);
  const since = oldest - marginMs - times.useByMs + shiftMs;
  const until = now - times.listingDelayMs + shiftMs;
  let whole = true;
  for await (const part of listWindow(mill, since, Math.max(until, since + 1))) {
    whole &&= part.whole;
    for (const link of part.links) {
      const doubted = link.reference === undefined ? undefined : entries.get(link.reference);
      if (doubted === undefined) continue;
      const judgement = await judgeLink(mill, doubted, link);
      if (judgement !== 'not ours') entries.delete(doubted.entry.reference);
    }
  }
  if (!whole) return;
  for (const { doubt } of entries.values()) {
    const verdict = { kind: 'absent', begunAt: now, proofWaitMs: times.provenAbsentAfterMs } as const;
    const judgement = await ledger.judge(doubt.key, doubt.attempt, verdict);
    if (judgement === 'again') await sendAgain(mill, doubt);
  }
}

interface Doubted {
  readonly doubt: Doubt;
  readonly entry: Entry;
}

async function doubtfulEntries({ ledger }: Mill, doubts: readonly Doubt[]): Promise<Map<string, Doubted>> {
  const found = await Promise.all(
    doubts.map(async (doubt) => ({ doubt, entry: await ledger.entry(doubt.key) })),
  );
  return new Map(
    found.flatMap(({ doubt, entry }) => (entry === undefined ? [] : [[entry.reference, { doubt, entry }]])),
  );
}

/**
 * Whose link is it? Ours by its tag: this installation, this generation. Another tag under one of our references is somebody
 * else's link: the row is held and told, the link left alone. Where no tag comes back, the amount decides within the window.
 */
async function judgeLink(
  mill: Mill,
  { doubt, entry }: Doubted,
  link: ListedLink,
): Promise<Judgement | 'not ours'> {
  const [installation, generation] = link.tag?.split('.') ?? [];
  if (installation === mill.installation && Number(generation) !== entry.generation) return 'not ours';
  const ours =
    link.tag === undefined
      ? link.amountCents === entry.contents.amountCents
      : installation === mill.installation;
  if (ours) {
    mill.note('a lost answer was recovered', { line: entry.key.line, batch: entry.key.batch });
    return mill.ledger.judge(doubt.key, doubt.attempt, { kind: 'found', link });
  }
  const failure = { code: 'found_with_other_contents', detail: `The link is ${link.id}.` } as const;
  return mill.ledger.judge(doubt.key, doubt.attempt, { kind: 'conflict', failure });
}

async function sendAgain({ queue, note }: Mill, { key, attempt }: Doubt): Promise<void> {
  note('no link came of an attempt; it is sent again', { pointer: pointerOf(key), attempt });
  await queue.add([{ batch: key.batch, first: key.line, last: key.line, repeat: String(attempt) }]);
}

/** The provider's clock minus the ledger's, in ms; 0 until the provider has answered once. */
export function providerShiftMs({ bridge, clock }: Mill, ledgerNow: number): number {
  const offset = bridge.clockOffsetMs();
  return offset === undefined ? 0 : offset + clock.now() - ledgerNow;
}
