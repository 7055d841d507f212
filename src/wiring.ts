import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountContext, Clock } from './actions/account-context.ts';
import { beginActivity, countCalls } from './actions/activity.ts';
import { createBridge } from './bridge/bridge.ts';
import { type Config, protocolTimes } from './config.ts';
import { accountId } from './domain/account.ts';
import type { Vault } from './domain/crypto/vault.ts';
import { AppError, fail } from './domain/failure.ts';
import { message } from './i18n/messages.ts';
import { accountPrefix } from './ledger/ledger.ts';
import { createLedger } from './ledger/redis-ledger.ts';
import { createLog, type Log } from './log.ts';
import { createNotify, type Notify } from './notify/notify.ts';
import { createPace } from './pace/pace.ts';
import { createBullQueue } from './queue/bull-queue.ts';
import { findRedis, inspectRedis, type RedisHome } from './redis/redis.ts';
import { openVault } from './vault/vault.ts';
import { orClose } from './wiring/close-on-error.ts';
import { createWarner, type Voice } from './wiring/warner.ts';

export type { Ledger } from './ledger/ledger.ts';
export { startMetrics } from './metrics/metrics.ts';
export { isOpenToAll, type RedisHome } from './redis/redis.ts';

/** The real clock of this machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    if (ms <= 0) return;
    // A timer fails only when the signal fires.
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** An application of Bridge: its address, credentials and id. */
export interface Account {
  /** Without the version. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Its name in the registry, where it comes from there. */
  readonly name?: string;
  /** Part of the account's Redis keys; the built-in sandbox has the same id on every port. */
  readonly id: string;
}

/** An account context with the connections below it; `close` closes them in order. */
export interface OpenAccount {
  readonly context: AccountContext;
  readonly redis: RedisHome;
  readonly account: Account;
  readonly vault: Vault;
  close(): Promise<void>;
}

/** The account of the settings. Throws `settings_wrong` where they name none, or no secret while `needsSecret`. */
export function accountOf({ bridge, accountName }: Config, needsSecret = true): Account {
  const { baseUrl, clientId, clientSecret = needsSecret ? undefined : '' } = bridge;
  if (clientId === undefined || clientSecret === undefined) {
    const missing = ['BRIDGE_CLIENT_ID', 'BRIDGE_CLIENT_SECRET'].filter(
      (_, at) => [clientId, clientSecret][at] === undefined,
    );
    const details = [message('account_needed', {})];
    throw new AppError(missing.map((field) => ({ code: 'settings_wrong', field, details })));
  }
  const id = accountId(new URL(baseUrl).host, clientId);
  return { baseUrl, clientId, clientSecret, id, ...(accountName !== undefined && { name: accountName }) };
}

/** The account of the built-in sandbox of a data folder. */
export function sandboxAccount(baseUrl: string): Account {
  const clientId = 'sandbox';
  return { baseUrl, clientId, clientSecret: 'sandbox', id: accountId('sandbox', clientId) };
}

/** How a command uses an account context. */
export interface Use {
  /** For the sandbox: where there is no other Redis, one in memory may replace it. */
  readonly demoAllowed?: boolean;
  /** Nothing is written, not even the mark of a clean stop. */
  readonly readsOnly?: boolean;
  /** Also opens a ledger whose restore did not finish. */
  readonly restores?: boolean;
}

/**
 * Finds the Redis, checks that it is fit for a ledger, and builds an account context on it. Shows warnings with `voice`. Throws an
 * AppError where the Redis is unreachable or unfit.
 */
export async function openAccount(
  config: Config,
  account: Account,
  voice: Voice,
  use: Use = {},
): Promise<OpenAccount> {
  const redis = await openHome(config, voice, use.demoAllowed);
  const open = await orClose(redis, () => openAccountOn(redis, config, account, voice, use));
  return { ...open, close: () => open.close().finally(() => redis.close()) };
}

/** Builds the context of one account on a shared Redis, which `close` leaves open. */
export async function openAccountOn(
  redis: RedisHome,
  config: Config,
  account: Account,
  voice: Voice,
  { readsOnly = false, restores = false }: Use = {},
): Promise<OpenAccount> {
  const named = { account: account.id, ...(account.name !== undefined && { accountName: account.name }) };
  const log = createLog(config.logLevel, config.logFormat).child(named);
  const vault = await vaultOf(config, redis);
  const client = redis.connect('ledger');
  const notify = notifyOf(config, account);
  const ground = { config, account, redis, client, vault };
  const context = { ...buildContext(ground, log, createWarner(voice, log, realClock.now)), notify };
  const close = async (isInOrder: boolean) => {
    await context.queue.close();
    await context.bridge.close();
    if (isInOrder && redis.kind === 'embedded' && !readsOnly) await context.ledger.account.markCleanStop();
    client.disconnect();
  };
  try {
    await context.ledger.keys.check();
    if (!restores && (await context.ledger.copies.isHalfRestored())) throw fail('ledger_half_restored');
    return { context, redis, account, vault, close: () => close(true) };
  } catch (error) {
    await close(false);
    throw error;
  }
}

/** Sends notices; the commands that they propose name the account. */
function notifyOf({ notices }: Config, { id, name }: Account): Notify {
  const named = name === undefined ? { account: id } : { account: name, target: { account: name } };
  return createNotify({ ...notices, ...named }, realClock.now);
}

/** The vault with this installation's keys for this Redis. */
export function vaultOf({ dataDir, key }: Config, { kind }: Pick<RedisHome, 'kind'>): Promise<Vault> {
  return openVault({ ...key, dataDir, isEmbedded: kind === 'embedded' });
}

/** The parts that an account context is built on. */
interface Ground {
  readonly config: Config;
  readonly account: Account;
  readonly redis: RedisHome;
  readonly client: ReturnType<RedisHome['connect']>;
  readonly vault: Vault;
}

function buildContext(
  { config, account, redis, client, vault }: Ground,
  log: Log,
  warn: AccountContext['warn'],
): AccountContext {
  const { limits, paceGuardMs, version, timeoutMs, linkHosts } = config.bridge;
  const { baseUrl, clientId, clientSecret } = account;
  const times = protocolTimes(config);
  const prefix = accountPrefix(account.id);
  const pace = createPace(client, prefix, limits, paceGuardMs);
  const connection = redis.connectionOptions;
  const activity = beginActivity(realClock.monotonic());
  const bridge = createBridge(
    { baseUrl, version, clientId, clientSecret, timeoutMs, linkHosts, connections: config.concurrency },
    realClock,
  );
  const onError = (error: Error) => warn(message('queue_in_trouble', {}), error.message);
  return {
    pace,
    ledger: createLedger(client, {
      account: account.id,
      pace,
      leaseMs: times.leaseMs,
      refusalsToStop: config.refusalsToStop,
      linkHosts,
      randomId: randomUUID,
      vault,
    }),
    queue: createBullQueue({ prefix, connection, times, now: realClock.now, onError }),
    bridge: countCalls(bridge, activity),
    activity,
    times,
    clock: realClock,
    installation: account.id.slice(0, 8),
    note: (event, facts) => log.info(facts ?? {}, event),
    warn,
    nothingUnderWay: () => false,
    amountMaxCents: config.amountMaxCents,
    ...(config.defaultIban !== undefined && { defaultIban: config.defaultIban }),
    ...(config.purgeAfterMs !== undefined && { purgeAfterMs: config.purgeAfterMs }),
  };
}

/** Finds a Redis, shows warnings about it, and throws an AppError where it is unfit for a ledger. */
export async function openHome(config: Config, voice: Voice, demoAllowed = false): Promise<RedisHome> {
  const warn = createWarner(voice, createLog(config.logLevel, config.logFormat), realClock.now);
  const home = await findHome(config, voice, demoAllowed, warn);
  if (home.kind !== 'url') return home;
  const fitness = await inspectRedis(home.connect('inspection'));
  const of = (wanted: string) =>
    fitness.findings.filter(({ severity }) => severity === wanted).map(({ failure }) => failure);
  voice.show(...of('warning').map((failure) => message('warning_failure', { failure })));
  if (of('unfit').length === 0) return home;
  await home.close();
  throw new AppError(of('unfit'));
}

function findHome(
  { redis, dataDir }: Config,
  voice: Voice,
  demoAllowed: boolean,
  warn: AccountContext['warn'],
): Promise<RedisHome> {
  const onProblem = (role: string, problem: string) =>
    warn(message('redis_silent', {}), `${role}: ${problem}`);
  return findRedis({ ...redis, dataDir, demoAllowed, now: realClock.now, onProblem }, voice.show);
}

/** Finds a Redis for reading, whether it is fit for a ledger or not. */
export function openHomeToRead(config: Config, voice: Voice): Promise<RedisHome> {
  return findHome(
    config,
    voice,
    false,
    createWarner(voice, createLog(config.logLevel, config.logFormat), realClock.now),
  );
}
