import { Queue as BullQueue, type ConnectionOptions, DelayedError, Worker } from 'bullmq';
import { z } from 'zod';
import type { ProtocolTimes } from '../domain/settings/protocol-times.ts';
import { type BullAlarms, createBullAlarms } from './bull-alarms.ts';
import type { Job, Queue } from './queue.ts';

export interface BullQueueSettings {
  /** The account's hash tag, so that its jobs are stored in the same Redis slot as its ledger. */
  readonly prefix: string;
  readonly connection: ConnectionOptions;
  /** How soon other workers take over a dead worker's jobs. */
  readonly times: Pick<ProtocolTimes, 'jobLockMs' | 'stallCheckMs'>;
  readonly now: () => number;
  /** Receives the errors of the queue's connections, which BullMQ reconnects by itself. */
  readonly onError: (error: Error) => void;
}

const queueName = 'links';

/** In ms; how soon an unfinished job may be taken again. */
const handBackMs = 50;

const line = z.number().int().min(0);
/** A forged slice could be endless; a real one may have blank lines between its rows. */
const mostLines = 2_000_000;
const jobSchema = z
  .object({ batch: z.string(), first: line, last: line })
  .refine(({ first, last }) => last - first < mostLines);

/** The queue on BullMQ. The worker's options remove finished jobs: options on each job cost 400 bytes a job. */
export function createBullQueue({ prefix, connection, times, now, onError }: BullQueueSettings): Queue {
  const queue = new BullQueue(queueName, {
    prefix,
    connection,
    skipMetasUpdate: true,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', onError);
  let alarms: BullAlarms | undefined;
  return {
    async add(jobs) {
      await queue.addBulk(
        jobs.map((job) => ({ name: 'slice', data: dataOf(job), opts: { jobId: jobIdOf(job) } })),
      );
    },
    async isIdle() {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      return Object.values(counts).every((count) => count === 0);
    },
    async lag() {
      const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active');
      const [oldest] = waiting === 0 ? [] : await queue.getJobs(['waiting'], 0, 0, true);
      return { waiting, active, oldestMs: oldest === undefined ? 0 : Math.max(0, now() - oldest.timestamp) };
    },
    work(work, slicesAtOnce) {
      const worker = new Worker(
        queueName,
        async (job, token) => {
          const answer = await work(jobSchema.parse(job.data));
          if (answer === 'done') return;
          await job.moveToDelayed(now() + handBackMs, token);
          throw new DelayedError();
        },
        {
          prefix,
          connection,
          concurrency: slicesAtOnce,
          lockDuration: times.jobLockMs,
          stalledInterval: times.stallCheckMs,
          // A stall is no failure here: any number of workers may take the same slice.
          maxStalledCount: 1_000_000,
          removeOnComplete: { count: 0 },
          removeOnFail: { count: 0 },
        },
      );
      worker.on('error', onError);
      worker.on('failed', (_, error) => onError(error));
      return { close: () => worker.close() };
    },
    alarms() {
      alarms ??= createBullAlarms({ prefix, connection, now, onError });
      return alarms;
    },
    async close() {
      await alarms?.close();
      await queue.close();
    },
  };
}

function dataOf({ batch, first, last }: Job): Omit<Job, 'repeat'> {
  return { batch, first, last };
}

function jobIdOf({ batch, first, last, repeat }: Job): string {
  return ['slice', batch, first, last, ...(repeat === undefined ? [] : [repeat])].join('-');
}
