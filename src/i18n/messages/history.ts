/** Reasons of decisions: what the program found, or what a person wrote. */
const reasons = {
  reason_given: { why: 'text' },
  bridge_locked_out: { status: 'count', more: 'more' },
  first_link_not_shown: {},
  foreign_link_named: { id: 'text', batch: 'text', line: 'line' },
  forged_batch_found: { batch: 'text' },
  forged_line_found: { batch: 'text', line: 'line' },
  forged_rejection_found: { batch: 'text', line: 'line' },
  key_missing_at_look_back: {},
  line_leads_elsewhere: { batch: 'text', line: 'line', shown: 'more' },
  nothing_shown_of_account: {},
  schedule_tries_again: { schedule: 'text' },
} as const;

/** The outcome of one sending; `more` are the words of the answer, or nothing. */
const ofAnswer = { attempt: 'count', sentAt: 'instant', more: 'more' } as const;
export const answerMessages = {
  row_refused: ofAnswer,
  row_unanswered: ofAnswer,
  row_locked_out: ofAnswer,
  row_busy: ofAnswer,
  row_unreached: ofAnswer,
  row_wrong_answer: ofAnswer,
} as const;

/** Row events as Redis stores them; Lua scripts write those without words of others. */
const ofRows = {
  row_answer_of_other_row: {},
  row_cancelled_unsent: {},
  row_created: { attempt: 'count', link: 'text' },
  row_given_back: { by: 'text', more: 'more' },
  row_link_orphaned: { link: 'text', shown: 'more' },
  row_link_ended: { link: 'text', status: 'text' },
  row_link_found: { link: 'text' },
  row_link_of_other_row: { link: 'text' },
  row_link_replaced: { link: 'text', before: 'text' },
  row_link_to_revoke: { by: 'text', more: 'more' },
  row_proven_absent: { attempt: 'count' },
  row_reference_moved_on: {},
  row_reference_taken: {},
  row_reissued: { by: 'text', link: 'text', status: 'text', more: 'more' },
  row_duplicate_link_found: { link: 'text' },
  row_duplicate_link_paid: { link: 'text' },
  row_duplicate_link_to_revoke: { link: 'text' },
  row_sent: { attempt: 'count', sentAt: 'instant' },
  row_sent_created: { attempt: 'count', sentAt: 'instant', link: 'text' },
  row_set_aside: {},
  row_worker_gone: { attempt: 'count', sentAt: 'instant' },
} as const;

/** The state of a row, shown with its row events. */
const statuses = {
  line_unreadable: {},
  row_had_link: { link: 'text', status: 'message' },
  row_is_known: { batch: 'text', line: 'line' },
  row_link_was_found: {},
  row_rejected: { failure: 'failure' },
  row_stands: { pointer: 'text', state: 'text', generation: 'count', attempt: 'count', more: 'more' },
  words_erased: {},
} as const;

/** Audit events of a batch or of the account. */
const auditEvents = {
  account_was_resumed: { by: 'text', more: 'more' },
  account_was_stopped: { by: 'text', more: 'more' },
  batch_was_cancelled: { by: 'text', more: 'more' },
  batch_was_handed_in: { file: 'text', more: 'more' },
  batch_was_paused: { by: 'text', more: 'more' },
  batch_was_resumed: { by: 'text', more: 'more' },
  batch_was_revoked: { by: 'text', more: 'more' },
  canary_was_approved: {},
  data_were_erased: {},
  duplicates_were_accepted: { why: 'text' },
  links_were_reissued: { by: 'text', rows: 'count', more: 'more' },
  rows_came_back: { batch: 'text', file: 'text' },
  rows_were_retried: { by: 'text', rows: 'count', more: 'more' },
  schedule_was_added: { schedule: 'text', by: 'text' },
  schedule_was_removed: { schedule: 'text', by: 'text' },
  run_was_closed: { schedule: 'text', run: 'text', by: 'text', more: 'more' },
  unproven_was_accepted: { why: 'text' },
} as const;

/** All messages that Redis stores as events and reasons. */
export const historyMessages = {
  ...reasons,
  ...answerMessages,
  ...ofRows,
  ...statuses,
  ...auditEvents,
} as const;
