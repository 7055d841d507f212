import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { AccountContext } from '../src/actions/account-context.ts';
import { createClaimGate } from '../src/actions/send/claim-gate.ts';
import { workSlice } from '../src/actions/send/work-slice.ts';

/** Slices whose rows share the lanes: while the last rows of one are in flight, the next one fills the free lanes. */
const slicesAtOnce = 3;

/** Takes jobs and creates links, with at most `concurrency` calls in flight, until stopped. */
export function startLinks(context: AccountContext, concurrency: number): { stop(): Promise<void> } {
  const lane = pLimit(concurrency);
  const claimGate = createClaimGate(context.ledger.sendings, context.clock);
  const stopping = new AbortController();
  // Every lane listens while it sleeps.
  setMaxListeners(0, stopping.signal);
  const worker = context.queue.work(
    (job) => workSlice(context, job, claimGate, (work) => lane(work), stopping.signal),
    slicesAtOnce,
  );
  return {
    /** Takes no new rows, lets the calls in flight finish, gives unfinished slices back. */
    async stop() {
      stopping.abort();
      await worker.close();
    },
  };
}
