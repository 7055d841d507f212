import { setMaxListeners } from 'node:events';
import type { Mill } from '../src/actions/mill.ts';
import { createSweep } from '../src/actions/sweep.ts';

/** After a sweep that failed for a reason of its own (Redis away, a bug), in ms. */
const failurePauseMs = 1_000;

/** Sweeps again and again until stopped. */
export function startSweep(mill: Mill): { stop(): Promise<void> } {
  const stopping = new AbortController();
  // A long look-back listens while it sleeps.
  setMaxListeners(0, stopping.signal);
  const { sweepOnce, pauseMs } = createSweep(mill, stopping.signal);

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const pause = await sweepOnce().then(
        () => pauseMs,
        (error: unknown) => {
          mill.warn('A sweep failed; the next one follows.', { detail: String(error) });
          return failurePauseMs;
        },
      );
      await mill.clock.sleep(pause, stopping.signal);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
