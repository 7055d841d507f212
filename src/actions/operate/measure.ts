import { type Batch, isFinished } from '../../domain/batch.ts';
import { dayMs } from '../../domain/dates/spans.ts';
import type { Measurement, MetricName } from '../../domain/measurement.ts';
import { inspectRedis, type RedisHome } from '../../redis/redis.ts';
import type { AccountContext } from '../account-context.ts';

/** Batches looked at in one measurement, the newest. */
const mostBatches = 500;

/** Rows of batches that were handed in within this time are counted, in ms. */
const countedMs = 7 * dayMs;

/** Ages that doubts are counted by, in seconds; the alarm of an hour is one of them. */
const doubtAges = [0, 60, 300, 3_600];

/** Gauges and counters of one account, as this process sees it now; changes nothing. `client` is one of the Redis. */
export async function measure(
  context: AccountContext,
  account: string,
  client: ReturnType<RedisHome['connect']>,
): Promise<Measurement[]> {
  const { ledger, pace, queue } = context;
  const [status, batches, doubts, windows, lag, redis] = await Promise.all([
    ledger.account.status(),
    ledger.batches.list(mostBatches),
    ledger.sendings.doubtsOlderThan(doubtAges.map((seconds) => seconds * 1000)),
    pace.used(),
    queue.lag(),
    inspectRedis(client),
  ]);
  const one = (name: MetricName, value: number, labels: Record<string, string> = {}): Measurement => ({
    name,
    value,
    labels: { account, ...labels },
  });
  const durable = {
    appendonly: redis.appendOnly,
    fsync_always: redis.appendFsync === undefined ? undefined : redis.appendFsync === 'always',
    noeviction: redis.policy === undefined ? undefined : redis.policy === 'noeviction',
    last_write: redis.lastWriteGood,
  };
  return [
    ...ofBatches(batches, status.now, one),
    ...doubtAges.map((seconds, at) =>
      one('linkmill_doubts', doubts[at] ?? 0, { older_than: String(seconds) }),
    ),
    ...windows.flatMap(({ windowMs, used, allowed }) => {
      const window = `${windowMs / 1000}s`;
      return [one('linkmill_pace_used', used, { window }), one('linkmill_pace_allowed', allowed, { window })];
    }),
    one('linkmill_queue_jobs', lag.waiting, { state: 'waiting' }),
    one('linkmill_queue_jobs', lag.active, { state: 'active' }),
    one('linkmill_queue_oldest_seconds', lag.oldestMs / 1000),
    one('linkmill_account_stopped', status.stopped === undefined ? 0 : 1),
    one('linkmill_ledger_suspect', status.state === 'suspect' ? 1 : 0),
    ...Object.entries(durable).flatMap(([what, good]) =>
      good === undefined ? [] : [one('linkmill_redis_durable', good ? 1 : 0, { what })],
    ),
    ...ofProcess(context, batches, one),
  ];
}

type One = (name: MetricName, value: number, labels?: Record<string, string>) => Measurement;

function ofBatches(batches: readonly Batch[], now: number, one: One): Measurement[] {
  const recent = batches.filter(({ submittedAt }) => submittedAt > now - countedMs);
  const outcomes = [
    'created',
    'refused',
    'failed',
    'cancelled',
    'rejected',
    'known',
    'doubtful',
    'open',
  ] as const;
  const unbalanced = recent.filter((batch) => batch.auditedAt !== undefined && !batch.isBalanced);
  return [
    ...outcomes.map((outcome) =>
      one(
        'linkmill_rows',
        recent.reduce((sum, { books }) => sum + books[outcome], 0),
        { outcome },
      ),
    ),
    one('linkmill_batches_open', batches.filter((batch) => !isFinished(batch)).length),
    one('linkmill_batches_unbalanced', unbalanced.length),
    one('linkmill_batches_unreadable', batches.filter(({ isForged }) => isForged).length),
  ];
}

function ofProcess({ activity, clock }: AccountContext, batches: readonly Batch[], one: One): Measurement[] {
  if (activity === undefined) return [];
  const now = clock.monotonic();
  const isWorkThere = batches.some(
    ({ committedAt, isForged, paused, cancelled, heldAfter, books }) =>
      committedAt !== undefined &&
      !isForged &&
      !paused &&
      !cancelled &&
      heldAfter === undefined &&
      books.open > 0,
  );
  return [
    one('linkmill_worker_idle_seconds', isWorkThere ? (now - activity.progressAt) / 1000 : 0),
    one('linkmill_reconcile_age_seconds', (now - activity.reconciledAt) / 1000),
    one('linkmill_reconcile_duration_seconds', activity.reconcileMs / 1000),
    ...[...activity.calls].map(([key, count]) => {
      const [call = '', reply = ''] = key.split(' ');
      return one('linkmill_calls_total', count, { call, reply });
    }),
  ];
}
