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
    // The only way in which a timer fails is the signal.
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** Which application of Bridge is spoken to, and where. */
export interface Account {
  /** Without the version. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where it was chosen by name. */
  readonly name?: string;
  /** Names the account's keys; the built-in sandbox has one of its own whatever its port. */
  readonly id: string;
}

/** An account context with what it stands on; `close` ends it in order. */
export interface OpenAccount {
  readonly context: AccountContext;
  readonly redis: RedisHome;
  readonly account: Account;
  readonly vault: Vault;
  close(): Promise<void>;
}

/** The account that the settings name; an AppError where they name none. Without a secret it can only be looked at. */
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

/** What a command says of its use of an account context. */
export interface Use {
  /** For the sandbox: a Redis that keeps nothing may stand in where no other is to be had. */
  readonly demoAllowed?: boolean;
  /** Nothing is written: the ledger is not even marked as stopped in order. */
  readonly readsOnly?: boolean;
  /** A ledger that is half restored is opened, too. */
  readonly restores?: boolean;
}

/**
 * Finds the Redis, checks that it can keep a ledger, and builds the real parts on it. What a person should know goes to `voice`.
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

/** The real parts of one account on a Redis that others may use, too: `close` leaves the Redis as it is. */
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
  const context = { ...buildMill(ground, log, createWarner(voice, log, realClock.now)), notify };
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

/** Whom to tell; the commands that a notice proposes work for the account by its name. */
function notifyOf({ notices }: Config, { id, name }: Account): Notify {
  const named = name === undefined ? { account: id } : { account: name, target: { account: name } };
  return createNotify({ ...notices, ...named }, realClock.now);
}

/** The keys of this installation, for what rests in this Redis. */
export function vaultOf({ dataDir, key }: Config, { kind }: Pick<RedisHome, 'kind'>): Promise<Vault> {
  return openVault({ ...key, dataDir, isEmbedded: kind === 'embedded' });
}

/** What an account context is built on. */
interface Ground {
  readonly config: Config;
  readonly account: Account;
  readonly redis: RedisHome;
  readonly client: ReturnType<RedisHome['connect']>;
  readonly vault: Vault;
}

function buildMill(
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

/** A Redis that is fit to keep a ledger; its warnings are shown, and what is unfit stops. */
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

/** A Redis to look at, whether it is fit to keep a ledger or not. */
export function openHomeToLook(config: Config, voice: Voice): Promise<RedisHome> {
  return findHome(
    config,
    voice,
    false,
    createWarner(voice, createLog(config.logLevel, config.logFormat), realClock.now),
  );
}
