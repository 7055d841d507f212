import { type Command, Option } from 'commander';
import type { Config, SettingName } from '../config.ts';
import { readConfig } from '../config.ts';
import { batchOptionsSchema, fullNamesChoices } from '../domain/batch.ts';
import { defined } from '../domain/defined.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import { lastMap } from '../domain/hints.ts';
import type { ScheduledRules } from '../domain/schedule.ts';
import { readAccountName } from '../domain/setting-values.ts';
import { message } from '../i18n/messages.ts';
import { type Door, usageWrong } from './door.ts';
import type { CommonFlags } from './door-command.ts';
import { type FieldOptions, fieldsOf, withOptions } from './field-options.ts';
import { hintsOf, type ReadingFlags, withReadingFlags } from './reading-flags.ts';

/** Flags of commands that hand a file in: those that are looked at before they are options or settings. */
export interface BatchFlags extends SandboxFlags, ReadingFlags {
  readonly again?: string;
}

/** The flags of commands that work for an account, or for the built-in sandbox. */
export interface SandboxFlags extends CommonFlags {
  readonly sandbox?: true;
  readonly account?: string;
}

/** The options that replace a setting. */
export const settingOptions = {
  LINKMILL_PAYER_COMPANY: new Option('--payer-company <name>'),
  LINKMILL_PAYER_FIRST_NAME: new Option('--payer-first-name <name>'),
  LINKMILL_PAYER_LAST_NAME: new Option('--payer-last-name <name>'),
  LINKMILL_EXPIRES_IN: new Option('--expires-in <span>'),
  LINKMILL_LABEL: new Option('--label <template>'),
  LINKMILL_CALLBACK_URL: new Option('--callback-url <address>'),
} as const satisfies Partial<Record<SettingName, Option>>;

/** Those of a batch that no setting gives, nor the language of the door. */
const typedOptions = batchOptionsSchema.omit({
  payer: true,
  expiresInSeconds: true,
  expiresInBusinessDays: true,
  labelTemplate: true,
  callbackUrl: true,
  timeZone: true,
  language: true,
});

const optionsOfBatch: FieldOptions<typeof typedOptions> = {
  defaultBeneficiary: new Option('--default-beneficiary'),
  transliterate: new Option('--transliterate'),
  fullNames: new Option('--full-names <how>')
    .choices(fullNamesChoices)
    .default(typedOptions.shape.fullNames.def.defaultValue),
};

/** Adds the options of a batch. */
export function withBatchFlags(command: Command): Command {
  const options = { ...settingOptions, ...optionsOfBatch };
  return withOptions(withReadingFlags(command), options).option('--again <word>');
}

/** The flag of commands whose reason the history keeps. */
export interface ReasonFlags {
  readonly reason?: string;
}

/** Adds `--reason`. */
export function withReason(command: Command): Command {
  return command.addOption(new Option('--reason <why>').argParser(reason));
}

/** One line of 1 to 200 characters. */
export function reason(text: string): string {
  if (text.trim() === '' || text.length > 200 || /\p{Cc}/u.test(text))
    throw usageWrong(message('must_be_one_line', {}));
  return text;
}

/** Adds `--account` and `--sandbox`, which exclude each other. */
export function withSandboxFlag(command: Command): Command {
  const sandbox = new Option('--sandbox').conflicts('account');
  return withAccountFlag(command).addOption(sandbox);
}

/** Adds `--account`, which `onDoor` heeds. */
export function withAccountFlag(command: Command): Command {
  return command.addOption(new Option('--account <name>').argParser(accountName));
}

/** The name of an account, for commander. */
export function accountName(text: string): string {
  const name = readAccountName(text);
  if (name === undefined) throw usageWrong(message('must_be_account_name', {}));
  return name;
}

// The built-in sandbox commits and lists at once: what is in doubt there need not wait for minutes.
const sandboxTimes = { LINKMILL_LATE_COMMIT_MS: '2000', LINKMILL_LISTING_DELAY_MS: '500' } as const;

/** It is none of the accounts by name. */
const unnamed = { LINKMILL_ACCOUNT: '' } as const;

type SettingFlags = CommonFlags & Pick<SandboxFlags, 'sandbox'>;

/** The config out of flags and environment. */
export function configOf(door: Pick<Door, 'environment'>, flags: SettingFlags): Config {
  const overrides = Object.entries(settingOptions).map(([name, option]) => [name, typedIn(flags, option)]);
  const environment = flags.sandbox ? { ...sandboxTimes, ...door.environment, ...unnamed } : door.environment;
  try {
    return readConfig(environment, Object.fromEntries(overrides));
  } catch (error) {
    throw error instanceof Stop ? namingFlags(error, flags) : error;
  }
}

/** What is wrong with a setting that a flag said is wrong with the flag. */
function namingFlags({ failures, exitCode }: Stop, flags: SettingFlags): Stop {
  const options = new Map<string | undefined, Option>(Object.entries(settingOptions));
  const named = failures.map((failure): Failure => {
    const option = options.get(failure.field);
    if (failure.code !== 'settings_wrong' || option === undefined) return failure;
    if (typedIn(flags, option) === undefined) return failure;
    return { ...failure, code: 'usage_wrong', field: option.long ?? option.flags };
  });
  return new Stop(named, exitCode);
}

function typedIn(flags: object, option: Option): string | undefined {
  const value = new Map<string, unknown>(Object.entries(flags)).get(option.attributeName());
  return typeof value === 'string' ? value : undefined;
}

/** What a file that is handed in is judged by, out of config and flags. */
export function rulesOf(
  { language }: Pick<Door, 'language'>,
  config: Config,
  flags: BatchFlags,
): ScheduledRules {
  return defined<ScheduledRules>({
    options: { ...config.batch, ...fieldsOf(typedOptions, optionsOfBatch, flags), language },
    hints: hintsOf(flags),
    isMappedAsLast: flags.map?.includes(lastMap) ?? false,
    amountMaxCents: config.amountMaxCents,
    again: flags.again,
  });
}
