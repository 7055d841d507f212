/** Why a run waits. */
const waiting = {
  rows_of_batch: { batch: 'text', lines: 'message' },
  wait_account_paused: { pause: 'message' },
  wait_answers: { rows: 'count', seconds: 'count' },
  wait_batch_paused: { batch: 'text', pause: 'message' },
  wait_books: { seconds: 'count' },
  wait_earlier_batch: { rows: 'count' },
  wait_limit: { seconds: 'count' },
  wait_limit_unknown: { window: 'count', seconds: 'count' },
  wait_look_back: { seconds: 'count' },
  wait_revocations: { count: 'count' },
  wait_unexplained: {},
} as const;

/** Why a call to Bridge failed this time. */
const unavailable = {
  bridge_refused: {},
  bridge_without_time: {},
  ledger_too_slow: {},
  limit_used_up: {},
  list_endless: {},
  reading_stopped: {},
} as const;

/** Which accounts a worker serves, and why it does not serve others. */
const serving = {
  accounts_not_read: { reasons: 'messages' },
  serving: { account: 'text' },
  serving_no_more: { account: 'text' },
  serving_not: { account: 'text', reasons: 'messages' },
  serving_not_ended: { account: 'text', reasons: 'messages' },
  serving_not_started: { account: 'text', reasons: 'messages' },
} as const;

/** How a Redis to run on is found. */
const startOfRedis = {
  redis_fetched: { path: 'text' },
  redis_fetched_unfit: {},
  redis_fetching: { folder: 'text' },
  redis_in_memory: {},
  redis_in_memory_takes: { rows: 'count' },
  redis_no_substitute: {},
  redis_not_fetched: { error: 'text' },
} as const;

/** What each metric measures, by its name. */
const metrics = {
  metric_linkmill_account_stopped: {},
  metric_linkmill_account_unserved: {},
  metric_linkmill_batches_open: {},
  metric_linkmill_batches_unbalanced: {},
  metric_linkmill_batches_unreadable: {},
  metric_linkmill_calls_total: {},
  metric_linkmill_doubts: {},
  metric_linkmill_ledger_suspect: {},
  metric_linkmill_pace_allowed: {},
  metric_linkmill_pace_used: {},
  metric_linkmill_queue_jobs: {},
  metric_linkmill_queue_oldest_seconds: {},
  metric_linkmill_redis_durable: {},
  metric_linkmill_rows: {},
  metric_linkmill_reconcile_age_seconds: {},
  metric_linkmill_reconcile_duration_seconds: {},
  metric_linkmill_worker_idle_seconds: {},
} as const;

/** What a run or a worker shows while it works. */
export const workMessages = { ...waiting, ...unavailable, ...serving, ...startOfRedis, ...metrics } as const;
