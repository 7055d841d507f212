import { localDate } from '../../domain/dates/zone-time.ts';
import type { RunFile, ScheduledRun } from '../../domain/schedule.ts';
import type { FileLimits } from '../../domain/table.ts';
import type { AccountContext } from '../account-context.ts';

/** The parts that scheduled runs work with. */
export interface ScheduleContext {
  readonly context: Pick<AccountContext, 'ledger' | 'queue' | 'clock' | 'note' | 'warn'>;
  readonly limits: FileLimits;
  /** Where standard input would be copied to. */
  readonly spoolFolder: string;
  /** Keeps two drafts of one file apart. */
  readonly randomId: () => string;
  /** Takes a file out of an inbox; as the file system does it where it is absent. */
  readonly removeFile?: (path: string) => Promise<void>;
  /** Fires when the process is to end: what was begun is finished by the next look of any process. */
  readonly signal: AbortSignal;
}

/** Another process has moved the run meanwhile: it goes on there. */
export class Overtaken extends Error {}

/** Stores the run; throws `Overtaken` when another process has changed it meanwhile. */
export async function storeRun({ context }: ScheduleContext, run: ScheduledRun): Promise<ScheduledRun> {
  const now = await context.ledger.schedules.saveRun(run);
  if (now === undefined) throw new Overtaken(`${run.schedule.name}: another process works on the run`);
  return now;
}

/** The run as the ledger has it now. */
export async function runNow(
  { context }: ScheduleContext,
  { schedule, at }: ScheduledRun,
): Promise<ScheduledRun> {
  const now = await context.ledger.schedules.run(schedule.name, at);
  if (now === undefined) throw new Overtaken(`${schedule.name}: the run is gone`);
  return now;
}

/** Throws `Overtaken` where another process has moved the run since: what this one wants to put in place is old. */
export async function stillOurs(parts: ScheduleContext, run: ScheduledRun): Promise<void> {
  const now = await runNow(parts, run);
  if (now.revision !== run.revision)
    throw new Overtaken(`${run.schedule.name}: another process works on the run`);
}

/** The folder of a run below `done` or `refused`, by its local date. */
export function folderOf({ schedule, at }: ScheduledRun, kind: RunFile['kind']): string {
  return `${kind === 'refused' ? 'refused' : 'done'}/${localDate(at, schedule.timeZone)}`;
}
