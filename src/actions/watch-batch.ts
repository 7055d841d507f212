import { type Batch, isFinished } from '../domain/batch.ts';
import type { Mill } from './mill.ts';

/** Why a watch ended. */
export type WatchEnd =
  | { readonly kind: 'finished' | 'canary done' | 'interrupted'; readonly batch: Batch }
  /** Bridge refused the credentials or the address; nothing more is sent. */
  | { readonly kind: 'stopped'; readonly batch: Batch; readonly why: string };

const pollMs = 150;

/** After so long without a change the reason is told, in ms; and again after a longer while. */
const quietMs = 15_000;
const tellAgainMs = 60_000;

/** A ledger that is looked over first is told sooner: nobody expects it. */
const suspectMs = 2_000;

/** What whoever watches is shown. */
export interface Watcher {
  /** Each state of the books on the way. */
  show(batch: Batch): void;
  /** Why nothing changes, in a sentence. */
  explain(why: string): void;
}

/**
 * Waits until every row of a batch stands at its outcome, or until the rows before a canary's end do. The ledger is asked, so
 * that it does not matter who works on the batch.
 */
export async function watchBatch(
  mill: Mill,
  id: string,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<WatchEnd> {
  const { ledger, clock } = mill;
  let changed = { at: clock.monotonic(), books: '' };
  let toldAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const batch = await ledger.read(id);
    if (batch === undefined) throw new Error(`batch ${id} is gone`);
    watcher.show(batch);
    if (isFinished(batch)) return { kind: 'finished', batch };
    const { stopped, state } = await ledger.standing();
    if (stopped !== undefined) return { kind: 'stopped', batch, why: stopped };
    if (batch.heldAfter !== undefined && (await isCanaryDone(ledger, batch, batch.heldAfter))) {
      return { kind: 'canary done', batch };
    }
    if (signal.aborted) return { kind: 'interrupted', batch };
    const books = JSON.stringify([batch.books, batch.knownOpen]);
    if (books !== changed.books) changed = { at: clock.monotonic(), books };
    const now = clock.monotonic();
    if (now - changed.at > (state === 'suspect' ? suspectMs : quietMs) && now - toldAt > tellAgainMs) {
      toldAt = now;
      watcher.explain(await reasonToWait(mill, batch));
    }
    await clock.sleep(pollMs, signal);
  }
}

/** Why a batch does not move on: the ledger, the pace, doubts, another batch, or the provider. */
async function reasonToWait({ ledger, pace, times }: Mill, batch: Batch): Promise<string> {
  const proofSeconds = Math.ceil(times.provenAbsentAfterMs / 1000);
  const { open, doubtful } = batch.books;
  const { state, bornAt, now } = await ledger.standing();
  if (state === 'suspect') {
    const leftSeconds = Math.max(1, Math.ceil((bornAt + times.provenAbsentAfterMs - now) / 1000));
    return `The ledger is new, or may have lost data: Bridge's list is looked over, once, before anything is sent. That begins in ${leftSeconds} s.`;
  }
  if (open === 0 && doubtful > 0) {
    return `${doubtful} rows were sent and not answered; the list tells what became of them, at the latest ${proofSeconds} s after the sending.`;
  }
  if (open === 0) {
    return `${batch.knownOpen} rows belong to an earlier batch that is not finished: see npx linkmill status.`;
  }
  const waitMs = await pace.creationWaitMs();
  if (waitMs > 1_000) return `The limit is used up; the next row goes in ${Math.ceil(waitMs / 1000)} s.`;
  return 'Nothing was settled for a while. Is Bridge in reach? See npx linkmill doctor.';
}

async function isCanaryDone(ledger: Mill['ledger'], batch: Batch, heldAfter: number): Promise<boolean> {
  const entries = await canaryEntries(ledger, batch.id, heldAfter);
  return entries.every(({ state }) => !['entered', 'claimed', 'doubtful'].includes(state.kind));
}

/** The entries up to the canary's last line, in the file's order. */
export async function canaryEntries(ledger: Mill['ledger'], batch: string, heldAfter: number) {
  const lines = Array.from({ length: heldAfter }, (_, at) => at + 1);
  const pages = await ledger.entries(batch, lines);
  return [...pages.values()].filter((page) => 'state' in page);
}
