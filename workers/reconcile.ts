import { setMaxListeners } from 'node:events';
import type { AccountContext } from '../src/actions/account-context.ts';
import { createReconciler } from '../src/actions/reconciler.ts';
import { message } from '../src/i18n/messages.ts';
import { repeat } from './repeat.ts';

/** Pause after a round that failed (Redis away, a bug) or whose list could not be fetched, in ms. */
const failurePauseMs = 1_000;

/** The reconciler of this process. */
export interface Reconciler {
  /** Settled once the list was looked at, or the reconciler stopped: nothing may be sent before. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Looks at the list once, and sweeps again and again until stopped. */
export function startReconciler(context: AccountContext): Reconciler {
  const stopping = new AbortController();
  // A long recovery scan listens while it sleeps.
  setMaxListeners(0, stopping.signal);
  const { scanAtStartup, reconcileOnce, pauseMs } = createReconciler(context, stopping.signal);

  const untilStopped = (work: () => Promise<number | 'over'>) =>
    repeat(
      () =>
        work().catch((error) => {
          context.warn(message('reconcile_failed', {}), error);
          return failurePauseMs;
        }),
      context.clock.sleep,
      stopping.signal,
    );

  const ready = untilStopped(async () => ((await scanAtStartup()) ? 'over' : failurePauseMs));
  const running = ready.then(() => untilStopped(() => reconcileOnce().then(() => pauseMs)));
  return {
    ready,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
