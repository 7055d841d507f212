import { AppError, failures } from '../../domain/failure.ts';
import type { FileError, ScheduledRun } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { reasonsOf } from '../reasons-of.ts';
import { Overtaken, runNow, type ScheduleContext, storeRun } from './schedule-context.ts';

/**
 * Does one step of a run and returns the run after it. An error does not delay other steps: the next round tries again, and the run shows
 * the first such error until it is gone.
 */
export async function isolateFileError(
  parts: ScheduleContext,
  run: ScheduledRun,
  about: string,
  step: () => Promise<ScheduledRun>,
): Promise<ScheduledRun> {
  const isOfThis = ({ why }: ScheduledRun) => why?.params.about === about;
  try {
    const done = await step();
    return isOfThis(done) ? withoutReason(done) : done;
  } catch (error) {
    if (error instanceof Overtaken || parts.signal.aborted) throw error;
    const why: FileError = message('obstacle', { about, reasons: reasonsOf(error) });
    // The step may have stored the run before it failed.
    const now = await runNow(parts, run);
    if (now.why !== undefined && (!isOfThis(now) || JSON.stringify(now.why) === JSON.stringify(why)))
      return now;
    parts.context.warn(message('schedule_obstacle', { schedule: run.schedule.name, obstacle: why }));
    return storeRun(parts, { ...now, why });
  }
}

function withoutReason({ why: _, ...run }: ScheduledRun): ScheduledRun {
  return run;
}

/** Whether a file ends by this: trying again would meet the same. */
export function isFinal(error: unknown): error is AppError {
  return error instanceof AppError && error.failures.every(({ code }) => failures[code].topic !== 'machine');
}
