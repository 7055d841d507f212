/** What a worker or a run warns of while it goes on. */
export const warningMessages = {
  answer_of_another_row: { batch: 'text', line: 'line' },
  batch_paused_without_key: { batch: 'text' },
  books_do_not_balance: { batch: 'text', rows: 'count' },
  books_stay_open: { batch: 'text' },
  bridge_unreachable: { why: 'message' },
  erased_not_forgotten: {},
  first_link_unread: { batch: 'text' },
  foreign_link_planted: { batch: 'text', line: 'line', id: 'text' },
  forged_notices_dropped: { forged: 'count' },
  lapsing_unread: {},
  link_leads_elsewhere: { batch: 'text', line: 'line' },
  links_not_compared: { batch: 'text' },
  list_unreadable: {},
  schedule_obstacle: { schedule: 'text', obstacle: 'message' },
  notice_dropped_after_day: { kind: 'text', target: 'text', answer: 'message' },
  notices_not_sent: {},
  queue_in_trouble: {},
  record_unusable: { batch: 'text' },
  redis_silent: {},
  row_paid_twice: { batch: 'text', line: 'line' },
  row_record_unusable: { batch: 'text', line: 'line' },
  stored_schedule_unreadable: { name: 'text' },
  stored_schedules_forged: { names: 'texts' },
  schedule_look_failed: { schedule: 'text' },
  schedules_unread: {},
  duplicate_link_made: { batch: 'text', line: 'line' },
  duplicate_link_unread: { batch: 'text', line: 'line' },
  reconcile_failed: {},
} as const;

/** How a terminal shows a warning together with what caused it: words of the system, or sentences. */
export const warningFrames = {
  /** A line of a worker that serves several accounts: the name stands in a column of its own. */
  of_account: { name: 'text', line: 'message' },
  indented: { line: 'message' },
  warning_with_cause: { warning: 'message', cause: 'text' },
  warning_with_reasons: { warning: 'message', reasons: 'messages' },
} as const;
