import { Queue as BullQueue, type ConnectionOptions, Worker } from 'bullmq';
import type { RunAlarm, RunAlarms } from './queue.ts';

export interface BullAlarmSettings {
  /** The account's hash tag, so that its alarms are stored in the same Redis slot as its ledger. */
  readonly prefix: string;
  readonly connection: ConnectionOptions;
  readonly now: () => number;
  /** Receives the errors of the connections, which BullMQ reconnects by itself. */
  readonly onError: (error: Error) => void;
}

/** Alarms with their connection, which `close` ends. */
export interface BullAlarms extends RunAlarms {
  close(): Promise<void>;
}

const queueName = 'scheduled-runs';

/** In ms; an alarm this long past its time has lost its job. */
const overdueMs = 60_000;

/**
 * The alarms on BullMQ's job schedulers: each has a job that waits until its time; when it starts, BullMQ makes the
 * next one.
 */
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
      // The job of the current run may still exist while it runs: the next `set` sets the alarm.
      onError(error as Error);
    }
  }

  return {
    async replaceAll(wanted) {
      const there = new Map((await queue.getJobSchedulers()).map((one) => [one.key, one]));
      for (const alarm of wanted) {
        const one = there.get(alarm.name);
        const isRight = one?.pattern === alarm.cron && one.tz === alarm.timeZone;
        // A scheduler that is removed and set again in quick succession has no job.
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
