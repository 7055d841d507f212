interface Metric {
  readonly kind: 'gauge' | 'counter';
  /** Labels besides `account`, which every metric has. */
  readonly labels: readonly string[];
}

const gauge = (...labels: string[]): Metric => ({ kind: 'gauge', labels });

/** Every metric that a worker measures, by its name; the message `metric_<name>` describes it. */
export const metrics = {
  linkmill_rows: gauge('outcome'),
  linkmill_batches_open: gauge(),
  linkmill_batches_unbalanced: gauge(),
  linkmill_batches_unreadable: gauge(),
  linkmill_doubts: gauge('older_than'),
  linkmill_pace_used: gauge('window'),
  linkmill_pace_allowed: gauge('window'),
  linkmill_reconcile_duration_seconds: gauge(),
  linkmill_reconcile_age_seconds: gauge(),
  linkmill_queue_jobs: gauge('state'),
  linkmill_queue_oldest_seconds: gauge(),
  linkmill_worker_idle_seconds: gauge(),
  linkmill_account_stopped: gauge(),
  linkmill_account_unserved: gauge(),
  linkmill_ledger_suspect: gauge(),
  linkmill_redis_durable: gauge('what'),
  linkmill_calls_total: {
    kind: 'counter',
    labels: ['call', 'reply'],
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** One value of a metric. */
export interface Measurement {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
