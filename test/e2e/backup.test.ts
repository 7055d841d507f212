import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { runCli } from '../support/cli.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let redis: TestRedis;
let trial: Trial;
beforeEach(async () => {
  redis = await startTestRedis({ appendfsync: 'always' });
  trial = await startTrial({
    env: { REDIS_URL: `unix://${redis.socketPath}`, LINKMILL_KEY: 'ab'.repeat(32) },
    faults: { slow: { share: 1, delayMs: 60 }, answerLostAfterCommit: 0.05 },
  });
});
afterEach(async () => {
  await trial.stop();
  await redis.stop();
});

const codeOf = (shown: Record<string, unknown>) =>
  (shown as { error?: { failures: { code: string }[] } }).error?.failures[0]?.code;

describe('a backup', () => {
  test('of a run that went on afterwards is restored into an empty Redis, and the same file makes no double', async () => {
    trial.write('refunds.csv', refunds(600));
    trial.write('more.csv', refunds(650));
    const first = trial.start('run', 'refunds.csv');
    await waitUntil('150 links are made', () => trial.sandbox.stats().creations >= 150);
    const made = await trial.run('backup', 'half.gz', '--json');
    expect(made.code).toBe(0);
    expect(resultOf(made)).toMatchObject({ batches: 1 });
    expect(statSync(join(trial.folder, 'half.gz')).mode & 0o777).toBe(0o600);
    expect((await first.done).code).toBe(0);

    await redis.connect().flushall();
    const restored = await trial.run('restore', 'half.gz', '--json');
    expect(restored.stderr).toContain('Restored: batches 1, rows 600');
    expect(resultOf(restored)).toMatchObject({ restored: true, batches: 1, rows: 600, incomplete: [] });
    const again = await trial.run('run', 'refunds.csv', '--json');
    expect(resultOf(again)).toMatchObject({ rows: 600, created: 600, open: 0, doubtful: 0 });
    expect(again.code).toBe(0);
    const grown = await trial.run('run', 'more.csv', '--json');
    expect(resultOf(grown)).toMatchObject({ rows: 650, known: 600, created: 50 });
    const { creations, liveLinks, linksByReference } = trial.sandbox.stats();
    expect({ creations, liveLinks, most: linksByReference.max }).toEqual({
      creations: 650,
      liveLinks: 650,
      most: 1,
    });
  });

  test('made during a submission names the incomplete batch after the restore, and the file is submitted again', async () => {
    trial.write('refunds.csv', refunds(20_000));
    const first = trial.start('run', 'refunds.csv', '--detach');
    const client = redis.connect();
    await waitUntil('rows are entered', async () => (await client.keys('*:entries:*')).length > 0);
    expect((await trial.run('backup', 'half.gz')).code).toBe(0);
    await first.done;
    await client.flushall();
    const restored = resultOf(await trial.run('restore', 'half.gz', '--json'));
    expect(restored.incomplete).toHaveLength(1);
    const again = await trial.run('run', 'refunds.csv', '--detach', '--json');
    expect(resultOf(again)).toMatchObject({ rows: 20_000, open: 20_000 });
  });

  test('is refused where it is damaged, cut, or of another account, and by a ledger that is not empty', async () => {
    trial.write('refunds.csv', refunds(5));
    await trial.run('run', 'refunds.csv');
    await trial.run('backup', 'good.gz');
    const path = (name: string) => join(trial.folder, name);
    const lines = gunzipSync(readFileSync(path('good.gz'))).toString();
    const refusal = async (...words: string[]) => {
      const end = await trial.run(...words, '--json');
      expect(end.code).toBe(1);
      return codeOf(resultOf(end));
    };
    expect(await refusal('backup', 'good.gz')).toBe('file_exists');
    expect(await refusal('restore', 'good.gz')).toBe('ledger_not_empty');
    writeFileSync(path('cut.gz'), readFileSync(path('good.gz')).subarray(0, 500));
    writeFileSync(path('short.gz'), gzipSync(lines.split('\n').slice(0, 4).join('\n')));
    writeFileSync(path('changed.gz'), gzipSync(lines.replace('"hash"', '"list"')));
    writeFileSync(path('other.gz'), 'no backup');
    for (const name of ['cut.gz', 'short.gz', 'changed.gz', 'other.gz'])
      expect(await refusal('backup', '--verify', name)).toBe('backup_unreadable');
    expect(await refusal('backup', '--verify', 'none.gz')).toBe('file_missing');
    expect(await refusal('backup', join('nowhere', 'some.gz'))).toBe('disk_full');
    await redis.connect().flushall();
    expect(await refusal('restore', 'changed.gz')).toBe('backup_unreadable');
    expect(await redis.connect().keys('*:batch*')).toEqual([]);
    expect((await trial.run('backup', '--verify', 'good.gz')).code).toBe(0);
    const other = await startTrial({
      env: { REDIS_URL: `unix://${redis.socketPath}`, BRIDGE_CLIENT_ID: 'other' },
    });
    const end = await other.run('restore', path('good.gz'), '--json');
    expect(codeOf(resultOf(end))).toBe('backup_of_another_account');
    await other.stop();
  });

  test('that was restored half is refused by everything else, and restored from the start', async () => {
    trial.write('refunds.csv', refunds(200));
    await trial.run('run', 'refunds.csv');
    await trial.run('backup', 'good.gz');
    const client = redis.connect();
    const before = await client.hgetall(`${(await client.keys('*:batch:*'))[0]}`);
    await client.flushall();
    const account = String(resultOf(await trial.run('backup', '--verify', 'good.gz', '--json')).account);
    await client.hset(`{linkmill:${account}}:account`, 'restoring', '1');
    await client.hset(`{linkmill:${account}}:batch:half`, 'file', 'half');
    for (const words of [['run', 'refunds.csv'], ['status'], ['backup', 'again.gz']])
      expect(codeOf(resultOf(await trial.run(...words, '--json')))).toBe('ledger_half_restored');
    expect(resultOf(await trial.run('restore', '--abandon', '--json'))).toMatchObject({ abandoned: true });
    expect(await client.keys('*')).toEqual([]);
    expect(codeOf(resultOf(await trial.run('restore', '--json')))).toBe('usage_wrong');
    await client.hset(`{linkmill:${account}}:account`, 'restoring', '1');
    await client.hset(`{linkmill:${account}}:batch:half`, 'file', 'half');
    expect((await trial.run('restore', 'good.gz')).code).toBe(0);
    expect(await client.keys('*:batch:half')).toEqual([]);
    expect(await client.hgetall(`${(await client.keys('*:batch:*'))[0]}`)).toEqual(before);
    expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
    expect(trial.sandbox.stats()).toMatchObject({ creations: 200 });
    expect((await trial.run('restore', '--abandon')).code).toBe(1);
    expect((await trial.run('status')).code).toBe(0);
  });

  test('of which two go to one path at once is one whole file, and the other is refused', async () => {
    trial.write('refunds.csv', refunds(2_000));
    await trial.run('run', 'refunds.csv', '--detach');
    const both = await Promise.all([1, 2].map(() => trial.run('backup', 'one.gz', '--json')));
    expect(both.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    const refused = both.find(({ code }) => code === 1);
    expect(refused && codeOf(resultOf(refused))).toBe('file_exists');
    expect((await trial.run('backup', '--verify', 'one.gz')).code).toBe(0);
    expect(readdirSync(trial.folder).filter((name) => name.includes('one.gz'))).toEqual(['one.gz']);
  });
});

test('a backup of before a rotation opens with the dropped key, and without it nothing is written', async () => {
  const keyFile = join(trial.folder, 'key');
  writeFileSync(keyFile, `${'cd'.repeat(32)}\n`, { mode: 0o600 });
  const { LINKMILL_KEY: _, ...others } = trial.env;
  const env = { ...others, LINKMILL_KEY_FILE: keyFile };
  const run = (...words: string[]) => runCli([...words, '--json'], { cwd: trial.folder, env });
  trial.write('refunds.csv', refunds(5));
  expect((await run('run', 'refunds.csv')).code).toBe(0);
  const { keys } = resultOf(await run('backup', 'old.gz')) as { keys: string[] };
  expect(keys).toHaveLength(1);
  expect((await run('key', 'rotate')).code).toBe(0);
  const dropped = await run('key', 'rotate', '--drop-old');
  expect(dropped.stderr).toContain(`went to ${keyFile}.dropped`);
  expect(statSync(`${keyFile}.dropped`).mode & 0o777).toBe(0o600);
  const client = redis.connect();
  await client.flushall();
  renameSync(`${keyFile}.dropped`, `${keyFile}.elsewhere`);
  const refused = await run('restore', 'old.gz');
  expect(codeOf(resultOf(refused))).toBe('key_missing');
  expect(refused.stderr).toContain(`not here: ${keys[0]}`);
  expect(await client.keys('*')).toEqual([]);
  renameSync(`${keyFile}.elsewhere`, `${keyFile}.dropped`);
  expect((await run('restore', 'old.gz')).code).toBe(0);
  expect(resultOf(await run('key', 'status')).keys).toMatchObject([
    { state: 'current', batches: 0 },
    { id: keys[0], state: 'dropped', batches: 1 },
  ]);
  expect(resultOf(await run('key', 'rotate')).keys).toMatchObject([{ state: 'current', batches: 1 }]);
  expect((await run('report', String(await batchIn(client)), '--out', 'again.csv')).code).toBe(0);
});

const batchIn = async (client: Redis) => (await client.keys('*:batch:*'))[0]?.split(':').at(-1);
