import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RedisConnectionOptions } from '../../src/redis/redis.ts';
import { serverExecutable } from './server-executable.ts';

/** A real Redis of one test file's own. */
export interface TestRedis {
  readonly socketPath: string;
  /** As `RedisHome` gives them. */
  readonly connectionOptions: RedisConnectionOptions;
  /** A client that `stop` closes. */
  connect(): Redis;
  /** Kills the server without warning; what it had synced is there after `revive`. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  /** Cuts so many bytes off the end of a killed server's append-only file, as a disk does that lied; answers how many. */
  cut(bytes: number): number;
  /** Ends the server; fails where a test left keys outside `keyPrefix` or connections of its own open. */
  stop(): Promise<void>;
}

/** What a test may ask of its server; without `appendonly` a killed one forgets everything. */
export interface TestRedisOptions {
  readonly appendonly?: boolean;
  readonly appendfsync?: 'always' | 'everysec' | 'no';
  readonly maxmemoryPolicy?: string;
  /** Where every key of the test file must be. */
  readonly keyPrefix?: string;
}

// Ends the server with its parent, whatever ends that: the pipe closes.
const supervisor = '"$@" </dev/null & cat >/dev/null; kill -TERM $!; wait $!';

/** Starts a Redis in a temporary folder on a unix socket, with an append-only file that is not synced unless asked. */
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

/** The last increment is what is written to; `aof-load-truncated yes` is Redis' default. */
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

/** Connections close a moment after their clients have let go: a leak is one that stays. */
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
