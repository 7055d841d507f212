import { type ServableAccounts, type Service, startLapsing, startWorkers } from '../../workers/main.ts';
import { type Config, type Environment, readConfig } from '../config.ts';
import { AppError, type Failure } from '../domain/failure.ts';
import type { NamedAccount } from '../domain/named-account.ts';
import { reasonGiven } from '../domain/reason.ts';
import { type Message, message } from '../i18n/messages.ts';
import type { AccountRegistry } from '../wiring/accounts.ts';
import { accountOf, openAccountOn, type RedisHome } from '../wiring.ts';
import { warnOfForeignHost } from './batch-of.ts';
import { scheduleMeans } from './schedule-means.ts';
import type { Terminal } from './terminal.ts';
import { unsignedFailure } from './unsigned.ts';

/** Which accounts a worker serves, and what it serves them with. */
export interface AccountsToServe {
  readonly terminal: Pick<Terminal, 'show' | 'write' | 'text'>;
  readonly redis: RedisHome;
  readonly registry: Pick<AccountRegistry, 'all' | 'variablesOf'>;
  /** The environment at the start of the worker. */
  readonly environment: Environment;
  /** The setting LINKMILL_CONCURRENCY for each account. */
  readonly concurrency?: string;
  /** The accounts of `--account`; absent means all. */
  readonly names?: readonly string[];
}

/**
 * Lists the accounts that this process can serve, and those that it cannot with the reasons: the accounts of `names`, else the
 * environment's own and all of the registry. An account that is both the environment's and the registry's is served once, by name.
 */
export async function listServableAccounts(call: AccountsToServe): Promise<ServableAccounts> {
  const { accounts, unsigned, unreadable } = await call.registry.all();
  const isWanted = (name: string) => call.names === undefined || call.names.includes(name);
  const wanted = accounts.filter(({ name }) => isWanted(name));
  const found = await Promise.all(wanted.map((account) => serviceOf(call, account)));
  const named = found.filter((one) => 'start' in one);
  const own = call.names === undefined ? ownService(call) : [];
  const services = [
    ...named,
    ...own.filter((one) => named.every(({ accountId }) => accountId !== one.accountId)),
  ];
  const damaged = unreadable
    .filter(isWanted)
    .map((label) => ({ label, reasons: reasonsFor([{ code: 'account_unreadable' }]) }));
  const unsignedOnes = unsigned
    .filter(({ account }) => isWanted(account.name))
    .map((one) => ({
      accountId: one.account.id,
      label: one.account.name,
      reasons: reasonsFor([unsignedFailure(one)]),
    }));
  return { services, unserved: [...found.filter((one) => 'reasons' in one), ...unsignedOnes, ...damaged] };
}

/** The config of the environment's own account, without the name that LINKMILL_ACCOUNT may give. */
export function ownConfig({
  environment,
  concurrency,
}: Pick<AccountsToServe, 'environment' | 'concurrency'>): Config {
  return configOf({ ...environment, LINKMILL_ACCOUNT: '' }, concurrency);
}

function ownService(call: AccountsToServe): Service[] {
  const config = ownConfig(call);
  return config.bridge.clientId === undefined ? [] : [service(call, config)];
}

async function serviceOf(
  call: AccountsToServe,
  account: NamedAccount,
): Promise<Service | ServableAccounts['unserved'][number]> {
  const { variables, failure } = await call.registry.variablesOf(account);
  const unserved = (failures: readonly Failure[]) => ({
    accountId: account.id,
    label: account.name,
    reasons: reasonsFor(failures),
  });
  if (failure !== undefined) return unserved([failure]);
  try {
    return service(call, configOf({ ...call.environment, ...variables }, call.concurrency));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return unserved(error.failures);
  }
}

function reasonsFor(failures: readonly Failure[]): readonly Message[] {
  return failures.map((failure) => message('as_failure', { failure }));
}

function configOf(environment: Environment, concurrency: string | undefined): Config {
  return readConfig(environment, concurrency === undefined ? {} : { LINKMILL_CONCURRENCY: concurrency });
}

function service({ terminal, redis }: AccountsToServe, config: Config): Service {
  const account = accountOf(config);
  const { id, name } = account;
  const label = name === undefined ? id : `${name} (${id})`;
  // Two spaces set the account's name off as a column.
  const before = name === undefined ? '' : `${name}  `;
  const show = (...lines: readonly Message[]) =>
    terminal.write(...lines.map((one) => before + terminal.text(one)));
  return {
    accountId: id,
    label,
    mark: JSON.stringify(config),
    async start() {
      warnOfForeignHost({ show }, account);
      const open = await openAccountOn(redis, config, account, { show });
      const { stopped } = await open.context.ledger.account.status();
      if (stopped !== undefined) {
        const more = reasonGiven(stopped.why);
        show(
          name === undefined
            ? message('own_account_may_resume', { more })
            : message('account_may_resume', { more, account: name }),
        );
      }
      const workers = startWorkers(open.context, config.concurrency, scheduleMeans(config));
      const lapsing = startLapsing(open.context, config.batch.timeZone);
      const stop = async () => {
        await lapsing.stop();
        await workers.stop();
      };
      return { context: open.context, stop: () => stop().finally(() => open.close()) };
    },
  };
}
