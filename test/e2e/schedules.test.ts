import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { list } from '../support/schedule.ts';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial({ faults: { slow: { share: 1, delayMs: 20 } } });
  mkdirSync(join(trial.folder, 'inbox'));
});
afterEach(() => trial.stop());

interface ShownRun {
  readonly at: string;
  readonly state: string;
  readonly fileList: readonly { readonly name: string; readonly kind: string }[];
}

async function runsOf(name: string): Promise<ShownRun[]> {
  const end = await trial.run('schedule', 'history', name, '--last', '500', '--json');
  return resultOf(end).runs as ShownRun[];
}

const add = (...words: string[]) =>
  trial.run(
    'schedule',
    'add',
    'each',
    '--cron',
    '* * * * * *',
    '--inbox',
    'inbox',
    '--stable-for',
    '0s',
    ...words,
  );

const paths = (below: string) =>
  readdirSync(join(trial.folder, 'inbox', below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();

test('a cron of seconds, two workers, one of them killed: each run once, each file once, one link a row', async () => {
  expect((await add('--file-optional')).code).toBe(0);
  const doomed = trial.start('worker');
  const other = trial.start('worker');
  await Promise.all([doomed.saw(/Working for account/), other.saw(/Working for account/)]);
  const names = ['a', 'b', 'c', 'd'];
  trial.write('inbox/a.csv', list('a', 40));
  trial.write('inbox/b.csv', list('b', 40));
  await waitUntil('rows are sent', () => trial.sandbox.stats().creations >= 10);
  doomed.kill('SIGKILL');
  trial.write('inbox/c.csv', list('c', 40));
  trial.write('inbox/d.csv', list('d', 40));
  await waitUntil('all reports are written', () => paths('.').length === 2 * names.length);
  other.kill('SIGTERM');
  await Promise.all([doomed.done, other.done]);
  expect(paths('.')).toEqual(names.flatMap((name) => [`${name}.csv`, `${name}.results.csv`]));
  const { creations, liveLinks, linksByReference } = trial.sandbox.stats();
  expect({ creations, liveLinks, most: linksByReference.max }).toEqual({
    creations: 160,
    liveLinks: 160,
    most: 1,
  });
  const runs = await runsOf('each');
  expect(new Set(runs.map(({ at }) => at)).size).toBe(runs.length);
  const taken = runs.flatMap(({ fileList }) => fileList.filter(({ kind }) => kind === 'submitted'));
  expect(taken.map(({ name }) => name).toSorted()).toEqual(names.map((name) => `${name}.csv`));
});

/** A process that writes a list line by line, slowly, and its marker at the end. */
function startWriter(path: string, text: string, marker: string) {
  const code = `
    const fs = require('node:fs');
    const [path, text, marker] = process.argv.slice(1);
    const file = fs.openSync(path, 'w');
    // No part ends with a line: a file that was cut there looks whole, and nobody can tell.
    const parts = text.match(/[\\s\\S]{1,36}[^\\n]|[\\s\\S]+/g);
    const next = () => {
      const part = parts.shift();
      if (part === undefined) { if (marker) fs.writeFileSync(path + marker, ''); process.exit(); }
      fs.writeSync(file, part);
      setTimeout(next, 30);
    };
    next();`;
  return spawn(process.execPath, ['-e', code, path, text, marker], { stdio: 'ignore' });
}

test.each([
  ['stands still for a second', '', ['--stable-for', '1s']],
  ['has its marker', '.done', ['--marker', '.done']],
])(
  'of a writer that is killed half-way nothing is taken; what another wrote is, once it %s',
  async (_, marker, flags) => {
    expect((await add('--wait', '0s', ...flags)).code).toBe(0);
    const inbox = join(trial.folder, 'inbox');
    const killed = startWriter(join(inbox, 'killed.csv'), list('k', 2_000), marker);
    const whole = startWriter(join(inbox, 'whole.csv'), list('w', 20), marker);
    const worker = trial.start('worker');
    await worker.saw(/Working for account/);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    if (whole.exitCode === null) await once(whole, 'exit');
    await waitUntil('the whole one is answered', () => paths('.').includes('whole.results.csv'));
    worker.kill('SIGTERM');
    await worker.done;
    expect(readdirSync(inbox)).toContain('killed.csv');
    expect(trial.sandbox.stats()).toMatchObject({ creations: 20, liveLinks: 20 });
  },
);

test('a schedule is run by hand, shown in words, and removed', async () => {
  const added = await trial.run(
    'schedule',
    'add',
    'nightly',
    '--cron',
    '0 2 * * 1-5',
    '--tz',
    'Europe/Paris',
    '--inbox',
    'inbox',
    '--json',
  );
  expect(added.stderr).toContain('At 02:00, Monday through Friday (Europe/Paris)');
  expect(resultOf(added)).toMatchObject({ schedule: 'nightly', cron: '0 2 * * 1-5' });
  const twice = await trial.run(
    'schedule',
    'add',
    'nightly',
    '--cron',
    '0 2 * * *',
    '--inbox',
    'inbox',
    '--json',
  );
  expect(resultOf(twice)).toMatchObject({ error: { failures: [{ code: 'schedule_exists' }] } });
  trial.write('inbox/a.csv', list('a', 3));
  trial.write('inbox/bad.csv', 'amount\n1.00\n');
  const end = await trial.run('schedule', 'run', 'nightly', '--json');
  expect(end.code).toBe(2);
  expect(end.stderr).toContain('Linkmill reads Bridge’s list once');
  expect(resultOf(end)).toMatchObject({ state: 'closed', created: 3, submittedFiles: 1, refusedFiles: 1 });
  const scheduled = await trial.run('status', '--last-runs');
  expect(scheduled.stderr).toContain('bad.csv: refused (column_missing); see refused/');
  expect(scheduled.stderr).toMatch(/a\.csv: batch \w{12}, 3 of 3 rows with a link\./);
  expect((await trial.run('schedule', 'remove', 'nightly')).code).toBe(0);
  expect(resultOf(await trial.run('schedule', 'list', '--json'))).toEqual({ schedules: [] });
  expect((await runsOf('nightly')).length).toBe(1);
});

test('one error names everything that is wrong with a schedule, and nothing is added', async () => {
  const end = await trial.run(
    'schedule',
    'add',
    'x',
    '--cron',
    '0 25 * * *',
    '--tz',
    'Mars/Base',
    '--inbox',
    'away',
    '--json',
  );
  const { failures } = resultOf(end).error as { failures: { field: string }[] };
  expect([end.code, failures.map(({ field }) => field)]).toEqual([1, ['--cron', '--tz', '--inbox']]);
  expect(resultOf(await trial.run('schedule', 'list', '--json'))).toEqual({ schedules: [] });
});
