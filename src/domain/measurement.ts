interface Metric {
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  /** Beside `account`, which each one has. */
  readonly labels: readonly string[];
}

const gauge = (help: string, ...labels: string[]): Metric => ({ kind: 'gauge', help, labels });

/** Every metric that a worker tells, by its name. */
export const metrics = {
  linkmill_rows: gauge('Rows of the batches of the last seven days, by outcome.', 'outcome'),
  linkmill_batches_open: gauge('Batches that are not finished.'),
  linkmill_batches_unbalanced: gauge('Finished batches of the last seven days whose books do not balance.'),
  linkmill_batches_unreadable: gauge(
    'Batches that are not what was handed in, or whose key is not here; nothing of them is sent.',
  ),
  linkmill_doubts: gauge('Rows sent and not answered, for at least so many seconds.', 'older_than'),
  linkmill_pace_used: gauge('Calls that left within the window.', 'window'),
  linkmill_pace_allowed: gauge('Calls that may leave within the window.', 'window'),
  linkmill_sweep_duration_seconds: gauge('How long the last sweep of this process took.'),
  linkmill_sweep_age_seconds: gauge('Since this process last swept, or saw another one do it.'),
  linkmill_queue_jobs: gauge('Jobs of the queue, by state.', 'state'),
  linkmill_queue_oldest_seconds: gauge('Age of the job that waits longest; 0 where none waits.'),
  linkmill_worker_idle_seconds: gauge('Since this process last brought a row on while rows wait; else 0.'),
  linkmill_account_stopped: gauge('1 while the account is stopped until a person resumes it.'),
  linkmill_account_unserved: gauge(
    '1 where this process is to work for the account and cannot; 0 where it does.',
  ),
  linkmill_ledger_suspect: gauge("1 while Bridge's list is to be looked over before anything is sent."),
  linkmill_redis_durable: gauge('1 where what Redis is set to, or last did, keeps a ledger.', 'what'),
  linkmill_calls_total: {
    kind: 'counter',
    help: 'Calls of this process to Bridge.',
    labels: ['call', 'reply'],
  },
} as const satisfies Record<string, Metric>;

/** The name of a metric. */
export type MetricName = keyof typeof metrics;

/** One value at one moment. */
export interface Measurement {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
