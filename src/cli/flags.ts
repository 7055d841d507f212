import type { Config, SettingName } from '../config.ts';
import { readConfig } from '../config.ts';
import { batchOptionsSchema, fullNamesChoices } from '../domain/batch.ts';
import { defined } from '../domain/defined.ts';
import { AppError, type Failure } from '../domain/failure.ts';
import { lastMap } from '../domain/hints.ts';
import type { ScheduledRules } from '../domain/schedule.ts';
import { readAccountName } from '../domain/settings/setting-values.ts';
import { message } from '../i18n/messages.ts';
import { type FieldFlags, type FlagsOf, fieldsOf } from './flag-specs.ts';
import { hintsOf, readingFlags } from './reading-flags.ts';
import { type Terminal, usageWrong } from './terminal.ts';

/** The flag of commands that work for an account. */
export const accountFlag = { '--account <name>': accountName } as const;

/** The flags of commands that work for an account, or for the built-in sandbox. */
export const sandboxFlags = { ...accountFlag, '--sandbox': { conflicts: 'account' } } as const;

export type SandboxFlags = FlagsOf<typeof sandboxFlags>;

/** The flag of commands that record a reason in the history. */
export const reasonFlag = { '--reason <why>': reason } as const;

/** The batch options that come from flags alone: no setting and no language of the terminal sets them. */
const typedOptions = batchOptionsSchema.omit({
  payer: true,
  expiresInSeconds: true,
  expiresInBusinessDays: true,
  labelTemplate: true,
  callbackUrl: true,
  timeZone: true,
  language: true,
});

const typedFields = {
  defaultBeneficiary: 'defaultBeneficiary',
  transliterate: 'transliterate',
  fullNames: 'fullNames',
} as const satisfies FieldFlags<typeof typedOptions, BatchFlags>;

/** The flags of commands that submit a file; some override a setting. */
export const batchFlags = {
  ...readingFlags,
  '--payer-company <name>': true,
  '--payer-first-name <name>': true,
  '--payer-last-name <name>': true,
  '--expires-in <span>': true,
  '--label <template>': true,
  '--callback-url <address>': true,
  '--default-beneficiary': true,
  '--transliterate': true,
  '--full-names <how>': { choices: fullNamesChoices, default: typedOptions.shape.fullNames.def.defaultValue },
  '--again <word>': true,
} as const;

export type BatchFlags = FlagsOf<typeof batchFlags> & SandboxFlags;

/** One line of 1 to 200 characters. */
export function reason(text: string): string {
  if (text.trim() === '' || text.length > 200 || /\p{Cc}/u.test(text))
    throw usageWrong(message('must_be_one_line', {}));
  return text;
}

export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 65_536;
  if (port > 65_535) throw usageWrong(message('must_be_port', {}));
  return port;
}

/** Parses the name of an account. Throws `usage_wrong`. */
export function accountName(text: string): string {
  const name = readAccountName(text);
  if (name === undefined) throw usageWrong(message('must_be_account_name', {}));
  return name;
}

const overriddenBy = {
  payerCompany: 'LINKMILL_PAYER_COMPANY',
  payerFirstName: 'LINKMILL_PAYER_FIRST_NAME',
  payerLastName: 'LINKMILL_PAYER_LAST_NAME',
  expiresIn: 'LINKMILL_EXPIRES_IN',
  label: 'LINKMILL_LABEL',
  callbackUrl: 'LINKMILL_CALLBACK_URL',
} as const satisfies Partial<Record<keyof BatchFlags, SettingName>>;

type SettingFlags = Pick<BatchFlags, 'sandbox' | keyof typeof overriddenBy>;

// The built-in sandbox commits and lists at once, so a doubtful call there is settled in seconds instead of minutes.
const sandboxTimes = { LINKMILL_LATE_COMMIT_MS: '2000', LINKMILL_LISTING_DELAY_MS: '500' } as const;

/** The sandbox is no account of the registry, whatever the environment names. */
const unnamed = { LINKMILL_ACCOUNT: '' } as const;

/** Builds the config from the environment and the flags that override it. Throws an AppError that names wrong flags and settings. */
export function configOf(
  terminal: Pick<Terminal, 'environment'>,
  flags: SettingFlags,
  concurrency?: string,
): Config {
  const overrides: Partial<Record<SettingName, string>> =
    concurrency === undefined ? {} : { LINKMILL_CONCURRENCY: concurrency };
  for (const [flag, name] of Object.entries(overriddenBy)) {
    const value = flags[flag as keyof typeof overriddenBy];
    if (value !== undefined) overrides[name] = value;
  }
  const environment = flags.sandbox
    ? { ...sandboxTimes, ...terminal.environment, ...unnamed }
    : terminal.environment;
  try {
    return readConfig(environment, overrides);
  } catch (error) {
    throw error instanceof AppError ? namingFlags(error, flags) : error;
  }
}

/** Where a flag set a wrong setting, the failure names the flag instead. */
function namingFlags({ failures }: AppError, flags: SettingFlags): AppError {
  const named = failures.map((failure): Failure => {
    const flag = (Object.keys(overriddenBy) as (keyof typeof overriddenBy)[]).find(
      (one) => overriddenBy[one] === failure.field && flags[one] !== undefined,
    );
    if (failure.code !== 'settings_wrong' || flag === undefined) return failure;
    const field = `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return { ...failure, code: 'usage_wrong', field };
  });
  return new AppError(named);
}

/** The rules by which a submitted file is validated, from config and flags. */
export function rulesOf(
  { language }: Pick<Terminal, 'language'>,
  config: Config,
  flags: BatchFlags,
): ScheduledRules {
  return defined<ScheduledRules>({
    options: { ...config.batch, ...fieldsOf(typedOptions, typedFields, flags), language },
    hints: hintsOf(flags),
    isMappedAsLast: flags.map?.includes(lastMap) ?? false,
    amountMaxCents: config.amountMaxCents,
    again: flags.again,
  });
}
