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
  /** Where a fetched server is kept. */
  readonly cacheDir: string;
  /** The PATH to look for servers and to run commands with. */
  readonly searchPath: string;
  /** For the sandbox only: a server that keeps nothing may stand in where no other is to be had. */
  readonly demoAllowed: boolean;
  /** Milliseconds. */
  readonly now: () => number;
  /** DeliveryResult of each lost or refused connection; a client goes on trying by itself. */
  readonly onProblem?: (role: string, problem: string) => void;
}

/** For ioredis, and for BullMQ, which opens connections of its own: commands wait for as long as Redis is away. */
export interface RedisConnectionOptions extends RedisTarget {
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
  /** Whether the connection is made anew after an answer; the command that met it fails all the same. */
  readonly reconnectOnError?: (error: Error) => boolean;
  readonly connectTimeout: number;
  readonly disconnectTimeout: number;
  /** After so long without an answer, in ms, a connection counts as dead and is made anew; its commands are sent again. */
  readonly socketTimeout: number;
}

/** A Redis to run on, and a place at it until `close`. */
export interface RedisHome {
  readonly kind: 'url' | 'embedded' | 'demo';
  /** Its address, for people: never a user or a password. */
  readonly where: string;
  /** Set where a larger batch must be refused. */
  readonly maxRows?: number;
  /** False: what is written is gone with this process. */
  readonly durable: boolean;
  readonly connectionOptions: RedisConnectionOptions;
  /** A client of its own, named after its role, which reconnects by itself for ever. `close` ends it too. */
  connect(role: string): Redis;
  /** Ends the clients that `connect` made and leaves the server, which ends with its last user. */
  close(): Promise<void>;
}

const demoMaxRows = 500;
const probeMs = 3000;

/**
 * A connection may die without a word (a firewall that forgets it, a cable): nothing but silence tells. Commands that wait for a
 * job, at most ten seconds each, are silent for longer. What is sent again may be done twice, which every script allows for.
 */
const silenceMs = 5_000;
const blockingSilenceMs = 30_000;

/**
 * Finds the Redis to run on: `redisUrl`, else the data folder's private server (started where needed, fetched
 * from the distribution where needed), else, if allowed, one that keeps nothing. What takes time or weakens the
 * promise goes to `show`, a line each. A AppError (`redis_unreachable`, `redis_missing`, or what the Redis refused with) where there is none.
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

/** What was the primary has become a replica: whoever is the primary now has the address, so the connection is made anew. */
const isFailOver = ({ message: words }: Error) => /^(READONLY|UNBLOCKED)/.test(words);

/** One question, answered within seconds or a AppError: later on, clients wait for a Redis that is away. */
async function probe(target: RedisTarget, where: string): Promise<void> {
  let problem = '';
  let refused: Failure | undefined;
  const client = new Redis({
    ...target,
    lazyConnect: true,
    // Else a Redis that is loading its data would be waited for, and counted as silent.
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
