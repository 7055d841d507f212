import { dayMs } from '../../domain/dates/spans.ts';
import type { RetriedBatch, ScheduledRun } from '../../domain/schedule.ts';
import { message } from '../../i18n/messages.ts';
import { passing, retryBatch } from '../control/retry-batch.ts';
import { type ScheduleContext, storeRun } from './schedule-context.ts';

/** Failed rows of runs that are older than this, in ms, are left to people. */
const retriedForMs = 7 * dayMs;

const mostRuns = 500;

/**
 * Requeues failed rows of the schedule's earlier batches when waiting helps against their failure. Stores the batches before it moves any
 * row, so that their reports are written again even if the process dies in between.
 */
export async function requeueFailedRows(parts: ScheduleContext, run: ScheduledRun): Promise<ScheduledRun> {
  const { ledger } = parts.context;
  let now =
    run.retried.length > 0 ? run : await storeRun(parts, { ...run, retried: await failedBefore(parts, run) });
  for (const one of now.retried) {
    const batch = await ledger.batches.read(one.batch);
    if (batch?.committedAt === undefined || batch.cancelled !== undefined) continue;
    const { name } = run.schedule;
    const request = { by: name, why: message('schedule_tries_again', { schedule: name }) };
    const rows = await retryBatch(parts.context, batch, request, passing);
    const retried = now.retried.map((other) =>
      other.batch === one.batch ? { ...other, rows: other.rows + rows } : other,
    );
    if (rows > 0) now = await storeRun(parts, { ...now, retried });
  }
  return now;
}

async function failedBefore({ context }: ScheduleContext, run: ScheduledRun): Promise<RetriedBatch[]> {
  const found = new Map<string, RetriedBatch>();
  for (const earlier of await context.ledger.schedules.runs(run.schedule.name, mostRuns)) {
    if (earlier.at >= run.at || earlier.at < run.at - retriedForMs) continue;
    for (const { kind, batch: id, place, answer } of earlier.files) {
      if (kind !== 'submitted' || id === undefined || place === undefined || answer === undefined) continue;
      const batch = await context.ledger.batches.read(id);
      if (batch === undefined || batch.books.refused + batch.books.failed === 0) continue;
      found.set(id, { batch: id, rows: 0, place, answer, isAnswered: false });
    }
  }
  return [...found.values()];
}
