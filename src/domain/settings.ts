/** One variable of the environment. */
export interface Setting {
  readonly name: string;
  /** As it would be typed; empty where there is none. */
  readonly default: string;
  readonly meaning: string;
}

/** Every setting, for the README's table and for the config. */
export const settings = [
  { name: 'BRIDGE_CLIENT_ID', default: '', meaning: 'The application at Bridge.' },
  { name: 'BRIDGE_CLIENT_SECRET', default: '', meaning: 'Its secret; never shown, never logged.' },
  {
    name: 'LINKMILL_ACCOUNT',
    default: '',
    meaning: 'Name of an account of `linkmill account`, in place of the two above.',
  },
  { name: 'BRIDGE_VERSION', default: '2025-01-15', meaning: 'Version of the API: 2025-01-15 or 2021-06-01.' },
  { name: 'BRIDGE_BASE_URL', default: 'https://api.bridgeapi.io', meaning: 'Where the API is.' },
  {
    name: 'LINKMILL_BRIDGE_HOSTS',
    default: 'api.bridgeapi.io,localhost,127.0.0.1,[::1]',
    meaning:
      'Hosts that may be spoken to as Bridge, by this machine; an account by name changes nothing of it.',
  },
  {
    name: 'LINKMILL_LINK_HOSTS',
    default: '',
    meaning: 'Hosts that links may have besides pay.bridgeapi.io.',
  },
  {
    name: 'LINKMILL_SECRET_PLACES',
    default:
      'stored,secrets/,~/.config/linkmill/secrets/,/etc/linkmill/secrets/,/run/secrets/,/run/credentials/,LINKMILL_SECRET_*',
    meaning:
      'Where secrets of accounts by name may come from, on this machine: stored, files, folders (a relative one is in the data folder), variables; without a key the very file or variable.',
  },
  {
    name: 'BRIDGE_LIMITS',
    default: '2000/300s,50/1s',
    meaning: 'Calls that Bridge takes in any window; `none` for trials.',
  },
  {
    name: 'BRIDGE_PACE_GUARD_MS',
    default: '',
    meaning: 'How much longer each window is kept; 250 for windows of 10 s and more, else 40.',
  },
  { name: 'BRIDGE_TIMEOUT_MS', default: '15000', meaning: 'How long one call may take.' },
  {
    name: 'REDIS_URL',
    default: '',
    meaning: 'The Redis to use; without it a private one in the data folder.',
  },
  {
    name: 'REDIS_CA_FILE',
    default: '',
    meaning: 'PEM file of whom to believe for a rediss:// address; else whom Node believes.',
  },
  { name: 'REDIS_CERT_FILE', default: '', meaning: 'Our own certificate, where the Redis asks for one.' },
  { name: 'REDIS_KEY_FILE', default: '', meaning: 'And its key.' },
  {
    name: 'LINKMILL_DATA_DIR',
    default: '.linkmill',
    meaning: 'Folder of the private Redis and the sandbox.',
  },
  {
    name: 'LINKMILL_KEY',
    default: '',
    meaning: 'Key of 32 bytes (base64 or hex) that seals personal data in Redis; older ones after commas.',
  },
  {
    name: 'LINKMILL_KEY_FILE',
    default: '',
    meaning: 'Or a file of keys, mode 600, one a line; the private Redis makes `key` in the data folder.',
  },
  {
    name: 'LINKMILL_PURGE_AFTER',
    default: '',
    meaning: 'Days after which workers erase the personal data of finished batches, for instance 400d.',
  },
  { name: 'LINKMILL_CONCURRENCY', default: '50', meaning: 'Calls in flight in one process, 1 to 1000.' },
  {
    name: 'LINKMILL_LATE_COMMIT_MS',
    default: '120000',
    meaning: 'How late Bridge may still make a link that we gave up.',
  },
  { name: 'LINKMILL_LISTING_DELAY_MS', default: '30000', meaning: 'How late a link may appear in the list.' },
  {
    name: 'LINKMILL_BREAKER',
    default: '20',
    meaning: 'So many refusals in a row with the same code stop the account until `linkmill resume`.',
  },
  { name: 'LINKMILL_MAX_FILE_MB', default: '1024', meaning: 'Largest file, unpacked, in megabytes.' },
  {
    name: 'LINKMILL_MAX_ROWS',
    default: '1000000',
    meaning: 'Most rows of a file; a text may have as many blank lines, and 1048576 in any case.',
  },
  {
    name: 'LINKMILL_TIME_ZONE',
    default: 'Europe/Paris',
    meaning: 'Zone of dates that do not name one.',
  },
  { name: 'LINKMILL_AMOUNT_MAX', default: '35000.00', meaning: 'Largest amount of one row, in euros.' },
  {
    name: 'LINKMILL_LOG_LEVEL',
    default: 'warn',
    meaning: 'fatal, error, warn, info, debug, trace or silent; the log goes to standard error.',
  },
  { name: 'LINKMILL_LOG_FORMAT', default: 'json', meaning: '`json`, or `pretty` for people.' },
  {
    name: 'LINKMILL_PAYER_COMPANY',
    default: '',
    meaning: 'Who pays, where the row does not say it: a company.',
  },
  { name: 'LINKMILL_PAYER_FIRST_NAME', default: '', meaning: 'Or a person: the first name.' },
  { name: 'LINKMILL_PAYER_LAST_NAME', default: '', meaning: 'And the last name.' },
  {
    name: 'LINKMILL_EXPIRES_IN',
    default: '30d',
    meaning: 'Life of the links, in days, hours or business days (10b); at most 90d.',
  },
  {
    name: 'LINKMILL_LABEL',
    default: 'Refund {reference}',
    meaning: 'Label of the transfer; {column} is a cell of the row.',
  },
  { name: 'LINKMILL_CALLBACK_URL', default: '', meaning: 'Where the payer is sent afterwards; https.' },
  {
    name: 'LINKMILL_DEFAULT_IBAN',
    default: '',
    meaning:
      'The account of the dashboard: with it, links of rows without an IBAN (--default-beneficiary) are compared, too.',
  },
  {
    name: 'LINKMILL_SMTP_URL',
    default: '',
    meaning: 'Mail server of notices: smtp:// (with STARTTLS) or smtps://, with user and password.',
  },
  {
    name: 'LINKMILL_MAIL_TLS',
    default: 'required',
    meaning:
      '`optional` lets mail without a password go to a server that offers no TLS, readable on the way.',
  },
  { name: 'LINKMILL_MAIL_FROM', default: '', meaning: 'Sender of notices.' },
  { name: 'LINKMILL_MAIL_TO', default: '', meaning: 'Who gets notices by mail; several by comma.' },
  {
    name: 'LINKMILL_WEBHOOK_URL',
    default: '',
    meaning: 'Where notices are posted; https, or http on this machine.',
  },
  {
    name: 'LINKMILL_WEBHOOK_SECRET',
    default: '',
    meaning: 'What they are signed with, 16 characters or more; never shown.',
  },
  {
    name: 'LINKMILL_LANG',
    default: '',
    meaning:
      'Language of notices and, from the environment, of what people read: en, fr or de; else as LANG says.',
  },
] as const satisfies readonly Setting[];

/** The name of a setting. */
export type SettingName = (typeof settings)[number]['name'];
