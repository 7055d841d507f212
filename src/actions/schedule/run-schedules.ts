import { recordsForged, shownNames } from '../../domain/crypto/forged-records.ts';
import { runsBetween } from '../../domain/dates/run-times.ts';
import { hourMs } from '../../domain/dates/spans.ts';
import { runMissed, scheduledRunWaits } from '../../domain/notices/schedule-notices.ts';
import type { Schedule, ScheduledRun } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import type { FileStability } from './file-stability.ts';
import { finishRun } from './finish-run.ts';
import { gatherFiles } from './gather-files.ts';
import { postOnce } from './post-once.ts';
import { Overtaken, type ScheduleContext, storeRun } from './schedule-context.ts';

/** A lease is renewed while it is used; that of a killed process ends after so long, in ms. */
const leaseMs = 15_000;

/** A notice is posted for a run that is under way for longer than this, in ms. */
const longMs = hourMs;

/** Missed runs that are recorded at once; older ones are not recorded. */
const mostMissed = 100;

/**
 * Sets an alarm for each schedule of the ledger, opens the runs that are due, and takes those under way one step further. Returns whether any
 * run is under way. An error of one schedule is reported and does not delay the others.
 */
export async function runSchedules(parts: ScheduleContext, looks: FileStability): Promise<boolean> {
  const { ledger } = parts.context;
  const { now } = await ledger.account.status();
  const schedules = await ledger.schedules.list();
  await showUnreadableRows(parts, looks, now);
  await orReported(parts, 'alarms', () => parts.context.queue.alarms().replaceAll(schedules));
  for (const schedule of schedules)
    await orReported(parts, schedule.name, () =>
      underLease(parts, schedule.name, () => openDueRun(parts, schedule, now)),
    );
  const runs = await ledger.schedules.openRuns();
  for (const { schedule, at } of runs)
    await orReported(parts, schedule.name, () =>
      underLease(parts, schedule.name, () => moveRun(parts, looks, schedule.name, at, now)),
    );
  if (runs.length === 0) looks.clear();
  return runs.length > 0;
}

/** What is not served, once: by the log, and where this installation did not write it by a notice. */
async function showUnreadableRows(
  { context }: ScheduleContext,
  looks: FileStability,
  now: number,
): Promise<void> {
  const { ledger, warn } = context;
  const news = (await ledger.schedules.unreadable()).filter(({ name }) => looks.isNews(name));
  for (const { name, isForged } of news) if (!isForged) warn(message('stored_schedule_unreadable', { name }));
  const forged = news.filter(({ isForged }) => isForged).map(({ name }) => name);
  if (forged.length === 0) return;
  warn(message('stored_schedules_forged', { names: shownNames(forged) }));
  await ledger.notices.post(recordsForged(forged, now));
}

async function orReported(parts: ScheduleContext, name: string, work: () => Promise<void>): Promise<void> {
  if (parts.signal.aborted) return;
  try {
    await work();
  } catch (error) {
    if (error instanceof Overtaken || error === parts.signal.reason) return;
    parts.context.warn(message('schedule_look_failed', { schedule: name }), error);
  }
}

/** Does it where no other process does: that saves work, safety does not rest on it. */
async function underLease(
  { context, signal }: ScheduleContext,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  const { ledger, clock } = context;
  await ledger.leases.withLease(`night ${name}`, leaseMs, async ({ renew }) => {
    const ended = new AbortController();
    const renewing = (async () => {
      while (!ended.signal.aborted) {
        await clock.sleep(leaseMs / 3, ended.signal);
        if (!ended.signal.aborted) await renew().catch(() => undefined);
      }
    })();
    try {
      if (!signal.aborted) await work();
    } finally {
      ended.abort();
      await renewing;
    }
  });
}

/** Opens the newest due run; the older ones are recorded as missed, and it takes their files. */
export async function openDueRun(
  { context: { ledger } }: Pick<ScheduleContext, 'context'>,
  schedule: Schedule,
  now: number,
): Promise<void> {
  const [last] = await ledger.schedules.runs(schedule.name, 1);
  // A run that a person started does not replace one of the clock.
  const after = Math.max(schedule.addedAt, (await ledger.schedules.newestByClock(schedule.name)) ?? 0);
  const due = runsBetween(schedule, after, now, mostMissed);
  const newest = due.at(-1);
  if (newest === undefined) return;
  const missed = due.slice(0, -1);
  for (const at of missed)
    await ledger.schedules.saveRun({ ...newRun(schedule, at, now, last), state: 'missed' });
  const run = newRun(schedule, newest, now, last);
  if (missed.length > 0) await ledger.notices.post(runMissed(run, now, missed));
  await ledger.schedules.saveRun({ ...run, missed: missed.length });
}

/** A run as it is opened; `now` in ms of the ledger's clock. */
export function newRun(
  schedule: Schedule,
  at: number,
  now: number,
  last: ScheduledRun | undefined,
): ScheduledRun {
  const lastNumber = last?.lastNumber;
  return {
    ...{ schedule, at, state: 'open', revision: 0, openedAt: now },
    ...{ missed: 0, files: [], retried: [], notified: [] },
    ...(lastNumber !== undefined && { lastNumber }),
  };
}

async function moveRun(
  parts: ScheduleContext,
  looks: FileStability,
  name: string,
  at: number,
  now: number,
): Promise<void> {
  const { ledger } = parts.context;
  // Read under the lease: another process may have moved it on since.
  const found = await ledger.schedules.run(name, at);
  if (found === undefined || (found.state !== 'open' && found.state !== 'working')) return;
  const isLate = now >= found.openedAt + longMs && !found.notified.includes('run_waits');
  const run = isLate
    ? await storeRun(parts, await postOnce(parts, found, scheduledRunWaits(found, now)))
    : found;
  const isLast = at >= ((await ledger.schedules.newestByClock(name)) ?? 0);
  const gathered = run.state === 'open' ? await gatherFiles(parts, looks, run, now, isLast) : run;
  if (gathered.state === 'working') await finishRun(parts, gathered, now);
}
