import { Queue as BullQueue, type ConnectionOptions, Worker } from 'bullmq';
import type { RunAlarm, RunAlarms } from './queue.ts';

export interface BullAlarmSettings {
  /** The account's hash tag, so that its alarms live beside its ledger. */
  readonly prefix: string;
  readonly connection: ConnectionOptions;
  readonly now: () => number;
  /** DeliveryResult about errors of the connections; they mend themselves. */
  readonly onError: (error: Error) => void;
}

/** Alarms, and the end of their connection. */
export interface BullAlarms extends RunAlarms {
  close(): Promise<void>;
}

const queueName = 'nights';

/** An alarm whose time has passed for so long, in ms, has lost its job. */
const overdueMs = 60_000;

/** The alarms on BullMQ's job schedulers: a job of each waits until its time, and the next one is made when that starts. */
export function createBullAlarms({ prefix, connection, now, onError }: BullAlarmSettings): BullAlarms {
  const queue = new BullQueue(queueName, {
    prefix,
    connection,
    skipMetasUpdate: true,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', onError);

  async function set({ name, cron, timeZone }: RunAlarm): Promise<void> {
    try {
      await queue.upsertJobScheduler(name, { pattern: cron, tz: timeZone }, { name: 'run', data: {} });
    } catch (error) {
      // The job of an iteration may still be there while it runs: the next look sets the alarm.
      onError(error as Error);
    }
  }

  return {
    async keep(wanted) {
      const there = new Map((await queue.getJobSchedulers()).map((one) => [one.key, one]));
      for (const alarm of wanted) {
        const one = there.get(alarm.name);
        const isRight = one?.pattern === alarm.cron && one.tz === alarm.timeZone;
        // Taken away and set again in quick succession, it would have no job.
        const hasJob = one?.next !== undefined && one.next > now() - overdueMs;
        if (!isRight || !hasJob) await set(alarm);
      }
      const names = new Set(wanted.map(({ name }) => name));
      for (const name of there.keys()) if (!names.has(name)) await queue.removeJobScheduler(name);
    },
    listen(ring) {
      const worker = new Worker(queueName, async (job) => ring(job.repeatJobKey ?? ''), {
        prefix,
        connection,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      });
      worker.on('error', onError);
      return { close: () => worker.close() };
    },
    close: () => queue.close(),
  };
}
