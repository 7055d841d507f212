import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { type CliEnd, runCli } from '../support/cli.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';

let redis: TestRedis;
let client: Redis;
let trial: Trial;
beforeEach(async () => {
  redis = await startTestRedis({ appendfsync: 'always' });
  client = redis.connect();
  trial = await startTrial({ env: { REDIS_URL: `unix://${redis.socketPath}` } });
});
afterEach(async () => {
  await trial.stop();
  await redis.stop();
});

const keyed = (...words: string[]): Promise<CliEnd> =>
  runCli([...words, '--json'], { cwd: trial.folder, env: { ...trial.env, LINKMILL_KEY: 'ab'.repeat(32) } });

const codeOf = (end: CliEnd) =>
  (resultOf(end) as { error?: { failures: { code: string }[] } }).error?.failures[0]?.code;

const addSchedule = (run: typeof keyed, name: string) =>
  run('schedule', 'add', name, '--cron', '0 2 * * *', '--inbox', 'inbox');

const scheduleNames = async () => {
  const { schedules, forged = [] } = resultOf(await keyed('schedule', 'list')) as {
    schedules: { name: string }[];
    forged?: string[];
  };
  return { served: schedules.map(({ name }) => name), forged };
};

const hashKey = async () => client.hget((await client.keys('*:account'))[0] ?? '', 'hashKey');

test('records from before there was a key are shown, and used only after a person agrees', async () => {
  mkdirSync(join(trial.folder, 'inbox'));
  expect((await addSchedule(trial.run, 'nightly')).code).toBe(0);
  expect(await scheduleNames()).toEqual({ served: [], forged: ['nightly'] });

  const asked = await keyed('key', 'seal');
  expect(asked.code).toBe(1);
  expect(codeOf(asked)).toBe('not_confirmed');
  expect(asked.stderr).toMatch(/schedule nightly: 0 2 \* \* \*, \/\S+\/inbox\/\*, .*payer=Example SARL/);
  expect(await scheduleNames()).toEqual({ served: [], forged: ['nightly'] });

  expect(resultOf(await keyed('key', 'status'))).toMatchObject({ unsealed: true });
  const sealed = await keyed('key', 'seal', '--yes');
  expect(sealed.code).toBe(0);
  expect(resultOf(sealed)).toMatchObject({ sealed: [{ records: 1, left: [] }] });
  expect(await scheduleNames()).toEqual({ served: ['nightly'], forged: [] });
  expect((await keyed('key', 'seal')).stderr).toContain('Nothing rests unsealed.');
  expect(resultOf(await keyed('key', 'status'))).not.toHaveProperty('unsealed');
});

test('a rotation does not adopt a planted key, and nothing is sent with it', async () => {
  trial.write('refunds.csv', refunds(2));
  expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
  const planted = await hashKey();
  expect(planted).toMatch(/^\S+ [\w-]{43}$/);

  const run = await keyed('run', 'refunds.csv');
  expect(codeOf(run)).toBe('ledger_forged');
  const rotated = await keyed('key', 'rotate');
  expect(rotated.code).toBe(0);
  expect(rotated.stderr).toContain('key seal');
  expect(await hashKey()).toBe(planted);

  const sealed = await keyed('key', 'seal', '--yes');
  expect(sealed.stderr).toContain('rows: 2, of which wait to be sent: 0');
  expect(resultOf(sealed)).toMatchObject({ sealed: [{ hashKey: true, left: [] }] });
  expect(await hashKey()).not.toBe(planted);
  expect(trial.sandbox.stats().creations).toBe(2);
});

test('a batch submitted before there was a key is sent after key seal, and no row twice', async () => {
  trial.write('refunds.csv', refunds(30));
  trial.write('more.csv', refunds(40));
  expect((await trial.run('run', 'refunds.csv', '--detach')).code).toBe(0);
  const sealed = await keyed('key', 'seal', '--yes');
  expect(sealed.stderr).toContain('rows: 30, of which wait to be sent: 30');
  expect(sealed.code).toBe(0);
  expect(resultOf(await keyed('run', 'refunds.csv'))).toMatchObject({ rows: 30, created: 30 });
  expect(resultOf(await keyed('run', 'more.csv'))).toMatchObject({ rows: 40, known: 30, created: 10 });
  expect(trial.sandbox.stats()).toMatchObject({ creations: 40, linksByReference: { max: 1 } });
  const [status] = (resultOf(await keyed('key', 'status')).keys ?? []) as { batches: number }[];
  expect(status).toMatchObject({ state: 'current', ledgers: 1, batches: 2 });
});
