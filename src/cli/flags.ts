import { type Command, Option } from 'commander';
import type { Config, SettingName } from '../config.ts';
import { readConfig } from '../config.ts';
import type { BatchOptions } from '../domain/batch.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import { readAccountName } from '../domain/named-account.ts';
import type { Language } from '../i18n/i18n.ts';
import { message } from '../i18n/messages.ts';
import { type CommonFlags, type Door, usageWrong } from './door.ts';
import { type ReadingFlags, withReadingFlags } from './reading-flags.ts';

/** Flags of commands that hand a file in. */
export interface BatchFlags extends SandboxFlags, ReadingFlags {
  readonly payerCompany?: string;
  readonly payerFirstName?: string;
  readonly payerLastName?: string;
  readonly expiresIn?: string;
  readonly label?: string;
  readonly callbackUrl?: string;
  readonly defaultBeneficiary?: true;
  readonly transliterate?: true;
  readonly fullNames?: 'company' | 'hold';
  readonly again?: string;
}

/** The flags of commands that work for an account, or for the built-in sandbox. */
export interface SandboxFlags extends CommonFlags {
  readonly sandbox?: true;
  readonly account?: string;
}

/** Adds the options of a batch; each replaces the setting of its name. */
export function withBatchFlags(command: Command): Command {
  return withReadingFlags(command)
    .option('--payer-company <name>')
    .option('--payer-first-name <name>')
    .option('--payer-last-name <name>')
    .option('--expires-in <span>')
    .option('--label <template>')
    .option('--callback-url <address>')
    .option('--default-beneficiary')
    .option('--transliterate')
    .addOption(new Option('--full-names <how>').choices(['company', 'hold']).default('company'))
    .option('--again <word>');
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

const overriddenBy = {
  payerCompany: 'LINKMILL_PAYER_COMPANY',
  payerFirstName: 'LINKMILL_PAYER_FIRST_NAME',
  payerLastName: 'LINKMILL_PAYER_LAST_NAME',
  expiresIn: 'LINKMILL_EXPIRES_IN',
  label: 'LINKMILL_LABEL',
  callbackUrl: 'LINKMILL_CALLBACK_URL',
} as const satisfies Partial<Record<keyof BatchFlags, SettingName>>;

type SettingFlags = CommonFlags & Pick<BatchFlags, 'sandbox' | keyof typeof overriddenBy>;

// The built-in sandbox commits and lists at once: what is in doubt there need not wait for minutes.
const sandboxTimes = { LINKMILL_LATE_COMMIT_MS: '2000', LINKMILL_LISTING_DELAY_MS: '500' } as const;

/** It is none of the accounts by name. */
const unnamed = { LINKMILL_ACCOUNT: '' } as const;

/** The config out of flags and environment. */
export function configOf(door: Pick<Door, 'environment'>, flags: SettingFlags, concurrency?: string): Config {
  const overrides: Partial<Record<SettingName, string>> =
    concurrency === undefined ? {} : { LINKMILL_CONCURRENCY: concurrency };
  for (const [flag, name] of Object.entries(overriddenBy)) {
    const value = flags[flag as keyof typeof overriddenBy];
    if (value !== undefined) overrides[name] = value;
  }
  const environment = flags.sandbox ? { ...sandboxTimes, ...door.environment, ...unnamed } : door.environment;
  try {
    return readConfig(environment, overrides);
  } catch (error) {
    throw error instanceof Stop ? namingFlags(error, flags) : error;
  }
}

/** What is wrong with a setting that a flag said is wrong with the flag. */
function namingFlags({ failures }: Stop, flags: SettingFlags): Stop {
  const named = failures.map((failure): Failure => {
    const flag = (Object.keys(overriddenBy) as (keyof typeof overriddenBy)[]).find(
      (one) => overriddenBy[one] === failure.field && flags[one] !== undefined,
    );
    if (failure.code !== 'settings_wrong' || flag === undefined) return failure;
    const field = `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return { ...failure, code: 'usage_wrong', field };
  });
  return new Stop(named);
}

/** The options of a batch out of the config and the one flag that no setting stands for. */
export function batchOptionsOf(config: Config, flags: BatchFlags, language: Language): BatchOptions {
  return {
    ...config.batch,
    defaultBeneficiary: flags.defaultBeneficiary ?? false,
    transliterate: flags.transliterate ?? false,
    fullNames: flags.fullNames ?? 'company',
    language,
  };
}
