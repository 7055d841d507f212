import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RedisConnectionOptions } from '../../src/redis/redis.ts';
import { serverExecutable } from './server-executable.ts';

/** A real Redis for one test file. */
export interface TestRedis {
  readonly socketPath: string;
  /** The same options as `RedisHome` has. */
  readonly connectionOptions: RedisConnectionOptions;
  /** A client that `stop` closes. */
  connect(): Redis;
  /** Kills the server with SIGKILL; `revive` finds what it had synced. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  /** Cuts bytes off the end of a killed server's append-only file, like a disk that lost a sync; returns how many. */
  cut(bytes: number): number;
  /** Ends the server; fails where a test left keys outside `keyPrefix` or open connections. */
  stop(): Promise<void>;
}

/** Settings of the server; with `appendonly` false a killed server forgets everything. */
export interface TestRedisOptions {
  readonly appendonly?: boolean;
  readonly appendfsync?: 'always' | 'everysec' | 'no';
  readonly maxmemoryPolicy?: string;
  /** The prefix that every key of the test file must have. */
  readonly keyPrefix?: string;
}

// However the test process ends, its pipe closes, and this shell ends the server.
const supervisor = '"$@" </dev/null & cat >/dev/null; kill -TERM $!; wait $!';

/** Starts a Redis in a temporary folder on a unix socket; without `appendfsync` its append-only file is not synced. */
export async function startTestRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-redis-'));
  const socketPath = join(folder, 'r.sock');
  const executable = await serverExecutable();
  const connectionOptions: RedisConnectionOptions = {
    path: socketPath,
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
    connectTimeout: 5000,
    disconnectTimeout: 50,
    socketTimeout: 30_000,
  };
  const clients: Redis[] = [];
  const connect = () => {
    const client = new Redis(connectionOptions);
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  let shell = startServer(executable, folder, options);
  const admin = connect();
  await admin.ping();
  return {
    socketPath,
    connectionOptions,
    connect,
    kill: async () => {
      const pid = /^process_id:(\d+)/m.exec(await admin.info('server'))?.[1];
      process.kill(Number(pid), 'SIGKILL');
      await end(shell);
    },
    revive: async () => {
      shell = startServer(executable, folder, options);
      await admin.ping();
    },
    cut: (bytes) => cutAppendOnlyFile(folder, bytes),
    stop: async () => {
      for (const client of clients) if (client !== admin) client.disconnect();
      const orphan = await orphanKeys(admin, options.keyPrefix ?? '{linkmill:');
      const connections = await openConnections(admin);
      admin.disconnect();
      await end(shell);
      rmSync(folder, { recursive: true, force: true });
      if (orphan.length > 0) throw new Error(`keys left outside the prefix: ${orphan.join(' ')}`);
      if (connections.length > 0) throw new Error(`connections left open:\n${connections.join('\n')}`);
    },
  };
}

function startServer(executable: string, folder: string, options: TestRedisOptions): ChildProcess {
  const settings = {
    port: '0',
    unixsocket: join(folder, 'r.sock'),
    dir: folder,
    appendonly: options.appendonly === false ? 'no' : 'yes',
    appendfsync: options.appendfsync ?? 'no',
    save: '',
    'maxmemory-policy': options.maxmemoryPolicy ?? 'noeviction',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return spawn('/bin/sh', ['-c', supervisor, 'sh', executable, ...words], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/** Redis appends to the last increment, and starts from a truncated one (`aof-load-truncated yes`, its default). */
function cutAppendOnlyFile(folder: string, bytes: number): number {
  const parts = join(folder, 'appendonlydir');
  const place = (name: string) => Number(/\.(\d+)\.incr\.aof$/.exec(name)?.[1] ?? 0);
  const last = readdirSync(parts).reduce((a, b) => (place(b) > place(a) ? b : a));
  const { size } = statSync(join(parts, last));
  const cut = Math.min(bytes, size);
  truncateSync(join(parts, last), size - cut);
  return cut;
}

async function end(shell: ChildProcess): Promise<void> {
  const exited = once(shell, 'exit');
  shell.stdin?.end();
  await exited;
}

async function orphanKeys(admin: Redis, prefix: string): Promise<string[]> {
  return (await admin.keys('*')).filter((key) => !key.startsWith(prefix));
}

/** Lists connections that stay open: those of disconnected clients close after a moment. */
async function openConnections(admin: Redis): Promise<string[]> {
  for (let round = 0; ; round += 1) {
    const lines = String(await admin.client('LIST'))
      .trim()
      .split('\n');
    if (lines.length === 1) return [];
    if (round === 1_000) return lines;
    await pause(10);
  }
}
