import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Config, SettingName } from '../config.ts';
import { readConfig } from '../config.ts';
import type { BatchOptions } from '../domain/batch.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import type { Language } from '../domain/language.ts';
import { readAccountName } from '../domain/named-account.ts';
import type { CommonFlags, Door } from './door.ts';
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
    .option('--payer-company <name>', 'who pays, where the row does not say it')
    .option('--payer-first-name <name>', 'a person who pays: with --payer-last-name')
    .option('--payer-last-name <name>', 'a person who pays: with --payer-first-name')
    .option(
      '--expires-in <span>',
      'life of the links: 30d, 12h, 10b (business days); at most 90d (default 30d)',
    )
    .option(
      '--label <template>',
      'label of rows without one; {column} stands for a cell (default "Refund {reference}")',
    )
    .option('--callback-url <address>', 'where payers land afterwards, https')
    .option('--default-beneficiary', 'rows without IBAN go to the account set in the dashboard')
    .option(
      '--transliterate',
      'send names and labels with the proposed characters for those that Bridge refuses',
    )
    .addOption(
      new Option('--full-names <how>', 'a name in one cell that the file does not prove how to split')
        .choices(['company', 'hold'])
        .default('company'),
    )
    .option('--again <word>', 'repeat a batch on purpose: the word makes the same content another batch');
}

/** The flag of commands whose reason the history keeps. */
export interface ReasonFlags {
  readonly reason?: string;
}

/** Adds `--reason`. */
export function withReason(command: Command): Command {
  return command.option('--reason <why>', 'kept in the history of the batch', reason);
}

/** One line of 1 to 200 characters. */
export function reason(text: string): string {
  if (text.trim() === '' || text.length > 200 || /\p{Cc}/u.test(text))
    throw new InvalidArgumentError('It must be one line of 1 to 200 characters.');
  return text;
}

/** Adds `--account` and `--sandbox`, which exclude each other. */
export function withSandboxFlag(command: Command): Command {
  const sandbox = new Option('--sandbox', 'use the built-in sandbox instead of Bridge').conflicts('account');
  return withAccountFlag(command).addOption(sandbox);
}

/** Adds `--account`, which `onDoor` heeds. */
export function withAccountFlag(command: Command): Command {
  return command.option('--account <name>', 'the account to work for, by its name', accountName);
}

/** The name of an account, for commander. */
export function accountName(text: string): string {
  const name = readAccountName(text);
  if (name === undefined) throw new InvalidArgumentError('It must be 1 to 40 of a to z, 0 to 9 and -.');
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
function namingFlags({ failures, exitCode }: Stop, flags: SettingFlags): Stop {
  const named = failures.map((failure): Failure => {
    const flag = (Object.keys(overriddenBy) as (keyof typeof overriddenBy)[]).find(
      (one) => overriddenBy[one] === failure.field && flags[one] !== undefined,
    );
    if (failure.code !== 'settings_wrong' || flag === undefined) return failure;
    const field = `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return { ...failure, code: 'usage_wrong', field };
  });
  return new Stop(named, exitCode);
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
