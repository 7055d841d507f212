import type { Notice } from '../../domain/notices/notice.ts';
import type { ScheduledRun } from '../../domain/schedule.ts';
import type { ScheduleContext } from './schedule-context.ts';

/** Posts a notice about a run, once; answers the run with it, which the caller keeps. */
export async function postOnce(
  { context }: ScheduleContext,
  run: ScheduledRun,
  notice: Notice,
): Promise<ScheduledRun> {
  if (run.notified.includes(notice.kind)) return run;
  await context.ledger.notices.post(notice);
  return { ...run, notified: [...run.notified, notice.kind] };
}
