/** What `check` and `doctor` show. */
const ofFiles = {
  check_corrected: { count: 'count' },
  check_corrects: { batch: 'text', file: 'text' },
  check_corrects_unknown: { batch: 'text' },
  check_duplicates: { count: 'count' },
  check_known: { count: 'count' },
  check_left_out: { count: 'count', amount: 'cents' },
  check_more_of_code: { count: 'count', code: 'text', failure: 'failure' },
  check_rejected: {},
  check_submitted_before: { batch: 'text' },
  check_summary: { file: 'text', rows: 'count', good: 'count', rejected: 'count', amount: 'cents' },
  check_warnings: {},
} as const;

/** Lines of a doctor's report: state, subject, and what is in order. */
const ofDoctor = {
  doctor_bad: {},
  doctor_clock_ahead: { seconds: 'count' },
  doctor_clock_behind: { seconds: 'count' },
  doctor_credentials: { address: 'text' },
  doctor_good: {},
  doctor_led_to: { account: 'text' },
  doctor_limit: { count: 'count', seconds: 'count' },
  doctor_limits: { limits: 'items' },
  doctor_no_limits: {},
  doctor_notices_both: {},
  doctor_notices_mail: {},
  doctor_notices_nobody: {},
  doctor_notices_webhook: {},
  /** `appendOnly` is `on`, `off` or `unknown`; the other two are as Redis names them, or `unknown`. */
  doctor_redis: {
    where: 'text',
    product: 'text',
    version: 'text',
    appendOnly: 'text',
    fsync: 'text',
    policy: 'text',
  },
  doctor_sealed: {},
  doctor_subject_account: {},
  doctor_subject_accounts: {},
  doctor_subject_clock: {},
  doctor_subject_credentials: {},
  doctor_subject_destination: {},
  doctor_subject_key: {},
  doctor_subject_limits: {},
  doctor_subject_machine: {},
  doctor_subject_notices: {},
  doctor_subject_redis: {},
  doctor_subject_redis_clock: {},
  doctor_subject_settings: {},
  doctor_subject_tls: {},
  doctor_warning: {},
} as const;

/** Details of what a doctor found wrong, and of a Redis that is not fit. */
const ofFindings = {
  account_stands: { stands: 'message' },
  address_called: { address: 'text' },
  /** Words of Bridge or of the system, as they came. */
  cause_is: { words: 'text' },
  link_expires_at: { at: 'instant' },
  link_was_to_lead_to: { account: 'text' },
  notices_lost: { count: 'count' },
  redis_file_off: {},
  redis_file_unknown: {},
  redis_fsync_late: { fsync: 'text' },
  redis_fsync_unknown: {},
  redis_policy_evicts: { policy: 'text' },
  redis_policy_unknown: {},
  redis_version_old: { version: 'text' },
  redis_version_unknown: {},
} as const;

export const checkMessages = { ...ofFiles, ...ofDoctor, ...ofFindings } as const;
