import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { layOver, readEnvFile } from './config/env-file.ts';
import { machineRules } from './config/machine-rules.ts';
import type { BatchOptions } from './domain/batch.ts';
import { defined } from './domain/defined.ts';
import { AppError, type Failure } from './domain/failure.ts';
import type { Iban, Party } from './domain/instruction.ts';
import type { LinkLife } from './domain/link-life.ts';
import { judgeParty } from './domain/parties/party.ts';
import { bridgeLinkHost, isAtOneOf } from './domain/settings/hosts.ts';
import { type NoticeSettings, noticeSettingsOf } from './domain/settings/notice-settings.ts';
import {
  type ProtocolTimes,
  refuseBrokenTimes,
  protocolTimes as timesOf,
} from './domain/settings/protocol-times.ts';
import type { MachineRules } from './domain/settings/secret-places.ts';
import {
  defaultOf,
  type SettingName,
  type Settings,
  settingNames,
  settingsSchema,
  wantedIn,
} from './domain/settings/settings.ts';
import type { FileLimits } from './domain/table.ts';
import { languageOf } from './i18n/i18n.ts';
import { message } from './i18n/messages.ts';

export { type ProtocolTimes, refuseBrokenTimes } from './domain/settings/protocol-times.ts';
export type { SettingName } from './domain/settings/settings.ts';

/** Variables by name, as an environment gives them; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

type BatchSettings = Pick<BatchOptions, 'payer' | 'labelTemplate' | 'callbackUrl' | 'timeZone'>;

/** All settings, validated and frozen. */
export interface Config {
  /** The name of the account, where it comes from the registry. */
  readonly accountName?: string;
  readonly bridge: {
    readonly clientId?: string;
    readonly clientSecret?: string;
    readonly version: Settings['BRIDGE_VERSION'];
    /** Without a slash at its end. */
    readonly baseUrl: string;
    /** Empty for trials without limits. */
    readonly limits: readonly { readonly count: number; readonly windowMs: number }[];
    /** Absent means the default guard of the pace. */
    readonly paceGuardMs?: number;
    readonly timeoutMs: number;
    /** Hosts that links may have, including Bridge's. */
    readonly linkHosts: readonly string[];
  };
  readonly redis: {
    readonly redisUrl?: string;
    /** Path of a PEM file, like the next two. */
    readonly caFile?: string;
    readonly certFile?: string;
    readonly keyFile?: string;
    readonly cacheDir: string;
    readonly searchPath: string;
  };
  /** Absolute. */
  readonly dataDir: string;
  /** The keys that encrypt personal data, the current one first, or their file; `keys` takes precedence. */
  readonly key: { readonly keys?: readonly string[]; readonly file?: string };
  /** What this machine allows accounts of the registry; the registry cannot change it. */
  readonly machine: MachineRules;
  /** Absent means that personal data is erased only by the command `purge`. */
  readonly purgeAfterMs?: number;
  readonly concurrency: number;
  readonly lateCommitMs: number;
  readonly listingDelayMs: number;
  /** This many refusals in a row with the same code stop the account. */
  readonly refusalsToStop: number;
  readonly amountMaxCents: number;
  /** The IBAN of the account in Bridge's dashboard. */
  readonly defaultIban?: Iban;
  /** Size limits of a file. */
  readonly fileLimits: FileLimits;
  readonly logLevel: Settings['LINKMILL_LOG_LEVEL'];
  readonly logFormat: Settings['LINKMILL_LOG_FORMAT'];
  /** Defaults of a batch. */
  readonly batch: LinkLife & BatchSettings;
  /** Where notices go, and in which language. */
  readonly notices: NoticeSettings;
}

/**
 * The environment of this process over the variables of `.env` in the current folder; only this module reads the two. Throws
 * `env_file_unsafe` or `settings_mixed`.
 */
export function readEnvironment(): Environment {
  return layOver(readEnvFile(resolve('.env')), process.env);
}

/** The environment of this process without `.env`, for what is needed before the file is read. */
export function readSurroundings(): Environment {
  return process.env;
}

/**
 * Builds the config from an environment; `overrides`, from flags, take precedence. Throws an AppError that names every wrong setting,
 * what it must be and an example, and never shows a value.
 */
export function readConfig(
  environment: Environment,
  overrides: Partial<Record<SettingName, string>> = {},
): Config {
  const given = (name: string) => environment[name]?.trim() || undefined;
  const texts = Object.fromEntries(
    settingNames.map((name) => [name, overrides[name] ?? given(name) ?? defaultOf(name)]),
  );
  const wrong: Failure[] = [];
  const payer = readPayer(texts, overrides, wrong);
  const read = settingsSchema.safeParse(texts);
  for (const issue of read.error?.issues ?? []) {
    wrong.push({ code: 'settings_wrong', field: String(issue.path[0]), ...wantedIn(issue) });
  }
  const notices = noticeSettingsOf(read.data ?? {}, languageOf(environment), wrong);
  if (read.success) judgeHost(read.data, wrong);
  if (!read.success || wrong.length > 0) throw new AppError(wrong);
  const config = configOf(read.data, payer, notices, given);
  refuseBrokenTimes(protocolTimes(config));
  return deepFreeze(config);
}

/** The times of the protocol that follow from the config; see `ProtocolTimes`. */
export function protocolTimes(
  config: Pick<Config, 'bridge' | 'lateCommitMs' | 'listingDelayMs'>,
): ProtocolTimes {
  const { bridge, lateCommitMs, listingDelayMs } = config;
  return timesOf({ timeoutMs: bridge.timeoutMs, lateCommitMs, listingDelayMs });
}

/** The secret is sent to BRIDGE_BASE_URL, so its host must be one of the listed ones. */
function judgeHost({ BRIDGE_BASE_URL, LINKMILL_BRIDGE_HOSTS }: Settings, wrong: Failure[]): void {
  const url = new URL(BRIDGE_BASE_URL);
  if (isAtOneOf(url, LINKMILL_BRIDGE_HOSTS)) return;
  wrong.push({
    code: 'host_not_allowed',
    field: 'BRIDGE_BASE_URL',
    details: [message('host_not_listed', { host: url.host })],
  });
}

type Texts = Partial<Record<string, string | undefined>>;

const payerSettings = [
  'LINKMILL_PAYER_FIRST_NAME',
  'LINKMILL_PAYER_LAST_NAME',
  'LINKMILL_PAYER_COMPANY',
] as const;

/** Where a flag names a part of the payer, the environment's payer settings are ignored, so that two payers are never mixed. */
function readPayer(texts: Texts, overrides: Texts, wrong: Failure[]): Party | undefined {
  const source = payerSettings.some((name) => overrides[name] !== undefined) ? overrides : texts;
  const [firstName, lastName, companyName] = payerSettings.map((name) => source[name] ?? '');
  const found: Failure[] = [];
  const cells = { firstName: firstName ?? '', lastName: lastName ?? '', companyName: companyName ?? '' };
  const payer = judgeParty(cells, 'payer', found);
  for (const { field, ...failure } of found) {
    const setting = field?.startsWith('payer_company') ? 'payer_company' : field;
    const details = [message('setting_value_wrong', { failure })];
    wrong.push({ code: 'settings_wrong', field: `LINKMILL_${setting?.toUpperCase()}`, details });
  }
  return payer;
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}

function configOf(
  values: Settings,
  payer: Party | undefined,
  notices: NoticeSettings,
  given: (name: string) => string | undefined,
): Config {
  return defined<Config>({
    accountName: values.LINKMILL_ACCOUNT,
    bridge: bridgeOf(values),
    redis: redisOf(values, given),
    dataDir: resolve(values.LINKMILL_DATA_DIR),
    key: defined<Config['key']>({
      keys: values.LINKMILL_KEY,
      file: values.LINKMILL_KEY_FILE && resolve(values.LINKMILL_KEY_FILE),
    }),
    machine: machineRules(values, { home: homeOf(given), isSet: (name) => given(name) !== undefined }),
    purgeAfterMs: values.LINKMILL_PURGE_AFTER,
    concurrency: values.LINKMILL_CONCURRENCY,
    lateCommitMs: values.LINKMILL_LATE_COMMIT_MS,
    listingDelayMs: values.LINKMILL_LISTING_DELAY_MS,
    refusalsToStop: values.LINKMILL_BREAKER,
    amountMaxCents: values.LINKMILL_AMOUNT_MAX,
    defaultIban: values.LINKMILL_DEFAULT_IBAN,
    fileLimits: { maxBytes: values.LINKMILL_MAX_FILE_MB * 1024 * 1024, maxRows: values.LINKMILL_MAX_ROWS },
    logLevel: values.LINKMILL_LOG_LEVEL,
    logFormat: values.LINKMILL_LOG_FORMAT,
    batch: {
      ...values.LINKMILL_EXPIRES_IN,
      ...defined<BatchSettings>({
        payer,
        labelTemplate: values.LINKMILL_LABEL,
        callbackUrl: values.LINKMILL_CALLBACK_URL,
        timeZone: values.LINKMILL_TIME_ZONE,
      }),
    },
    notices,
  });
}

function bridgeOf(values: Settings): Config['bridge'] {
  return defined<Config['bridge']>({
    clientId: values.BRIDGE_CLIENT_ID,
    clientSecret: values.BRIDGE_CLIENT_SECRET,
    version: values.BRIDGE_VERSION,
    baseUrl: values.BRIDGE_BASE_URL,
    limits: values.BRIDGE_LIMITS,
    paceGuardMs: values.BRIDGE_PACE_GUARD_MS,
    timeoutMs: values.BRIDGE_TIMEOUT_MS,
    linkHosts: [bridgeLinkHost, ...(values.LINKMILL_LINK_HOSTS ?? [])],
  });
}

function redisOf(values: Settings, given: (name: string) => string | undefined): Config['redis'] {
  const cacheHome = given('XDG_CACHE_HOME');
  const home = homeOf(given);
  return defined<Config['redis']>({
    redisUrl: values.REDIS_URL,
    caFile: values.REDIS_CA_FILE,
    certFile: values.REDIS_CERT_FILE,
    keyFile: values.REDIS_KEY_FILE,
    cacheDir: join(cacheHome && isAbsolute(cacheHome) ? cacheHome : join(home, '.cache'), 'linkmill'),
    searchPath: given('PATH') ?? '/usr/local/bin:/usr/bin:/bin',
  });
}

function homeOf(given: (name: string) => string | undefined): string {
  return given('HOME') ?? homedir();
}
