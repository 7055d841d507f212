import type { Payment } from '../bridge/bridge.ts';
import { type Batch, isFinished } from '../domain/batch.ts';
import type { Entry } from '../domain/entry.ts';
import { isoOf } from '../domain/expiry.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { linesOf } from './batch-lines.ts';
import { heedTrouble } from './heed-trouble.ts';
import { saidBy, type Wish } from './hold-batch.ts';
import { ListingUnavailable, type Patience, takePermit } from './list-window.ts';
import { lookUpLink } from './look-up.ts';
import type { Mill } from './mill.ts';
import { addJobs } from './submit-batch.ts';

/** What a person wants reissued. */
export interface ReissueWish extends Wish {
  /** All rows whose link has ended, where none are named. */
  readonly lines?: ReadonlySet<number>;
  /** Why a completed link is to be replaced: the bank refused its payment afterwards. */
  readonly completedButRefused?: string;
  readonly expiresInSeconds: number;
}

/** A row that keeps its link, and why. */
export interface KeptRow {
  readonly line: number;
  readonly failure: Failure;
}

/** A payment that was confirmed so long ago and is still not executed is as good as the person's word, in ms: some banks say no more. */
const confirmedLongAgoMs = 3 * 86_400_000;

/**
 * A new generation for rows whose link Bridge shows as expired or revoked, with no payment under way: they are sent again with a new
 * expiry, and their old links stay visible in the history. Each row is proven on its own, so it can be cut and done again. Rows that
 * were named and keep their link are answered with the reason. Throws `ListingUnavailable`.
 */
export async function reissueBatch(
  mill: Mill,
  batch: Batch,
  wish: ReissueWish,
  patience: Patience,
): Promise<{ reissued: number; kept: KeptRow[] }> {
  if (!isFinished(batch)) throw new Stop([{ code: 'batch_unsettled', detail: `(${batch.id})` }], 1);
  const { ledger, queue } = mill;
  await ledger.withdraw(batch.id, 'cancelled', 'revoked');
  const kept: KeptRow[] = [];
  const keep = (entry: Entry, failure: Failure) => {
    if (wish.lines !== undefined || failure.code !== 'link_payable')
      kept.push({ line: entry.key.line, failure });
  };
  const ended: Ended[] = [];
  for await (const [entry, id] of linksOf(ledger, batch, wish.lines)) {
    const seen = await lookUpEnd(mill, entry, id, wish, patience);
    if ('failure' in seen) keep(entry, seen.failure);
    else ended.push(seen);
  }
  // A payment that was begun just before its link ended may not be listed yet.
  if (ended.length > 0) await mill.clock.sleep(mill.times.listingDelayMs, patience.signal);
  let reissued = 0;
  for (const one of ended) {
    patience.signal.throwIfAborted();
    const failure = await reissueEntry(mill, one, wish, patience);
    if (failure === undefined) reissued += 1;
    else keep(one.entry, failure);
  }
  if (reissued > 0) {
    await ledger.note(batch.id, { what: 'reissued', rows: reissued, by: wish.by, why: whyOf(wish) });
    await addJobs(ledger, queue, batch.id, `reissue-${mill.clock.now()}`);
  }
  return { reissued, kept };
}

/** A row whose link was seen to have ended. */
interface Ended {
  readonly entry: Entry;
  readonly id: string;
  readonly status: 'expired' | 'revoked' | 'completed';
}

async function* linksOf(
  ledger: Ledger,
  batch: Batch,
  wanted: ReadonlySet<number> | undefined,
): AsyncGenerator<[Entry, string]> {
  for (const slice of await ledger.slices(batch.id)) {
    const lines = linesOf(slice).filter((line) => wanted?.has(line) ?? true);
    for (const page of (await ledger.entries(batch.id, lines)).values()) {
      if ('state' in page && page.state.kind === 'created') yield [page, page.state.link.id];
    }
  }
}

function whyOf({ why, completedButRefused }: ReissueWish): string {
  return completedButRefused ?? why;
}

/** How the link has ended, or why the row keeps it. */
async function lookUpEnd(
  mill: Mill,
  entry: Entry,
  id: string,
  wish: ReissueWish,
  patience: Patience,
): Promise<Ended | { readonly failure: Failure }> {
  const detail = `The link is ${id}.`;
  const link = await lookUpLink(mill, id, patience);
  if (link === undefined) return { failure: { code: 'link_missing', detail } };
  const { status } = link;
  if (status === 'valid' || status === 'unknown') return { failure: { code: 'link_payable', detail } };
  const isPaid = status === 'completed' && wish.completedButRefused === undefined;
  return isPaid ? { failure: { code: 'link_completed', detail } } : { entry, id, status };
}

/** Undefined where the row is reissued, else why it keeps its link. */
async function reissueEntry(
  mill: Mill,
  { entry, id, status }: Ended,
  wish: ReissueWish,
  patience: Patience,
): Promise<Failure | undefined> {
  const underWay = await paymentUnderWay(mill, id, status, patience);
  if (underWay !== undefined) return underWay;
  const now = mill.clock.now();
  const expiresAt = isoOf(now + wish.expiresInSeconds * 1000);
  const said = saidBy({ by: wish.by, why: whyOf(wish) });
  const isDone = await mill.ledger.reissue(entry, status, expiresAt, said, now);
  return isDone ? undefined : { code: 'link_payable', detail: 'The row has changed meanwhile.' };
}

/** A payment of an ended link may still go through: as long as one might, the row keeps its link. */
async function paymentUnderWay(
  mill: Mill,
  id: string,
  status: string,
  patience: Patience,
): Promise<Failure | undefined> {
  await takePermit(mill, patience);
  const answer = await mill.bridge.listPayments(id);
  if (answer.kind !== 'listed') throw new ListingUnavailable(await heedTrouble(mill, answer));
  const now = mill.clock.now();
  const open = answer.payments.find((payment) => !isOver(payment, status === 'completed', now));
  return open && { code: 'payment_under_way', detail: `The payment stands at ${open.status}.` };
}

/** Refused by the bank, or, where a person says that a completed one was refused, confirmed long ago and not executed since. */
function isOver({ status, updatedAt }: Payment, isCompleted: boolean, now: number): boolean {
  if (status === 'RJCT') return true;
  const quietMs = updatedAt === undefined ? 0 : now - Date.parse(updatedAt);
  return isCompleted && status === 'PDNG' && quietMs > confirmedLongAgoMs;
}
