import { Redis } from 'ioredis';
import { codeOf } from '../domain/error-code.ts';
import { AppError, type Failure, fail } from '../domain/failure.ts';
import { redisRefusal } from '../domain/redis-refusal.ts';
import { type Message, message } from '../i18n/messages.ts';
import { type RedisTarget, readRedisAddress } from './address.ts';
import { type CertificateFiles, withCertificates } from './certificates.ts';
import { startDemoServer } from './demo.ts';
import { shareServer } from './embedded.ts';
import { findExecutable } from './executable.ts';

export { aclLine } from './acl.ts';
export { inspectRedis, refusesWrites } from './fitness.ts';
export { isOpenToAll } from './open-to-all.ts';

/** How to find the Redis to run on. */
export interface FindRedisOptions extends CertificateFiles {
  /** `redis://`, `rediss://` or `unix://`; absent: a private server in the data folder. */
  readonly redisUrl?: string;
  readonly dataDir: string;
  /** The cache folder of a fetched server. */
  readonly cacheDir: string;
  /** The PATH to look for servers and to run commands with. */
  readonly searchPath: string;
  /** For the sandbox only: a server that stores nothing may be used where there is no other. */
  readonly demoAllowed: boolean;
  /** The clock in ms. */
  readonly now: () => number;
  /** Receives each lost or refused connection; the client reconnects by itself. */
  readonly onProblem?: (role: string, problem: string) => void;
}

/**
 * For ioredis, and for BullMQ, which opens connections of its own: commands wait for as long as Redis is unreachable.
 */
export interface RedisConnectionOptions extends RedisTarget {
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
  /** Whether to reconnect after this error; the command that got it fails all the same. */
  readonly reconnectOnError?: (error: Error) => boolean;
  readonly connectTimeout: number;
  readonly disconnectTimeout: number;
  /**
   * After so many ms without an answer, a connection counts as dead and is made anew; its commands are sent again.
   */
  readonly socketTimeout: number;
}

/** A Redis to run on, in use until `close`. */
export interface RedisHome {
  readonly kind: 'url' | 'embedded' | 'demo';
  /** Its address, for people, without user or password. */
  readonly where: string;
  /** The largest batch in rows; absent: no limit. */
  readonly maxRows?: number;
  /** False: the data is lost with this process. */
  readonly durable: boolean;
  readonly connectionOptions: RedisConnectionOptions;
  /** A new client, named after its role, which reconnects by itself for ever. `close` ends it too. */
  connect(role: string): Redis;
  /** Ends the clients that `connect` made and leaves the server, which ends with its last user. */
  close(): Promise<void>;
}

const demoMaxRows = 500;
const probeMs = 3000;

/**
 * A connection may die without a signal (a firewall that forgets it, a cable): only a missing answer shows it.
 * Commands that wait for a job, at most ten seconds each, go unanswered for longer. A command that is sent again may
 * run twice, which every script allows for.
 */
const silenceMs = 5_000;
const blockingSilenceMs = 30_000;

/**
 * Finds the Redis to run on: `redisUrl`, else the data folder's private server (started where needed, fetched from
 * the distribution where needed), else, if allowed, one that stores nothing. Announces through `show` what takes time
 * or makes data less safe, a line each. Throws `redis_unreachable`, `redis_missing`, or the failure that the Redis
 * refused with.
 */
export async function findRedis(
  options: FindRedisOptions,
  show: (line: Message) => void,
): Promise<RedisHome> {
  if (options.redisUrl !== undefined) return remoteHome(options, options.redisUrl);
  return (await embeddedHome(options, show)) ?? (await demoHome(options, show)) ?? nowhere();
}

async function remoteHome(options: FindRedisOptions, url: string): Promise<RedisHome> {
  const address = readRedisAddress(url);
  const target = withCertificates(address.target, options);
  await probe(target, address.where);
  return homeOf({ kind: 'url', where: address.where, durable: true }, target, options, async () => {});
}

async function embeddedHome(
  options: FindRedisOptions,
  show: (line: Message) => void,
): Promise<RedisHome | undefined> {
  if (process.platform === 'win32') return undefined;
  const place = await shareServer(options, () => findExecutable(options, show));
  if (place === undefined) return undefined;
  const facts = { kind: 'embedded', where: place.socketPath, durable: true } as const;
  return homeOf(facts, { path: place.socketPath }, options, async () => place.leave());
}

async function demoHome(
  options: FindRedisOptions,
  show: (line: Message) => void,
): Promise<RedisHome | undefined> {
  if (!options.demoAllowed) return undefined;
  const server = await startDemoServer();
  if (server === undefined) {
    show(message('redis_no_substitute', {}));
    return undefined;
  }
  show(message('redis_in_memory', {}));
  show(message('redis_in_memory_takes', { rows: demoMaxRows }));
  const facts = {
    kind: 'demo',
    where: 'memory',
    durable: false,
    maxRows: demoMaxRows,
  } as const;
  return homeOf(facts, { host: server.host, port: server.port }, options, () => server.close());
}

function nowhere(): never {
  throw fail('redis_missing', message('redis_nowhere', {}));
}

function homeOf(
  facts: Pick<RedisHome, 'kind' | 'where' | 'durable' | 'maxRows'>,
  target: RedisTarget,
  options: FindRedisOptions,
  leave: () => Promise<void>,
): RedisHome {
  const connectionOptions: RedisConnectionOptions = {
    ...target,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times - 1, 5), 1000),
    reconnectOnError: isFailOver,
    connectTimeout: 5000,
    disconnectTimeout: 50,
    socketTimeout: blockingSilenceMs,
  };
  const clients = new Set<Redis>();
  return {
    ...facts,
    connectionOptions,
    connect: (role) => {
      const connectionName = `linkmill-${role}`;
      const client = new Redis({ ...connectionOptions, socketTimeout: silenceMs, connectionName });
      client.on('error', (error) => options.onProblem?.(role, codeOf(error) || error.message));
      client.on('end', () => clients.delete(client));
      clients.add(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.disconnect();
      await leave();
    },
  };
}

/** A primary became a replica: its address now leads to the new primary, so the client reconnects. */
const isFailOver = ({ message: words }: Error) => /^(READONLY|UNBLOCKED)/.test(words);

/**
 * Sends two commands and throws within seconds where Redis does not answer: later, clients wait for a Redis that is
 * unreachable.
 */
async function probe(target: RedisTarget, where: string): Promise<void> {
  let problem = '';
  let refused: Failure | undefined;
  const client = new Redis({
    ...target,
    lazyConnect: true,
    // With it, a Redis that is loading its data would be waited for, and count as silent.
    enableReadyCheck: false,
    connectTimeout: probeMs,
    commandTimeout: probeMs,
    disconnectTimeout: 50,
    maxRetriesPerRequest: 2,
    retryStrategy: (times) => (times > 2 ? null : 200 * times),
  });
  client.on('error', (error) => {
    problem = codeOf(error) || error.message;
    refused ??= redisRefusal(error, where);
  });
  try {
    await client.ping();
    await client.info('server');
  } catch (error) {
    refused = redisRefusal(error, where) ?? refused;
    if (refused !== undefined) throw new AppError([refused]);
    const detail =
      problem === ''
        ? message('redis_no_answer_at', { where })
        : message('redis_silent_at', { where, problem });
    throw fail('redis_unreachable', detail);
  } finally {
    client.disconnect();
  }
}
