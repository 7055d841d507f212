import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { AppError } from '../../src/domain/failure.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { type Message, message } from '../../src/i18n/messages.ts';
import { type FindRedisOptions, findRedis, inspectRedis } from '../../src/redis/redis.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { waitUntil } from '../support/wait-until.ts';

let folder: string;
let shown: Message[];
let options: FindRedisOptions;
const show = (line: Message) => shown.push(line);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-find-'));
  shown = [];
  // A machine without a server and without a way to fetch one.
  const searchPath = join(folder, 'bin');
  mkdirSync(searchPath);
  symlinkSync('/usr/bin/mkfifo', join(searchPath, 'mkfifo'));
  options = {
    dataDir: folder,
    cacheDir: join(folder, 'cache'),
    searchPath,
    demoAllowed: false,
    now: Date.now,
  };
});

afterEach(() => rmSync(folder, { recursive: true }));

async function appErrorOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`no AppError but ${String(error)}`);
}

describe('a private Redis', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await startTestRedis({ appendfsync: 'everysec' });
  });

  afterAll(() => redis.stop());

  test('REDIS_URL is used where it is set, and clients have the names of their roles', async () => {
    const home = await findRedis({ ...options, redisUrl: `unix://${redis.socketPath}` }, show);
    expect(home).toMatchObject({ kind: 'url', where: redis.socketPath, durable: true });
    expect(home.connectionOptions).toMatchObject({ path: redis.socketPath, maxRetriesPerRequest: null });
    const client = home.connect('ledger');
    expect(await client.client('GETNAME')).toBe('linkmill-ledger');
    await home.close();
    expect(shown).toEqual([]);
  });

  test('a client reconnects by itself after its Redis was away, and the problem is reported', async () => {
    const callFailures: string[] = [];
    const onProblem = (role: string, problem: string) => callFailures.push(`${role} ${problem}`);
    const home = await findRedis({ ...options, redisUrl: `unix://${redis.socketPath}`, onProblem }, show);
    const client = home.connect('pace');
    await client.set('{linkmill:test}:colour', 'green');
    await redis.kill();
    const answer = client.get('{linkmill:test}:colour');
    await waitUntil('the reported problem', () => callFailures.length > 0);
    await redis.revive();
    expect(await answer).toBe('green');
    expect(callFailures[0]).toBe('pace ECONNREFUSED');
    await home.close();
  });

  test('a weaker appendfsync is a warning that names it', async () => {
    const fitness = await inspectRedis(redis.connect());
    expect(fitness).toMatchObject({ appendOnly: true, appendFsync: 'everysec', policy: 'noeviction' });
    expect(fitness.runId).toMatch(/^[0-9a-f]{40}$/);
    expect(fitness.findings).toEqual([
      {
        severity: 'warning',
        failure: { code: 'redis_weak', details: [message('redis_fsync_late', { fsync: 'everysec' })] },
      },
    ]);
  });

  test('where CONFIG is forbidden INFO answers, and an unreadable setting is a warning', async () => {
    const admin = redis.connect();
    await admin.acl('SETUSER', 'limited', 'on', 'nopass', '~*', '+info', '+ping', '+client', '+hello');
    const limited = redis.connect();
    await limited.auth('limited', 'word');
    const { appendOnly, appendFsync, policy, findings } = await inspectRedis(limited);
    expect({ appendOnly, appendFsync, policy }).toEqual({
      appendOnly: true,
      appendFsync: undefined,
      policy: 'noeviction',
    });
    expect(findings.map(({ severity }) => severity)).toEqual(['warning']);
  });
});

test('a Redis that evicts and has no append-only file is unfit, with both reasons', async () => {
  const redis = await startTestRedis({ appendonly: false, maxmemoryPolicy: 'allkeys-lru' });
  const { findings } = await inspectRedis(redis.connect());
  expect(findings.filter(({ severity }) => severity === 'unfit').map(({ failure }) => failure)).toEqual([
    { code: 'redis_unfit', details: [message('redis_file_off', {})] },
    { code: 'redis_unfit', details: [message('redis_policy_evicts', { policy: 'allkeys-lru' })] },
  ]);
  await redis.stop();
});

test('a Redis that is away throws within seconds, with the address and never the password', async () => {
  const stop = await appErrorOf(
    findRedis({ ...options, redisUrl: 'redis://user:s3cr3t@127.0.0.1:1/0' }, show),
  );
  expect(stop.failures).toEqual([
    {
      code: 'redis_unreachable',
      details: [message('redis_silent_at', { where: 'redis://127.0.0.1:1/0', problem: 'ECONNREFUSED' })],
    },
  ]);
  expect(exitCodeOf(stop)).toBe(1);
});

test('a Redis that accepts the connection and does not answer throws within seconds', async () => {
  const mute = createServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((resolve) => mute.listen(join(folder, 'mute.sock'), resolve));
  const stop = await appErrorOf(
    findRedis({ ...options, redisUrl: `unix://${join(folder, 'mute.sock')}` }, show),
  );
  expect(stop.failures[0]?.code).toBe('redis_unreachable');
  await new Promise((resolve) => mute.close(resolve));
});

describe('a Redis that answers', () => {
  let redis: TestRedis;
  let proxy: TcpProxy;

  beforeAll(async () => {
    redis = await startTestRedis();
    proxy = await startTcpProxy();
    proxy.lead({ path: redis.socketPath });
    const admin = redis.connect();
    await admin.acl('SETUSER', 'narrow', 'on', '>s3cr3t', '~*', '+ping');
    await admin.config('SET', 'requirepass', 's3cr3t');
  });

  afterAll(async () => {
    await proxy.close();
    await redis.stop();
  });

  test.each([
    ['', 'NOAUTH'],
    ['default:n0t-it@', 'WRONGPASS'],
    ['nobody:s3cr3t@', 'WRONGPASS'],
    ['narrow:s3cr3t@', 'NOPERM'],
  ])('and does not let us in as %p is not reported as one that does not answer', async (who, answer) => {
    const redisUrl = `redis://${who}127.0.0.1:${proxy.port}`;
    const stop = await appErrorOf(findRedis({ ...options, redisUrl }, show));
    expect(stop.failures).toEqual([
      {
        code: 'redis_denied',
        details: [message('redis_answered_at', { where: `redis://127.0.0.1:${proxy.port}`, word: answer })],
      },
    ]);
  });
});

test.each(['http://127.0.0.1', 'nonsense s3cr3t'])(
  '%p is no address of a Redis, and is not shown',
  async (redisUrl) => {
    const stop = await appErrorOf(findRedis({ ...options, redisUrl }, show));
    expect(stop.message).not.toContain(redisUrl);
  },
);

test('without any server the error names the ways to get one', async () => {
  const stop = await appErrorOf(findRedis(options, show));
  expect(stop.failures[0]?.code).toBe('redis_missing');
  const lines = stop.failures.map((failure) => rendererOf('en').failure(failure));
  expect(lines.join('\n')).toContain('docker compose --profile local up -d');
});

test('without any server the sandbox gets one that stores nothing, is limited, and says both', async () => {
  const home = await findRedis({ ...options, demoAllowed: true }, show);
  expect(home).toMatchObject({ kind: 'demo', durable: false, maxRows: 500 });
  expect(await home.connect('test').ping()).toBe('PONG');
  expect(shown).toEqual([message('redis_in_memory', {}), message('redis_in_memory_takes', { rows: 500 })]);
  await home.close();
});
