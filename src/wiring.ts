import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginActivity, countCalls } from './actions/activity.ts';
import type { Clock, Mill } from './actions/mill.ts';
import { createBridge } from './bridge/bridge.ts';
import { type Config, protocolTimes } from './config.ts';
import { accountId } from './domain/account.ts';
import { describeFailure, Stop } from './domain/failure.ts';
import type { Vault } from './domain/vault.ts';
import { accountPrefix } from './ledger/ledger.ts';
import { createLedger } from './ledger/redis-ledger.ts';
import { createLog, type Log } from './log.ts';
import { createNotify } from './notify/notify.ts';
import { createPace } from './pace/pace.ts';
import { createBullQueue } from './queue/bull-queue.ts';
import { findRedis, inspectRedis, type RedisHome } from './redis/redis.ts';
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts';
import { openVault } from './vault/vault.ts';
import { orClose } from './wiring/or-close.ts';
import { createWarner } from './wiring/warner.ts';

export type { Ledger } from './ledger/ledger.ts';
export { startMetrics } from './metrics/metrics.ts';
export type { Sandbox, SandboxStats } from './sandbox/sandbox.ts';

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
  /** Names the account's keys; the built-in sandbox has one of its own whatever its port. */
  readonly id: string;
}

/** A mill with what it stands on; `close` ends it in order. */
export interface OpenMill {
  readonly mill: Mill;
  readonly redis: RedisHome;
  readonly account: Account;
  readonly vault: Vault;
  close(): Promise<void>;
}

/** The account that the settings name; a Stop where they name none. */
export function accountOf({ bridge }: Config): Account {
  const { baseUrl, clientId, clientSecret } = bridge;
  if (clientId === undefined || clientSecret === undefined) {
    const missing = ['BRIDGE_CLIENT_ID', 'BRIDGE_CLIENT_SECRET'].filter(
      (_, at) => [clientId, clientSecret][at] === undefined,
    );
    const detail = 'Set it, or try the built-in sandbox with --sandbox.';
    throw new Stop(
      missing.map((field) => ({ code: 'settings_wrong', field, detail })),
      1,
    );
  }
  return { baseUrl, clientId, clientSecret, id: accountId(new URL(baseUrl).host, clientId) };
}

/** The account of the built-in sandbox of a data folder. */
export function sandboxAccount(baseUrl: string): Account {
  const clientId = 'sandbox';
  return { baseUrl, clientId, clientSecret: 'sandbox', id: accountId('sandbox', clientId) };
}

/** What a command says of its use of a mill. */
export interface Use {
  /** For the sandbox: a Redis that keeps nothing may stand in where no other is to be had. */
  readonly demoAllowed?: boolean;
  /** Nothing is written: the ledger is not even marked as stopped in order. */
  readonly readsOnly?: boolean;
  /** A ledger that is half restored is opened, too. */
  readonly restores?: boolean;
}

/**
 * Finds the Redis, checks that it can keep a ledger, and builds the real parts on it. What a person should know goes to `say`.
 */
export async function openMill(
  config: Config,
  account: Account,
  say: (line: string) => void,
  { demoAllowed = false, readsOnly = false, restores = false }: Use = {},
): Promise<OpenMill> {
  const log = createLog(config.logLevel, config.logFormat).child({ account: account.id });
  const warn = createWarner(say, log, realClock.now);
  const onTrouble = (role: string, problem: string) =>
    warn('Redis does not answer; it is waited for.', { role, problem });
  const redis = await openRedis(config, say, demoAllowed, onTrouble);
  const open = await orClose(redis, async () => {
    const { dataDir, key } = config;
    const vault = openVault({ ...key, dataDir, isEmbedded: redis.kind === 'embedded' });
    const notify = createNotify({ ...config.notices, account: account.id }, realClock.now);
    const mill = { ...buildMill(config, account, redis, log, warn, vault), notify };
    await mill.ledger.checkKey();
    if (!restores && (await mill.ledger.isHalfRestored()))
      throw new Stop([{ code: 'ledger_half_restored' }], 1);
    return { mill, redis, account, vault };
  });
  const { mill } = open;
  return {
    ...open,
    async close() {
      await mill.queue.close();
      await mill.bridge.close();
      if (redis.kind === 'embedded' && !readsOnly) await mill.ledger.markCleanStop();
      await redis.close();
    },
  };
}

function buildMill(
  config: Config,
  account: Account,
  redis: RedisHome,
  log: Log,
  warn: Mill['warn'],
  vault: Vault,
): Mill {
  const { limits, paceGuardMs, version, timeoutMs } = config.bridge;
  const { baseUrl, clientId, clientSecret } = account;
  const times = protocolTimes(config);
  const prefix = accountPrefix(account.id);
  const client = redis.connect('ledger');
  const pace = createPace(client, prefix, limits, paceGuardMs);
  const connection = redis.connectionOptions;
  const activity = beginActivity(realClock.monotonic());
  const bridge = createBridge(
    { baseUrl, version, clientId, clientSecret, timeoutMs, connections: config.concurrency },
    realClock,
  );
  const onError = (error: Error) =>
    warn('The queue is in trouble; it goes on by itself.', { detail: error.message });
  return {
    pace,
    ledger: createLedger(client, {
      account: account.id,
      pace,
      leaseMs: times.leaseMs,
      refusalsToStop: config.refusalsToStop,
      randomId: randomUUID,
      vault,
    }),
    queue: createBullQueue({ prefix, connection, times, now: realClock.now, onError }),
    bridge: countCalls(bridge, activity),
    activity,
    times,
    clock: realClock,
    installation: account.id.slice(0, 8),
    note: (message, facts) => log.info(facts ?? {}, message),
    warn,
    nothingUnderWay: () => false,
    ...(config.purgeAfterMs !== undefined && { purgeAfterMs: config.purgeAfterMs }),
  };
}

/** A Redis that is fit to keep a ledger; its warnings are said, and what is unfit stops. */
export async function openRedis(
  config: Config,
  say: (line: string) => void,
  demoAllowed: boolean,
  onTrouble: (role: string, problem: string) => void,
): Promise<RedisHome> {
  const { dataDir } = config;
  const home = await findRedis({ ...config.redis, dataDir, demoAllowed, now: realClock.now, onTrouble }, say);
  if (home.kind !== 'url') return home;
  const fitness = await inspectRedis(home.connect('inspection'));
  const of = (wanted: string) =>
    fitness.findings.filter(({ severity }) => severity === wanted).map(({ failure }) => failure);
  for (const failure of of('warning')) say(`Warning: ${describeFailure(failure)}`);
  if (of('unfit').length === 0) return home;
  await home.close();
  throw new Stop(of('unfit'), 1);
}

/**
 * Starts the built-in sandbox of the data folder, with the account's limits, and a mill that speaks to it. `fresh` forgets its
 * links together with their ledger.
 */
export async function openSandboxMill(
  config: Config,
  say: (line: string) => void,
  fresh: boolean,
): Promise<OpenMill & { sandbox: Sandbox }> {
  const sandbox = await openSandbox(config, { file: 'links.jsonl', fresh });
  try {
    const open = await openMill(config, sandboxAccount(sandbox.url), say, { demoAllowed: true });
    if (fresh) await open.mill.ledger.forget();
    const nothingUnderWay = () => sandbox.stats().callsByKind.create === 0;
    const { notify: _, ...rest } = open.mill;
    const mill = { ...rest, nothingUnderWay };
    return { ...open, mill, sandbox, close: () => open.close().finally(() => sandbox.close()) };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** A sandbox on a port of its own; its account is that of the port, since it may be spoken to from anywhere. */
export async function openStandaloneSandbox(
  config: Config,
  { port, host, fresh }: { readonly port: number; readonly host: string; readonly fresh: boolean },
  say: (line: string) => void,
): Promise<Sandbox> {
  const sandbox = await openSandbox(config, { port, host, file: `links-${port}.jsonl`, fresh });
  if (!fresh) return sandbox;
  const url = `http://127.0.0.1:${sandbox.port}`;
  const account = { ...sandboxAccount(url), id: accountId(new URL(url).host, 'sandbox') };
  const open = await openMill(config, account, say);
  await open.mill.ledger.forget();
  await open.close();
  return sandbox;
}

/** A sandbox that keeps nothing, on any port, for a drill; `limits` as in BRIDGE_LIMITS. */
export function openDrillSandbox(limits: Config['bridge']['limits']): Promise<Sandbox> {
  return startSandbox({ limits, now: realClock.now, random: Math.random });
}

async function openSandbox(
  config: Config,
  options: { readonly port?: number; readonly host?: string; readonly file: string; readonly fresh: boolean },
): Promise<Sandbox> {
  const folder = join(config.dataDir, 'sandbox');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { fresh, ...place } = options;
  const file = join(folder, options.file);
  const limits = config.bridge.limits;
  const start = () => startSandbox({ ...place, file, limits, now: realClock.now, random: Math.random });
  const sandbox = await start();
  if (!fresh) return sandbox;
  // Started first, so that the links of a sandbox in use are never taken away from under it.
  await sandbox.close();
  await rm(file, { force: true });
  return start();
}
