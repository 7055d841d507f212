import type { EntryKey } from '../../domain/entry.ts';
import type { Claim, Sendings } from '../../ledger/ledger.ts';
import type { Clock } from '../account-context.ts';

/** The ledger's answer to a claim, and when this process asked, in ms on both clocks. */
export interface AskedClaim {
  readonly claim: Claim;
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** Longest wait before the ledger is asked again, in ms: a pause or a stop takes effect within it. */
const longestWaitMs = 1_000;

/**
 * Lets the lanes of one process ask for claims: all at once while there are permits; one at a time as soon as one has to wait, so
 * that a full window costs one question per permit and not one per lane.
 */
export function createClaimGate(sendings: Pick<Sendings, 'claim'>, clock: Clock) {
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();

  async function ask(key: EntryKey, isOpen: boolean): Promise<AskedClaim> {
    const [wallMs, monotonicMs] = [clock.now(), clock.monotonic()];
    return { claim: await sendings.claim(key, isOpen), wallMs, monotonicMs };
  }

  async function askUntilAnswered(key: EntryKey, isOpen: boolean, signal: AbortSignal): Promise<AskedClaim> {
    for (;;) {
      const asked = await ask(key, isOpen);
      if (asked.claim.kind !== 'later' || signal.aborted) return asked;
      await clock.sleep(Math.min(asked.claim.waitMs, longestWaitMs), signal);
    }
  }

  /** Claims the entry, waiting for a permit without limit; returns `later` only once the signal has fired. `isOpen` as in `Sendings`. */
  return async function claim(key: EntryKey, signal: AbortSignal, isOpen = false): Promise<AskedClaim> {
    if (waiting === 0) {
      const asked = await ask(key, isOpen);
      if (asked.claim.kind !== 'later' || signal.aborted) return asked;
    }
    waiting += 1;
    const asked = queue.then(() => askUntilAnswered(key, isOpen, signal));
    queue = asked.catch(() => undefined);
    return asked.finally(() => {
      waiting -= 1;
    });
  };
}

export type ClaimGate = ReturnType<typeof createClaimGate>;
