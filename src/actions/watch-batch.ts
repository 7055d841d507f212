import {
  areBooksClosed,
  type Batch,
  byForged,
  type Decision,
  isByDestination,
  isByPerson,
  isFinished,
} from '../domain/batch.ts';
import { fail } from '../domain/failure.ts';
import { reasonText } from '../domain/reason.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { Audits, Entries, Forgeries, Ledger, LedgerStatus } from '../ledger/ledger.ts';
import type { AccountContext } from './account-context.ts';
import { booksDueAt } from './audit/close-books.ts';
import { linesOf } from './batch-lines.ts';
import { refuseForged } from './submit/refuse-purged.ts';

/** Why a watch ended. */
export type WatchEnd =
  | { readonly kind: 'finished' | 'canary done' | 'interrupted'; readonly batch: Batch }
  /** The program stopped the account; nothing more is sent until a person resumes it. */
  | { readonly kind: 'stopped'; readonly batch: Batch; readonly decision: Decision }
  /** The batch waits only for rows, on these lines, that are held because somebody changed them in Redis. */
  | { readonly kind: 'held'; readonly batch: Batch; readonly lines: readonly number[] };

const pollMs = 150;

/** Without a change for this long the reason is shown, in ms; and again after a longer while. */
const quietMs = 15_000;
const showAgainMs = 60_000;

/** A recovery scan and a pause are shown sooner, in ms: nobody expects them. */
const heldMs = 2_000;

/** The display of a person who waits for a batch. */
export interface Watcher {
  /** Shows each state of the batch. */
  show(batch: Batch): void;
  /** Shows why nothing changes. */
  explain(why: Message): void;
}

/**
 * Waits until every row of a batch, or every row of its canary, has its outcome. Reads the ledger only, so any process may work on
 * the batch.
 */
export async function watchBatch(
  context: AccountContext,
  id: string,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<WatchEnd> {
  const { ledger, clock } = context;
  let changed = { at: clock.monotonic(), books: '' };
  let shownAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const batch = await ledger.batches.read(id);
    if (batch === undefined) throw fail('batch_lost', message('named_batch', { batch: id }));
    watcher.show(batch);
    if (isFinished(batch)) return { kind: 'finished', batch };
    const { stopped, state } = await ledger.account.status();
    if (stopped !== undefined && !isByPerson(stopped)) return { kind: 'stopped', batch, decision: stopped };
    refuseForged(batch);
    if (batch.heldAfter !== undefined && (await isCanaryDone(ledger, batch, batch.heldAfter))) {
      // Read again: the canary's last row was settled after the batch was read.
      return { kind: 'canary done', batch: (await ledger.batches.read(id)) ?? batch };
    }
    if (signal.aborted) return { kind: 'interrupted', batch };
    const books = JSON.stringify([batch.books, batch.knownOpen]);
    if (books !== changed.books) changed = { at: clock.monotonic(), books };
    const now = clock.monotonic();
    const lines = now - changed.at > heldMs ? await heldLines(ledger.forgeries, batch) : undefined;
    if (lines !== undefined) return { kind: 'held', batch, lines };
    const isHeld = state === 'suspect' || batch.paused !== undefined || stopped !== undefined;
    if (now - changed.at > (isHeld ? heldMs : quietMs) && now - shownAt > showAgainMs) {
      shownAt = now;
      watcher.explain(await reasonToWait(context, batch));
    }
    await clock.sleep(pollMs, signal);
  }
}

/** The lines of rows held because they were forged; undefined where the batch waits for other rows, or for none. */
async function heldLines(forgeries: Forgeries, { id, books }: Batch): Promise<readonly number[] | undefined> {
  const waiting = books.open + books.doubtful;
  if (waiting === 0) return undefined;
  const lines = await forgeries.heldRows(id);
  return lines.length < waiting ? undefined : lines;
}

/** Why a batch does not move on: the ledger, the pace, doubts, another batch, or the provider. */
async function reasonToWait({ ledger, pace, times }: AccountContext, batch: Batch): Promise<Message> {
  const { open, doubtful } = batch.books;
  const { state, bornAt, now, stopped } = await ledger.account.status();
  if (stopped !== undefined) return message('wait_account_paused', { pause: pausedText(stopped) });
  if (batch.paused !== undefined)
    return message('wait_batch_paused', { batch: batch.id, pause: pausedText(batch.paused) });
  if (state === 'suspect') return recoveryScanAhead({ bornAt, now }, times);
  if (open === 0 && doubtful > 0)
    return message('wait_answers', { rows: doubtful, seconds: secondsOf(times.provenAbsentAfterMs) });
  if (open === 0) return message('wait_earlier_batch', { rows: batch.knownOpen });
  const { waitMs, isUnknown } = await pace.creationWait();
  if (waitMs <= 1_000) return message('wait_unexplained', {});
  const seconds = secondsOf(waitMs);
  if (!isUnknown) return message('wait_limit', { seconds });
  return message('wait_limit_unknown', { window: Math.floor(pace.longestWindowMs / 1000), seconds });
}

const secondsOf = (ms: number) => Math.ceil(ms / 1000);

/** Who paused a batch or an account, and why. */
export function pausedText({ by, why }: Decision): Message {
  if (typeof why !== 'string') return message('batch_paused_by_linkmill', { why });
  return why === ''
    ? message('batch_paused_by', { by })
    : message('batch_paused_for', { by, why: reasonText(why) });
}

/** Tells that a recovery scan comes first, and in how many seconds it begins. */
export function recoveryScanAhead(
  { bornAt, now }: Pick<LedgerStatus, 'bornAt' | 'now'>,
  times: AccountContext['times'],
): Message {
  const seconds = Math.max(1, secondsOf(bornAt + times.provenAbsentAfterMs - now));
  return message('wait_look_back', { seconds });
}

async function isCanaryDone(
  ledger: Pick<Ledger, 'entries'>,
  batch: Batch,
  heldAfter: number,
): Promise<boolean> {
  const entries = await canaryEntries(ledger.entries, batch.id, heldAfter);
  return entries.every(({ state }) => !['entered', 'claimed', 'doubtful'].includes(state.kind));
}

/** The entries up to the canary's last line, in the file's order. */
export async function canaryEntries(entries: Entries, batch: string, heldAfter: number) {
  const records = await entries.readLines(batch, linesOf({ first: 1, last: heldAfter }));
  return [...records.values()].filter((record) => 'state' in record);
}

/** The wait for misdirected links ends where none of them has ended for this long, in ms. */
const revokedPatienceMs = 300_000;

/**
 * Waits until all links of a batch (or account, without `id`) with a misdirected link are compared, and every misdirected one has
 * ended. Needs a running reconciler, here or in another process. Returns how many links are left.
 */
export async function watchMisdirected(
  { ledger, clock }: AccountContext,
  id: string | undefined,
  explain: Watcher['explain'],
  signal: AbortSignal,
): Promise<number> {
  let changed = { at: clock.monotonic(), left: -1 };
  let shownAt = clock.monotonic();
  for (;;) {
    const isCompared = !(await ledger.verifications.isMisdirected(id));
    const left = await ledger.links.pendingRevocations(id);
    const now = clock.monotonic();
    if ((isCompared && left === 0) || signal.aborted || now - changed.at > revokedPatienceMs) return left;
    if (left !== changed.left) changed = { at: now, left };
    if (now - shownAt > quietMs) {
      shownAt = now;
      explain(message('wait_revocations', { count: left }));
    }
    await clock.sleep(pollMs, signal);
  }
}

/** The wait for the books ends where no process has been closing any for this long, in ms. */
const booksPatienceMs = 60_000;

/** Imbalances that the reconciler corrects by itself: the books are worth closing a second time. */
const corrected = new Set(['duplicate_link', 'link_of_another_row', 'link_not_revoked']);

/** Waits until the books of a finished batch are closed and need no second closing, or cannot be closed. Returns the batch then. */
export async function watchBooks(
  { ledger, clock, times }: AccountContext,
  id: string,
  explain: Watcher['explain'],
  signal: AbortSignal,
): Promise<Batch> {
  let dueAt: number | undefined;
  for (;;) {
    const batch = await ledger.batches.read(id);
    if (batch === undefined) throw fail('batch_lost', message('named_batch', { batch: id }));
    const status = await ledger.account.status();
    // Closing may find what reopens the batch.
    if (dueAt === undefined || !isFinished(batch)) {
      const isFirst = dueAt === undefined;
      dueAt = Math.max(status.now, booksDueAt(batch, status, times)) + times.listingDelayMs;
      const waitMs = dueAt - status.now;
      if (isFirst && waitMs > heldMs && !areBooksClosed(batch))
        explain(message('wait_books', { seconds: secondsOf(waitMs) }));
    }
    const isClosed =
      isFinished(batch) && areBooksClosed(batch) && !(await isBeingCorrected(ledger.audits, batch));
    const isGivenUp = status.now > Math.max(dueAt, status.auditingAt) + booksPatienceMs;
    // A misdirected link was found: its row waits, and the account is stopped.
    const { stopped } = status;
    if (!isFinished(batch) && stopped !== undefined && (isByDestination(stopped) || stopped.by === byForged))
      return batch;
    if (isClosed || signal.aborted || isGivenUp) return batch;
    await clock.sleep(pollMs, signal);
  }
}

async function isBeingCorrected(audits: Audits, { id, isBalanced }: Batch): Promise<boolean> {
  if (isBalanced) return false;
  const audit = await audits.read(id);
  return audit?.imbalances.some(({ failure }) => corrected.has(failure.code)) === true;
}
