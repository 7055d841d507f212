import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type Config, readConfig, readEnvironment } from '../config.ts';
import { AppError, type Failure, fail } from '../domain/failure.ts';
import { accountSettings, type NamedAccount } from '../domain/named-account.ts';
import { message } from '../i18n/messages.ts';
import { type AccountRegistry, openAccountRegistry, type RegisteredAccounts } from '../wiring/accounts.ts';
import { accountOf, openHome, openHomeToRead, vaultOf } from '../wiring.ts';
import type { Terminal } from './terminal.ts';
import { unsignedDefaultFailure, unsignedFailure } from './unsigned.ts';

/** Commands that also run where the account registry cannot be opened. */
const runWithoutRegistry = new Set(['check', 'doctor']);

/**
 * Runs a command for the account of `--account`, else of LINKMILL_ACCOUNT, else the environment's own, else the registry's default.
 * Where the command fails with `batch_unknown`, the error names the account that has the batch.
 */
export async function onAccount(
  terminal: Terminal,
  command: Command,
  act: () => Promise<number>,
): Promise<number> {
  const { account, sandbox } = command.opts<{ account?: string; sandbox?: true }>();
  // A worker serves many accounts, each by its own settings, so none is chosen for it. The sandbox is no account of the registry.
  if (sandbox || command.name() === 'worker') return act();
  const registry = await openRegistryOf(terminal, account, runWithoutRegistry.has(command.name()));
  try {
    return await act();
  } catch (error) {
    throw await namingAccount(error, terminal, registry);
  } finally {
    await registry?.close();
  }
}

/** An account registry with its Redis connection, open until the command ends so that a private server is started only once. */
export interface OpenRegistry extends AccountRegistry {
  close(): Promise<void>;
}

/** The config without the settings that belong to one account: enough to find the Redis. */
export function configOfAnyAccount(): Config {
  const without = Object.fromEntries(accountSettings.map((setting) => [setting, undefined]));
  try {
    return readConfig({ ...readEnvironment(), ...without });
  } catch (error) {
    // Reads the whole environment, so that the error names wrong account settings as well.
    readConfig(readEnvironment());
    throw error;
  }
}

/** Opens the account registry. With `changes`, throws an AppError where the Redis is not fit to store a ledger. */
export async function openRegistryAt(
  config: Config,
  terminal: Pick<Terminal, 'show'>,
  use: 'reads' | 'changes' = 'reads',
): Promise<OpenRegistry> {
  const redis = await (use === 'reads' ? openHomeToRead(config, terminal) : openHome(config, terminal));
  return {
    ...openAccountRegistry(redis, config, readEnvironment(), await vaultOf(config, redis)),
    close: () => redis.close(),
  };
}

/** Opens the registry unless the environment has an account of its own; sets `terminal.account` where one is chosen by name. */
async function openRegistryOf(
  terminal: Terminal,
  given: string | undefined,
  mayLack: boolean,
): Promise<OpenRegistry | undefined> {
  const config = configOfAnyAccount();
  const name = given ?? config.accountName;
  if (name === undefined) {
    const hasLedger = config.redis.redisUrl !== undefined || existsSync(config.dataDir);
    if (config.bridge.clientId !== undefined || !hasLedger) return undefined;
  }
  const registry = await openRegistryAt(config, terminal).catch((error) => {
    if (name === undefined && mayLack && error instanceof AppError) return undefined;
    throw error;
  });
  if (registry === undefined) return undefined;
  try {
    const accounts = await registry.all();
    if (name === undefined && accounts.unsignedDefault !== undefined)
      throw new AppError([unsignedDefaultFailure(accounts.unsignedDefault)]);
    const wanted = name ?? accounts.defaultName;
    if (wanted !== undefined) {
      const chosen = await registry.variablesOf(accountNamed(accounts, wanted));
      terminal.account = { name: wanted, isGiven: given !== undefined, ...chosen };
    }
    return registry;
  } catch (error) {
    await registry.close();
    throw error;
  }
}

/** Finds an account by its name. Throws `account_unknown`, `account_unsigned` or `account_unreadable`. */
export function accountNamed(
  { accounts, unsigned, unreadable }: RegisteredAccounts,
  name: string,
): NamedAccount {
  const account = accounts.find((one) => one.name === name);
  if (account !== undefined) return account;
  const found = unsigned.find((one) => one.account.name === name);
  if (found !== undefined) throw new AppError([unsignedFailure(found)]);
  const named = message('named', { name });
  if (unreadable.includes(name)) throw fail('account_unreadable', named);
  const names = accounts.map((one) => one.name);
  const known =
    names.length === 0 ? message('no_account_added', {}) : message('accounts_are', { accounts: names });
  throw fail('account_unknown', named, known);
}

/** Adds to a `batch_unknown` error the account that has the batch; returns any other error unchanged. */
async function namingAccount(
  error: unknown,
  terminal: Terminal,
  registry: OpenRegistry | undefined,
): Promise<unknown> {
  if (!(error instanceof AppError) || error.failures.every(({ code }) => code !== 'batch_unknown'))
    return error;
  const asked = registry ?? (await openRegistryAt(configOfAnyAccount(), terminal));
  try {
    const own = terminal.account === undefined ? undefined : ownAccountId();
    const failures = await Promise.all(error.failures.map((failure) => withAccount(failure, asked, own)));
    return new AppError(failures);
  } finally {
    if (registry === undefined) await asked.close();
  }
}

/** The id of the environment's own account; undefined where its settings are incomplete or wrong. */
function ownAccountId(): string | undefined {
  try {
    return accountOf(readConfig({ ...readEnvironment(), LINKMILL_ACCOUNT: '' }), false).id;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function withAccount(
  failure: Failure,
  registry: AccountRegistry,
  own: string | undefined,
): Promise<Failure> {
  const { code, details = [] } = failure;
  const named = details.find((one) => one.code === 'named_batch');
  if (code !== 'batch_unknown' || named === undefined) return failure;
  const batch = String(named.params.batch);
  for (const { id, name: account } of (await registry.all()).accounts) {
    if ((await registry.ledgerOf(id).batches.read(batch)) === undefined) continue;
    return { ...failure, details: [...details, message('batch_of_account', { account })] };
  }
  if (own !== undefined && (await registry.ledgerOf(own).batches.read(batch)) !== undefined)
    return { ...failure, details: [...details, message('batch_of_environment', {})] };
  return failure;
}
