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

/** What a worker serves its accounts with. */
export interface AccountsToServe {
  readonly terminal: Pick<Terminal, 'show' | 'write' | 'text'>;
  readonly redis: RedisHome;
  readonly registry: Pick<AccountRegistry, 'all' | 'variablesOf'>;
  /** As it was when the worker started. */
  readonly environment: Environment;
  /** Of each account. */
  readonly concurrency?: string;
  /** Those that were named; else all that can be served. */
  readonly names?: readonly string[];
}

/**
 * The accounts that this process is to work for: those named, else the environment's own and every one of the registry whose secret can
 * be read here. One account has one service, under its name where it has one.
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
  const strange = unsigned
    .filter(({ account }) => isWanted(account.name))
    .map((one) => ({
      accountId: one.account.id,
      label: one.account.name,
      reasons: reasonsFor([unsignedFailure(one)]),
    }));
  return { services, unserved: [...found.filter((one) => 'reasons' in one), ...strange, ...damaged] };
}

/** The config of the environment's own account. */
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
  // Wide spaces part the name from what is shown, as in a column.
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
