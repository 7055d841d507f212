import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type CliEnd, runCli } from '../support/cli.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let trial: Trial;
afterEach(() => trial.stop());

interface KeyLine {
  readonly id: string;
  readonly state: string;
  readonly batches: number;
}

async function keysOf(...words: string[]): Promise<readonly KeyLine[]> {
  const end = await trial.run('key', ...words, '--json');
  expect(end.stderr).not.toContain('Error');
  return resultOf(end).keys as KeyLine[];
}

test('a rotation while two workers run doubles and loses no row, and the old key can be dropped', async () => {
  const slow = { share: 1, delayMs: 30 };
  trial = await startTrial({ faults: { slow }, env: { LINKMILL_CONCURRENCY: '4' } });
  trial.write('refunds.csv', refunds(500));
  trial.write('later.csv', refunds(20).replaceAll('r-', 's-'));
  const workers = [trial.start('worker'), trial.start('worker')];
  try {
    await Promise.all(workers.map((worker) => worker.saw(/Working for account/)));
    const run = trial.start('run', 'refunds.csv', '--json');
    await waitUntil('50 links are made', () => trial.sandbox.stats().creations >= 50);
    const [old] = await keysOf('status');
    // The command is killed as soon as the file has the new key, and run again.
    const killed = trial.start('key', 'rotate');
    await killed.saw(/New key/);
    killed.kill('SIGKILL');
    await killed.done;
    const [current, ...others] = await keysOf('rotate');
    expect(current).toMatchObject({ state: 'current', batches: 1 });
    expect(others.map(({ id, batches }) => [id, batches])).toContainEqual([old?.id, 0]);
    expect(resultOf(await run.done)).toMatchObject({ rows: 500, created: 500 });
    // Workers that started with the old key alone encrypt and open with the new one.
    const later = await trial.run('run', 'later.csv', '--json', '--accept-duplicates', 'as ordered');
    expect(resultOf(later)).toMatchObject({ rows: 20, created: 20 });
    const left = await keysOf('rotate', '--drop-old');
    expect(left.map(({ state, batches }) => [state, batches])).toEqual([['current', 2]]);
    expect(
      readFileSync(join(trial.folder, '.linkmill', 'key'), 'latin1')
        .trim()
        .split('\n'),
    ).toHaveLength(1);
    const report = await trial.run('report', String(resultOf(later).batch), '--out', 'again.csv');
    expect(report.code).toBe(0);
    expect(trial.report('again.csv')).toEqual(trial.report('later.results.csv'));
  } finally {
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map(({ done }) => done));
  }
  const { creations, linksByReference } = trial.sandbox.stats();
  expect({ creations, most: linksByReference.max }).toEqual({ creations: 520, most: 1 });
});

test('an error for a missing key names the key and its place', async () => {
  const keys = ['aa', 'bb'].map((byte) => byte.repeat(32));
  trial = await startTrial({ env: { LINKMILL_KEY: keys[0] ?? '' } });
  trial.write('refunds.csv', refunds(3));
  expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
  const other = keys[1] ?? '';
  const [own] = await keysOf('status');
  const end = await runWithKey(other, 'status');
  expect(end.code).toBe(1);
  expect(end.stderr).toContain(`The id of the key is ${own?.id}`);
  const rotated = await runWithKey(`${keys[1]},${keys[0]}`, 'key', 'rotate');
  expect(rotated.stderr).toContain('take the old ones out of LINKMILL_KEY');
  const status = await runWithKey(other, 'status');
  expect(status.code).toBe(0);
});

function runWithKey(keys: string, ...args: string[]): Promise<CliEnd> {
  const env = {
    BRIDGE_BASE_URL: trial.baseUrl,
    BRIDGE_CLIENT_ID: 'trial',
    BRIDGE_CLIENT_SECRET: 'trial-secret',
    LINKMILL_KEY: keys,
  };
  return runCli(args, { cwd: trial.folder, env });
}
