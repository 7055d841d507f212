import { ledgerIsSilent, startSupervisor, type WorkerSupervisor } from '../../../workers/main.ts';
import { measure } from '../../actions/operate/measure.ts';
import { type Config, protocolTimes } from '../../config.ts';
import { isOfOneRecord } from '../../domain/crypto/forged.ts';
import { type Failure, fail } from '../../domain/failure.ts';
import type { Measurement } from '../../domain/measurement.ts';
import { message } from '../../i18n/messages.ts';
import { openAccountRegistry } from '../../wiring/accounts.ts';
import { accountOf, isOpenToAll, openHome, realClock, startMetrics, vaultOf } from '../../wiring.ts';
import { accountNamed } from '../choose-account.ts';
import { defineCommand, type Outcome } from '../define-command.ts';
import type { FlagsOf } from '../flag-specs.ts';
import { accountName, portNumber } from '../flags.ts';
import { type AccountsToServe, listServableAccounts, ownConfig } from '../servable-accounts.ts';
import type { Terminal } from '../terminal.ts';
import { weakPoints } from '../weak-points.ts';

const workerFlags = {
  '--concurrency <calls>': true,
  '--account <name>': accountNames,
  '--metrics-port <port>': portNumber,
  '--metrics-host <address>': { default: '127.0.0.1' },
} as const;

type WorkerFlags = FlagsOf<typeof workerFlags>;

/** A worker waits this long for its Redis to close once nothing is in flight, in ms. */
const longestCloseMs = 2_000;

/** `worker`: works on every batch until stopped. Any number of workers may run on any number of machines. */
export const worker = defineCommand({
  name: 'worker',
  flags: workerFlags,
  example: 'worker',
  async run({ terminal, flags }) {
    const { environment } = terminal;
    const { concurrency, account: names } = flags;
    const choice = { environment, ...(concurrency && { concurrency }), ...(names && { names }) };
    const config = ownConfig(choice);
    const redis = await openHome(config, terminal);
    try {
      const registry = openAccountRegistry(redis, config, environment, await vaultOf(config, redis));
      return await serve(config, { ...choice, terminal, redis, registry }, flags);
    } finally {
      // A Redis that does not answer must not keep the process from ending.
      await Promise.race([redis.close(), realClock.sleep(longestCloseMs)]);
    }
  },
});

async function serve(
  config: Config,
  call: AccountsToServe & { readonly terminal: Terminal },
  flags: WorkerFlags,
): Promise<Outcome> {
  await refuseNone(config, call);
  const open: Failure[] = (await isOpenToAll(call.redis)) ? [{ code: 'redis_open' }] : [];
  for (const failure of [...open, ...weakPoints(config)])
    call.terminal.show(message('warning_failure', { failure }));
  const supervisor = startSupervisor(() => listServableAccounts(call), realClock, call.terminal.show);
  await supervisor.ready;
  const metrics = await showMetrics(call, supervisor, flags);
  try {
    return await workToEnd(config, call, supervisor);
  } finally {
    await metrics?.close();
  }
}

async function workToEnd(
  config: Config,
  { terminal, registry }: AccountsToServe & { readonly terminal: Terminal },
  supervisor: WorkerSupervisor,
): Promise<Outcome> {
  terminal.show(message('ctrl_c_stops', {}));
  const times = protocolTimes(config);
  if (await ledgerIsSilent(registry.all, { clock: realClock, times }, terminal.interrupted)) {
    const seconds = times.ledgerSilenceMs / 1000;
    throw fail('redis_unreachable', message('redis_silent_for', { seconds }));
  }
  const accounts = [...supervisor.contexts().keys()];
  await supervisor.stop();
  terminal.show(message('stopped_in_order', {}));
  return { result: { accounts, stopped: true } };
}

/** Throws an AppError where a named account, or any account at all, is missing: more likely a slip than the wish to wait for one. */
async function refuseNone(config: Config, { registry, names }: AccountsToServe): Promise<void> {
  const accounts = await registry.all();
  for (const name of names ?? []) accountNamed(accounts, name);
  const hasOwn = config.bridge.clientId !== undefined;
  const isEmpty = accounts.accounts.length + accounts.unsigned.length === 0;
  if (names === undefined && (hasOwn || isEmpty)) accountOf(config);
}

/** Collects the names of repeated `--account` flags. */
function accountNames(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, accountName(text)];
}

async function showMetrics(
  { terminal, redis }: AccountsToServe & { readonly terminal: Terminal },
  supervisor: WorkerSupervisor,
  { metricsPort: port, metricsHost: host }: WorkerFlags,
) {
  if (port === undefined) return undefined;
  const client = redis.connect('metrics');
  const gather = async () => {
    const unread = new Set<string>();
    const measured = [...supervisor.contexts()].map(async ([account, context]) => {
      try {
        return await measure(context, account, client);
      } catch (error) {
        // A damaged record of one account must not hide the measurements of the others.
        if (!isOfOneRecord(error)) throw error;
        unread.add(account);
        return [];
      }
    });
    return [...(await Promise.all(measured)).flat(), ...serviceOf(supervisor, unread)];
  };
  const server = await startMetrics({ port, host }, gather, realClock.now, terminal.text);
  terminal.show(message('metrics_at', { url: `http://${host}:${server.port}/metrics` }));
  return server;
}

function serviceOf(supervisor: WorkerSupervisor, unread: ReadonlySet<string>): Measurement[] {
  const unserved = new Set([...supervisor.unserved(), ...unread]);
  const accounts = new Set([...supervisor.contexts().keys(), ...unserved]);
  return [...accounts].map((account) => ({
    name: 'linkmill_account_unserved',
    labels: { account },
    value: unserved.has(account) ? 1 : 0,
  }));
}
