import { type Batch, isFinished } from '../domain/batch.ts';
import type { Mill } from './mill.ts';

/** Why a watch ended. */
export type WatchEnd =
  | { readonly kind: 'finished' | 'canary done' | 'interrupted'; readonly batch: Batch }
  /** Bridge refused the credentials or the address; nothing more is sent. */
  | { readonly kind: 'stopped'; readonly batch: Batch; readonly why: string };

const pollMs = 150;

/**
 * Waits until every row of a batch stands at its outcome, or until the rows before a canary's end do; shows each state of the
 * books on the way. The ledger is asked, so that it does not matter who works on the batch.
 */
export async function watchBatch(
  { ledger, clock }: Pick<Mill, 'ledger' | 'clock'>,
  id: string,
  show: (batch: Batch) => void,
  signal: AbortSignal,
): Promise<WatchEnd> {
  for (;;) {
    const batch = await ledger.read(id);
    if (batch === undefined) throw new Error(`batch ${id} is gone`);
    show(batch);
    if (isFinished(batch)) return { kind: 'finished', batch };
    const { stopped } = await ledger.standing();
    if (stopped !== undefined) return { kind: 'stopped', batch, why: stopped };
    if (batch.heldAfter !== undefined && (await isCanaryDone(ledger, batch, batch.heldAfter))) {
      return { kind: 'canary done', batch };
    }
    if (signal.aborted) return { kind: 'interrupted', batch };
    await clock.sleep(pollMs, signal);
  }
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
