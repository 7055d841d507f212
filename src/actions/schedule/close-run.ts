import { fail } from '../../domain/failure.ts';
import { reasonGiven } from '../../domain/reason.ts';
import { runNames, type ScheduledRun } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import type { AccountContext } from '../account-context.ts';

/**
 * Closes a run that cannot end by itself: the one under way, or of several the one that is named. Its batches go on; a file that was not taken
 * is left to the next run. An AppError with `run_unknown`.
 */
export async function closeRun(
  { ledger }: Pick<AccountContext, 'ledger'>,
  name: string,
  wanted: string | undefined,
  { by, why }: { readonly by: string; readonly why: string },
): Promise<ScheduledRun> {
  const open = (await ledger.schedules.openRuns()).filter(({ schedule }) => schedule.name === name);
  const found = open.filter((run) => wanted === undefined || runNames(run).includes(wanted));
  const [run] = found;
  if (run === undefined || found.length > 1) {
    const runs = open.flatMap((one) => runNames(one)[0] ?? []);
    const details = runs.length > 0 ? [message('runs_under_way', { runs })] : [];
    throw fail('run_unknown', ...details);
  }
  const { now } = await ledger.account.status();
  const closed = await ledger.schedules.saveRun({
    ...run,
    state: 'closed',
    closedAt: now,
    ended: { by, why },
  });
  // A worker has moved it meanwhile.
  if (closed === undefined) return closeRun({ ledger }, name, runNames(run)[0], { by, why });
  await ledger.history.note(
    '',
    message('run_was_closed', {
      schedule: name,
      run: runNames(run)[0] ?? '',
      by,
      more: reasonGiven(why),
    }),
  );
  return closed;
}
