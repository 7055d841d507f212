import type { AccountContext } from '../src/actions/account-context.ts';
import { startLinks } from './links.ts';
import { startNotices } from './notices.ts';
import { startReconciler } from './reconcile.ts';
import { type ScheduleMeans, startSchedules } from './schedules.ts';

export { startLapsing } from './lapsing.ts';
export { ledgerIsSilent } from './ledger-watch.ts';
export { startReconciler } from './reconcile.ts';
export type { ScheduleMeans } from './schedules.ts';
export { type ServableAccounts, type Service, startSupervisor, type WorkerSupervisor } from './supervisor.ts';

/** What works in this process for one account. */
export interface Workers {
  /** Stops in order: no new files, no new rows, calls in flight finish, then the reconciler and the notices. */
  stop(): Promise<void>;
}

/**
 * Starts all that a worker process does for one account; any number of processes may do it at once. With `scheduled runs` it opens the runs of
 * schedules, too.
 */
export function startWorkers(
  context: AccountContext,
  concurrency: number,
  scheduledRuns?: ScheduleMeans,
): Workers {
  const reconciler = startReconciler(context);
  const runs = scheduledRuns && startSchedules(context, scheduledRuns);
  const notices = startNotices(context);
  let isStopping = false;
  let links: ReturnType<typeof startLinks> | undefined;
  const started = reconciler.ready.then(() => {
    if (!isStopping) links = startLinks(context, concurrency);
  });
  return {
    async stop() {
      isStopping = true;
      await runs?.stop();
      await links?.stop();
      await reconciler.stop();
      await notices.stop();
      await started;
    },
  };
}
