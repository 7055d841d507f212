import { setMaxListeners } from 'node:events';
import type { Mill } from '../src/actions/mill.ts';
import { createSweep } from '../src/actions/sweep.ts';
import { message } from '../src/i18n/messages.ts';

/** After a sweep that failed for a reason of its own (Redis away, a bug), or a list that was not to be had, in ms. */
const failurePauseMs = 1_000;

/** The sweep of this process. */
export interface Sweep {
  /** Settled once the list was looked at, or the sweep stopped: nothing may be sent before. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Looks at the list once, and sweeps again and again until stopped. */
export function startSweep(mill: Mill): Sweep {
  const stopping = new AbortController();
  // A long look-back listens while it sleeps.
  setMaxListeners(0, stopping.signal);
  const { glanceOnce, sweepOnce, pauseMs } = createSweep(mill, stopping.signal);

  /** Does it again and again, `pauseMs` apart, until it answers true. */
  async function repeat(work: () => Promise<boolean>, pauseMs: number): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await work()) return;
        await mill.clock.sleep(pauseMs, stopping.signal);
      } catch (error) {
        mill.warn(message('sweep_failed', {}), error);
        await mill.clock.sleep(failurePauseMs, stopping.signal);
      }
    }
  }

  const ready = repeat(glanceOnce, failurePauseMs);
  const running = ready.then(() => repeat(() => sweepOnce().then(() => false), pauseMs));
  return {
    ready,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
