import type { Batch } from '../../domain/batch.ts';
import type { Entry, EntryKey } from '../../domain/entry.ts';
import type { Job } from '../../queue/queue.ts';
import type { AccountContext } from '../account-context.ts';
import { linesOf } from '../batch-lines.ts';
import { isOpenDestination } from '../reconcile/check-destination.ts';
import { skipUnusable } from '../reconcile/of-one.ts';
import type { ClaimGate } from './claim-gate.ts';
import { createLink, incomplete, isSendable } from './create-link.ts';

/** Pauses of a lane before it claims again, in ms: while a recovery scan is due, and while the account is stopped. */
const suspectWaitMs = 100;
const stoppedWaitMs = 1_000;

/** Pauses between reads of whether the first link of a batch is verified, doubled up to the longest, in ms. */
const firstPauseMs = 25;
const longestPauseMs = 500;

type Lane = <T>(work: () => Promise<T>) => Promise<T>;

/** The state that all rows of a slice share. */
interface Shift {
  readonly context: AccountContext;
  readonly batch: Batch;
  readonly claimGate: ClaimGate;
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** Resolves once a claim is worth asking again; absent while rows may be sent. */
  verified?: Promise<void> | undefined;
}

/**
 * Sends every waiting entry of a slice until it has its outcome, or is in doubt, which the reconciler settles. `lane` limits how many
 * calls are in flight. Returns `unfinished` where the signal fired before every entry was tried.
 */
export async function workSlice(
  context: AccountContext,
  job: Job,
  claimGate: ClaimGate,
  lane: Lane,
  signal: AbortSignal,
): Promise<'done' | 'unfinished'> {
  const batch = await context.ledger.batches.read(job.batch);
  if (batch?.committedAt === undefined || batch.isForged) return 'done';
  const last = Math.min(job.last, batch.heldAfter ?? job.last);
  const entries = await context.ledger.entries.readLines(job.batch, linesOf({ first: job.first, last }));
  const waiting = [...entries.values()].filter(
    (record): record is Entry => 'state' in record && record.state.kind === 'entered',
  );
  const shift: Shift = { context, batch, claimGate, lane, signal };
  const ends = await Promise.all(
    waiting.map((entry) => skipUnusable(context, { ...entry.key }, () => workEntry(shift, entry))),
  );
  return ends.every((end) => end !== 'unfinished') ? 'done' : 'unfinished';
}

/** Works on one row; while its batch waits for the first link, it leaves its lane to rows of other batches. */
async function workEntry(shift: Shift, entry: Entry): Promise<'done' | 'unfinished'> {
  const { context, batch } = shift;
  if (entry.isUngranted) {
    await context.ledger.forgeries.showUngranted(entry.key);
    return 'done';
  }
  if (!isSendable(entry, batch)) {
    // Before the claim: so it costs no permit, and no other row waits for it.
    await context.ledger.sendings.setAside(entry.key, incomplete);
    return 'done';
  }
  const isOpen = isOpenDestination(entry, shift.context);
  for (;;) {
    const end = await shift.lane(() => workInLane(shift, entry.key, isOpen));
    if (end !== 'unverified') return end;
    shift.verified ??= untilVerified(shift);
    await shift.verified;
  }
}

async function workInLane(
  shift: Shift,
  key: EntryKey,
  isOpen: boolean,
): Promise<'done' | 'unfinished' | 'unverified'> {
  const { context, batch, claimGate, signal } = shift;
  while (!signal.aborted) {
    if (shift.verified !== undefined && !isOpen) return 'unverified';
    const progress = await createLink(context, batch, key, await claimGate(key, signal, isOpen), signal);
    if (progress.kind === 'over' && context.activity !== undefined)
      context.activity.progressAt = context.clock.monotonic();
    switch (progress.kind) {
      case 'over':
      case 'held':
        return 'done';
      case 'unverified':
        return 'unverified';
      case 'later':
      case 'again':
        await context.clock.sleep(progress.waitMs, signal);
        break;
      case 'suspect':
        await context.clock.sleep(suspectWaitMs, signal);
        break;
      case 'stopped':
        await context.clock.sleep(stoppedWaitMs, signal);
        break;
    }
  }
  return 'unfinished';
}

/** Waits, for all rows of the slice at once, until the row that is sent first has no unverified link. */
async function untilVerified(shift: Shift): Promise<void> {
  const { context, batch, signal } = shift;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    await context.clock.sleep(pauseMs, signal);
    if (!(await isBeingVerified(context, batch.id))) break;
  }
  shift.verified = undefined;
}

async function isBeingVerified({ ledger }: AccountContext, id: string): Promise<boolean> {
  const verifying = (await ledger.batches.read(id))?.verifying;
  if (verifying === undefined) return false;
  const state = (await ledger.entries.read({ batch: id, line: verifying.line }))?.state;
  return state?.kind === 'claimed' || (state?.kind === 'created' && !state.isVerified);
}
