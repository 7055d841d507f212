import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisRefusal } from '../../src/domain/redis-refusal.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { createBullQueue } from '../../src/queue/bull-queue.ts';
import { findRedis } from '../../src/redis/redis.ts';
import { quickTimes } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { serverExecutable } from '../support/server-executable.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The failure codes of `doctor` and another command about the Redis of a trial. */
async function codesOf(trial: Trial, ...words: string[]): Promise<string[]> {
  const end = await trial.run(...words, '--json');
  expect({ code: end.code, text: end.stderr }).toMatchObject({
    code: 1,
    text: expect.not.stringContaining('A fault in linkmill'),
  });
  const { error } = resultOf(end) as { error: { failures: { code: string }[] } };
  return error.failures.map(({ code }) => code);
}

/** The bad line of `doctor` about Redis. */
async function badLine(trial: Trial): Promise<string> {
  const end = await trial.run('doctor');
  expect(end.code).toBe(1);
  return /^BAD +redis .*$/m.exec(end.stderr)?.[0] ?? end.stderr;
}

async function startTrialOn(url: string): Promise<Trial> {
  const trial = await startTrial({ env: { REDIS_URL: url } });
  trial.write('refunds.csv', refunds(3));
  return trial;
}

describe('a Redis that answers and refuses', () => {
  let redis: TestRedis;
  let admin: Redis;
  let trial: Trial;
  let undo: () => Promise<unknown> = async () => undefined;

  beforeAll(async () => {
    redis = await startTestRedis({ appendfsync: 'always' });
    admin = redis.connect();
    trial = await startTrialOn(`unix://${redis.socketPath}`);
  });
  afterEach(() => undo());
  afterAll(async () => {
    await trial.stop();
    await redis.stop();
  });

  const set = (name: string, value: string) => admin.config('SET', name, value);

  async function becomeBusy(): Promise<void> {
    await set('lua-time-limit', '1');
    const other = redis.connect();
    other.eval('while true do end', 0).catch(() => undefined);
    await waitUntil('the script runs', isBusy);
    // A client that lost its connection would send the script again once this one was killed.
    other.disconnect();
  }

  const isBusy = () =>
    admin.ping().then(
      () => false,
      (error) => String(error).includes('BUSY'),
    );

  async function endScript(): Promise<void> {
    await admin.script('KILL');
    await waitUntil('the script has ended', async () => !(await isBusy()));
  }

  const refusals: readonly [
    word: string,
    code: string,
    provoke: () => Promise<unknown>,
    remedy: () => Promise<unknown>,
  ][] = [
    ['OOM', 'redis_full', () => set('maxmemory', '1'), () => set('maxmemory', '0')],
    [
      'NOREPLICAS',
      'redis_too_few_replicas',
      () => set('min-replicas-to-write', '1'),
      () => set('min-replicas-to-write', '0'),
    ],
    ['BUSY', 'redis_busy', becomeBusy, endScript],
    [
      'NOPERM',
      'redis_denied',
      () => admin.acl('SETUSER', 'default', '-set', '-hset', '-hsetnx', '-hincrby'),
      () => admin.acl('SETUSER', 'default', '+@all'),
    ],
    [
      'NOPERM on evalsha',
      'redis_denied',
      () => admin.acl('SETUSER', 'default', '-set', '-evalsha', '-eval'),
      () => admin.acl('SETUSER', 'default', '+@all'),
    ],
  ];

  test.each(refusals)(
    'with %s is %s to doctor and to run, with a remedy',
    async (_, code, provoke, remedy) => {
      undo = remedy;
      await provoke();
      expect(await badLine(trial)).toContain(rendererOf('en').text(`remedy.${code}`));
      const { diagnoses } = resultOf(await trial.run('doctor', '--json')) as {
        diagnoses: { subject: string; state: string; failure?: { code: string } }[];
      };
      const bad = diagnoses.filter(({ state }) => state === 'bad');
      expect(bad.map(({ subject, failure }) => [subject, failure?.code])).toEqual([['redis', code]]);
      expect(await codesOf(trial, 'run', 'refunds.csv', '--detach')).toEqual([code]);
    },
  );

  test('as a replica is redis_read_only to every command', async () => {
    undo = () => admin.call('REPLICAOF', 'NO', 'ONE');
    await admin.call('REPLICAOF', '127.0.0.1', '1');
    expect(await badLine(trial)).toContain('Set REDIS_URL to the primary.');
    for (const command of [['run', 'refunds.csv', '--detach'], ['status'], ['worker']])
      expect(await codesOf(trial, ...command)).toEqual(['redis_read_only']);
  });

  test('in a transaction, in a script and in a queue job fails with the right code', async () => {
    undo = () => set('maxmemory', '0');
    await set('maxmemory', '1');
    const thrown = (work: Promise<unknown>) => work.then(() => undefined, redisRefusal);
    expect(await thrown(admin.multi().set('{linkmill:a}', '1').exec())).toMatchObject({ code: 'redis_full' });
    const script = "return redis.call('SET', KEYS[1], '1')";
    expect(await thrown(admin.eval(script, 1, '{linkmill:a}'))).toMatchObject({ code: 'redis_full' });
    undo = async () => {
      await set('maxmemory', '0');
      await admin.acl('SETUSER', 'default', '+@all');
    };
    await admin.acl('SETUSER', 'default', '-set');
    expect(await thrown(admin.eval(script, 1, '{linkmill:a}'))).toMatchObject({ code: 'redis_denied' });
    await admin.acl('SETUSER', 'default', '+@all');
    const queue = createBullQueue({
      prefix: '{linkmill:a}',
      connection: redis.connectionOptions,
      times: quickTimes,
      now: Date.now,
      onError: () => undefined,
    });
    const job = { batch: 'a', first: 1, last: 2 };
    expect(await thrown(queue.add([job]))).toMatchObject({ code: 'redis_full' });
    await queue.close();
  });
});

describe('a run that is under way', () => {
  let redis: TestRedis;
  let admin: Redis;
  let trial: Trial;

  beforeAll(async () => {
    redis = await startTestRedis({ appendfsync: 'always' });
    admin = redis.connect();
  });
  afterEach(() => trial.stop());
  afterAll(() => redis.stop());

  test.each([
    ['redis_full', () => admin.config('SET', 'maxmemory', '1'), () => admin.config('SET', 'maxmemory', '0')],
    [
      'redis_read_only',
      () => admin.call('REPLICAOF', '127.0.0.1', '1'),
      () => admin.call('REPLICAOF', 'NO', 'ONE'),
    ],
  ])('names %s while it lasts, and goes on by itself, with one link a row', async (code, begin, end) => {
    trial = await startTrial({
      env: { REDIS_URL: `unix://${redis.socketPath}` },
      faults: { slow: { share: 1, delayMs: 60 } },
    });
    trial.write('refunds.csv', refunds(300));
    const run = trial.start('run', 'refunds.csv', '--json');
    await waitUntil('50 links are made', () => trial.sandbox.stats().creations >= 50);
    await begin();
    await run.saw(new RegExp(`${code}: `));
    await end();
    const ended = await run.done;
    expect({ code: ended.code, shown: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, shown: '' });
    const { liveLinks, linksByReference } = trial.sandbox.stats();
    expect({ liveLinks, most: linksByReference.max }).toEqual({ liveLinks: 300, most: 1 });
    await admin.flushall();
  });
});

/** A Redis with settings of its own on a port, as clusters need; ends with `stop`. */
async function startOnPort(settings: Record<string, string>, file?: { name: string; text: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-refusing-'));
  if (file !== undefined) writeFileSync(join(folder, file.name), file.text);
  const port = await freePort();
  const all = { port: String(port), bind: '127.0.0.1', dir: folder, save: '', ...settings };
  const words = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(await serverExecutable(), words, { stdio: 'ignore' });
  const client = new Redis({ port, host: '127.0.0.1', enableReadyCheck: false, retryStrategy: () => 20 });
  client.on('error', () => undefined);
  return {
    folder,
    port,
    client,
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      client.disconnect();
      server.kill('SIGKILL');
      await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A cluster listens ten thousand ports higher as well. */
async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    if (port < 55_000) return port;
  }
}

async function withTrialOn(url: string, work: (trial: Trial) => Promise<void>): Promise<void> {
  const trial = await startTrialOn(url);
  try {
    await work(trial);
  } finally {
    await trial.stop();
  }
}

const cluster = { 'cluster-enabled': 'yes', appendonly: 'yes', appendfsync: 'always' };

test('a cluster without slots is redis_clustered to doctor and to run', async () => {
  const node = await startOnPort(cluster);
  await node.client.ping();
  await withTrialOn(node.url, async (trial) => {
    expect(await badLine(trial)).toContain('Set REDIS_URL to a single Redis');
    expect(await codesOf(trial, 'run', 'refunds.csv', '--detach')).toEqual(['redis_clustered']);
  });
  await node.stop();
});

test('a node whose cluster keeps the keys elsewhere is redis_clustered', async () => {
  const [one, other] = [await startOnPort(cluster), await startOnPort(cluster)];
  await one.client.cluster('MEET', '127.0.0.1', other.port);
  await other.client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await waitUntil('the cluster stands', async () =>
    (await one.client.cluster('INFO')).includes('cluster_state:ok'),
  );
  await withTrialOn(one.url, async (trial) => {
    expect(await badLine(trial)).toContain('MOVED');
    expect(await codesOf(trial, 'run', 'refunds.csv', '--detach')).toEqual(['redis_clustered']);
  });
  await one.stop();
  await other.stop();
});

test('a Redis whose snapshots fail is redis_not_saving to doctor and to run', async () => {
  const server = await startOnPort({ appendonly: 'yes', appendfsync: 'always', save: '3600 1000' });
  await server.client.ping();
  rmSync(server.folder, { recursive: true });
  await server.client.bgsave();
  await waitUntil('the snapshot failed', async () =>
    (await server.client.info('persistence')).includes('rdb_last_bgsave_status:err'),
  );
  await withTrialOn(server.url, async (trial) => {
    expect(await badLine(trial)).toContain('MISCONF');
    expect(await codesOf(trial, 'run', 'refunds.csv', '--detach')).toEqual(['redis_not_saving']);
  });
  await server.stop();
});

test('after a fail-over the client connects anew to the server that now has the address', async () => {
  const [before, after] = [await startTestRedis(), await startTestRedis()];
  const proxy = await startTcpProxy();
  proxy.lead({ path: before.socketPath });
  const folder = mkdtempSync(join(tmpdir(), 'linkmill-fail-over-'));
  const home = await findRedis(
    {
      redisUrl: `redis://127.0.0.1:${proxy.port}`,
      dataDir: folder,
      cacheDir: folder,
      searchPath: '',
      demoAllowed: false,
      now: Date.now,
    },
    () => undefined,
  );
  const client = home.connect('ledger');
  await client.set('{linkmill:test}:place', 'before');
  await before.connect().call('REPLICAOF', '127.0.0.1', '1');
  proxy.lead({ path: after.socketPath });
  await expect(client.set('{linkmill:test}:place', 'between')).rejects.toThrow('READONLY');
  await client.set('{linkmill:test}:place', 'after');
  expect(await after.connect().get('{linkmill:test}:place')).toBe('after');
  await home.close();
  await proxy.close();
  rmSync(folder, { recursive: true });
  await before.stop();
  await after.stop();
});

test('a Redis that is loading its data is redis_loading, and does not count as silent', async () => {
  const set = (key: string) => `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$1\r\n1\r\n`;
  const text = Array.from({ length: 200_000 }, (_, at) => set(`{linkmill:x}:${at}`)).join('');
  // It answers after each 1,024 keys; with this delay it has to read for minutes.
  const slow = { appendonly: 'yes', 'key-load-delay': '500' };
  const server = await startOnPort(slow, { name: 'appendonly.aof', text });
  await waitUntil('it says so', () =>
    server.client.ping().then(
      () => false,
      (error) => String(error).includes('LOADING'),
    ),
  );
  await withTrialOn(server.url, async (trial) => {
    expect(await badLine(trial)).toContain('LOADING');
    expect(await codesOf(trial, 'status')).toEqual(['redis_loading']);
  });
  await server.stop();
});

test('a damaged append-only file is reported and left unchanged; after a person cuts it, no second link is made', async () => {
  const trial = await startTrial();
  trial.write('refunds.csv', refunds(30));
  expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
  const folder = join(trial.folder, '.linkmill', 'redis', 'appendonlydir');
  const name = readdirSync(folder).find((one) => one.endsWith('.incr.aof')) ?? '';
  const whole = readFileSync(join(folder, name));
  const half = whole.indexOf('\r\n*', whole.length / 2) + 2;
  const damaged = Buffer.concat([whole.subarray(0, half), Buffer.from('damage'), whole.subarray(half)]);
  writeFileSync(join(folder, name), damaged);
  expect(await badLine(trial)).toContain('redis-check-aof --fix');
  expect(await codesOf(trial, 'run', 'refunds.csv')).toEqual(['redis_damaged']);
  expect(readFileSync(join(folder, name)).equals(damaged)).toBe(true);
  // What `redis-check-aof --fix` does.
  truncateSync(join(folder, name), half);
  expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
  expect(trial.sandbox.stats()).toMatchObject({ creations: 30, liveLinks: 30 });
  for (const { payment_link_url: url } of trial.report('refunds.results.csv')) expect(url).toMatch(/^http/);
  await trial.stop();
});

test.each(['.base.rdb', '.manifest'])('a damaged %s is redis_damaged, too', async (kind) => {
  const trial = await startTrial();
  expect((await trial.run('status')).code).toBe(0);
  const folder = join(trial.folder, '.linkmill', 'redis', 'appendonlydir');
  const name = readdirSync(folder).find((one) => one.endsWith(kind)) ?? '';
  writeFileSync(join(folder, name), 'damage');
  expect(await codesOf(trial, 'status')).toEqual(['redis_damaged']);
  await trial.stop();
});
