import { byLockOut } from '../domain/batch.ts';
import { pointerOf } from '../domain/entry.ts';
import { message } from '../i18n/messages.ts';
import type { Doubt } from '../ledger/ledger.ts';
import type { AccountContext } from './account-context.ts';
import { closeDueBooks } from './audit/close-due-books.ts';
import { compareMisdirected } from './audit/compare-misdirected.ts';
import { createDuePurge } from './control/purge-batches.ts';
import { atOneMoment, ListingUnavailable } from './reconcile/list-window.ts';
import { skipUnusable } from './reconcile/of-one.ts';
import { verifyFirstLinks } from './reconcile/read-back.ts';
import { recoveryScan, startupScan } from './reconcile/recovery-scan.ts';
import { revokeLinks } from './reconcile/revoke-links.ts';
import { settleDoubts } from './reconcile/settle-doubts.ts';
import { settleDuplicateLinks } from './reconcile/settle-duplicate-links.ts';

/** Doubts read in one round; the next round takes the rest. */
const doubtsAtOnce = 2_000;

/** Newest batches in which forgotten entries are looked for. */
const batchesAtOnce = 1_000;

/** During long work, doubts are settled this often, in ms. */
const doubtsEachMs = 5_000;
/** Most rounds of duplicates and revocations before books are closed. */
const mostRounds = 100;

/** After this long, in ms, another process takes over from a reconciler whose process died. */
const leaseMs = 5_000;

/** Pause after Bridge's list could not be read, in ms, doubled up to the longest. */
const firstRestMs = 500;
const longestRestMs = 30_000;

/**
 * Finishes what workers left behind: a suspect ledger, doubts, duplicate links, revocations, books to close, entries whose job was
 * lost. One process of an account does it at a time. The caller runs `reconcileOnce` every `pauseMs`; the signal ends a long recovery
 * scan.
 */
export function createReconciler(context: AccountContext, signal: AbortSignal) {
  const { ledger, times } = context;
  const purgeDue = createDuePurge(context);
  const lookedAt = new Map<string, number>();
  const pauseMs = Math.max(50, Math.min(1_000, times.listingDelayMs / 4));

  /** A doubt is due once the list must show its link, and again once absence from the list is proof. */
  function isDue(doubt: Doubt, now: number): boolean {
    const last = lookedAt.get(`${pointerOf(doubt.key)}.${doubt.attempt}`) ?? 0;
    const listed = doubt.sentAt + times.useByMs + times.listingDelayMs;
    const provable = doubt.sentAt + times.provenAbsentAfterMs;
    return (
      [listed, provable].some((due) => now >= due && last < due) ||
      (now >= provable && now >= last + pauseMs * 5)
    );
  }

  let restMs = firstRestMs;
  let restsUntil = 0;

  async function reconcileDoubts(renew: () => Promise<void>): Promise<void> {
    const { now, doubts, moment } = await atOneMoment(context, () => ledger.sendings.doubts(doubtsAtOnce));
    const due = doubts.filter((doubt) => isDue(doubt, now));
    if (due.length === 0) return;
    if (lookedAt.size > doubtsAtOnce * 10) lookedAt.clear();
    for (const { key, attempt } of due) lookedAt.set(`${pointerOf(key)}.${attempt}`, now);
    await settleDoubts(context, due, moment, signal, renew);
  }

  /** The work that needs a trusted ledger, most urgent first. */
  async function settleRest(renew: () => Promise<void>): Promise<void> {
    // Waits for permits, but asks each question once: the next round asks again.
    const patience = { signal, isPatient: true, tries: 1 };
    let doubtsAt = 0;
    const keepUp = async () => {
      await renew();
      // Long work must not delay the doubts of other batches.
      if (context.clock.monotonic() < doubtsAt) return;
      doubtsAt = context.clock.monotonic() + doubtsEachMs;
      await reconcileDoubts(renew);
    };
    await keepUp();
    await verifyFirstLinks(context, patience, keepUp);
    await compareMisdirected(context, patience, keepUp);
    for (let round = 0; round < mostRounds; round += 1) {
      const settled = await settleDuplicateLinks(context, patience, keepUp);
      const tried = await revokeLinks(context, patience, keepUp);
      if (settled + tried === 0) break;
    }
    await closeDueBooks(context, { ...patience, tries: 5 }, keepUp);
    await purgeDue(keepUp);
  }

  async function reconcileOnce(): Promise<void> {
    const begunAt = context.clock.monotonic();
    const noteReconciled = () => {
      if (context.activity !== undefined) context.activity.reconciledAt = begunAt;
    };
    await ledger.leases.withLease('sweep', leaseMs, async ({ renew }) => {
      noteReconciled();
      await reconcileAlone(renew).finally(() => {
        if (context.activity !== undefined)
          context.activity.reconcileMs = context.clock.monotonic() - begunAt;
      });
    });
    noteReconciled();
  }

  async function reconcileAlone(renew: () => Promise<void>): Promise<void> {
    try {
      await ledger.sendings.doubts(0);
      const status = await atOneMoment(context, () => ledger.account.status());
      if (status.stopped?.by !== byLockOut && context.clock.monotonic() >= restsUntil) {
        const isTrusted = status.state !== 'suspect' || (await recoveryScan(context, status, signal, renew));
        if (isTrusted) await settleRest(renew);
        restMs = firstRestMs;
      }
      await requeueForgotten(context);
    } catch (error) {
      if (!(error instanceof ListingUnavailable)) throw error;
      showUnavailable(error);
      restsUntil = context.clock.monotonic() + restMs;
      restMs = Math.min(restMs * 2, longestRestMs);
    }
  }

  /** Runs the startup scan, before a process sends its first row. True once it is done. */
  async function scanAtStartup(): Promise<boolean> {
    try {
      await ledger.sendings.doubts(0);
      if ((await ledger.account.status()).stopped?.by === byLockOut) return false;
      await startupScan(context, signal);
      return true;
    } catch (error) {
      if (!(error instanceof ListingUnavailable)) throw error;
      showUnavailable(error);
      return false;
    }
  }

  function showUnavailable(error: ListingUnavailable): void {
    if (!signal.aborted) context.warn(message('list_unreadable', {}), error);
  }

  return { scanAtStartup, reconcileOnce, pauseMs };
}

/** Queues all slices of each batch that still has open entries while the queue is idle: their jobs were lost. */
async function requeueForgotten(context: AccountContext): Promise<void> {
  const { ledger, queue } = context;
  if (!(await queue.isIdle())) return;
  for (const batch of await ledger.batches.list(batchesAtOnce)) {
    if (batch.committedAt === undefined || batch.isForged || batch.paused || batch.books.open === 0) continue;
    // Rows held because they were forged need no job.
    if (batch.books.open <= (await ledger.forgeries.heldRows(batch.id)).length) continue;
    const slices =
      (await skipUnusable(context, { batch: batch.id }, () => ledger.batches.slices(batch.id))) ?? [];
    const free = slices.filter(({ first }) => first <= (batch.heldAfter ?? first));
    await queue.add(free.map((slice) => ({ batch: batch.id, ...slice })));
  }
}
