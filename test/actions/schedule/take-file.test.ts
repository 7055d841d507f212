import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FileStability } from '../../../src/actions/schedule/file-stability.ts';
import type { ScheduledRun } from '../../../src/domain/schedule.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { done, freezing, noticesOf, readInbox, refused, runOf } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a file with the content of an earlier one makes no second link and moves to done with a remark', async () => {
  await runOf(scheduled, { 'a.csv': list('a', 3) });
  const run = await runOf(scheduled, { 'again.csv': list('a', 3) });
  expect(run.files).toMatchObject([
    {
      name: 'again.csv',
      kind: 'repeated',
      remarks: [{ code: 'file_handed_in_before', params: { file: 'a.csv' } }],
    },
  ]);
  expect(scheduled.sandbox.stats()).toMatchObject({ creations: 3 });
  expect(existsSync(join(scheduled.inbox, done(), 'again.results.csv'))).toBe(true);
});

test('a file whose name is taken in done gets a free name there and overwrites nothing', async () => {
  await runOf(scheduled, { 'a.csv': list('a', 1) });
  await runOf(scheduled, { 'a.csv': list('b', 1) });
  expect(scheduled.files()).toEqual(
    ['a-2.csv', 'a-2.results.csv', 'a.csv', 'a.results.csv'].map((name) => `${done()}/${name}`),
  );
  expect(readInbox(scheduled, `${done()}/a.csv`)).toBe(list('a', 1));
});

test('a file with a rejected row is refused whole, and lists of its failures and rejected rows are written beside it', async () => {
  const run = await runOf(scheduled, {
    'a.csv': `${list('a', 2)}a-9,0,FR4014508000406764668712J28,Exemple SARL\n`,
  });
  expect(run.files).toMatchObject([
    { kind: 'refused', failures: { rows_rejected: 1, amount_not_positive: 1 } },
  ]);
  expect(scheduled.files()).toEqual(
    ['a.csv', 'a.failures.csv', 'a.rejected.csv'].map((name) => `${refused()}/${name}`),
  );
  expect(readInbox(scheduled, `${refused()}/a.failures.csv`)).toMatch(
    /\r\n4,amount_not_positive,"amount: The amount is zero/,
  );
  expect(scheduled.sandbox.stats().creations).toBe(0);
  expect((await scheduled.notices())[0]).toMatchObject({ subject: 'nightly: 0 links, 1 file refused' });
});

test('a file that cannot be removed is taken once, is named in the notice, and does not delay other files', async () => {
  const schedule = scheduled.schedule({ waitMs: 0 });
  scheduled.write('a.csv', list('a', 2));
  scheduled.write('b.csv', 'amount\n1.00\n');
  scheduled.write('c.csv', list('c', 2));
  const parts = {
    ...scheduled.parts(),
    removeFile: async () => Promise.reject(Object.assign(new Error('sticky'), { code: 'EPERM' })),
  };
  await scheduled.open(schedule);
  const first = await scheduled.finish(schedule, parts);
  expect(first.files.map(({ name, kind, failures }) => [name, kind, failures.file_stays])).toEqual([
    ['a.csv', 'submitted', 1],
    ['b.csv', 'refused', 1],
    ['c.csv', 'submitted', 1],
  ]);
  await scheduled.open(schedule);
  expect(await scheduled.finish(schedule, parts)).toMatchObject({ state: 'closed', files: [] });
  await scheduled.open(schedule);
  await scheduled.finish(schedule, parts);
  expect(scheduled.files()).toEqual(
    [
      ...['a.csv', 'b.csv', 'c.csv'],
      ...['a.csv', 'a.results.csv', 'c.csv', 'c.results.csv'].map((name) => `${done()}/${name}`),
      ...['b.csv', 'b.failures.csv'].map((name) => `${refused()}/${name}`),
    ].toSorted(),
  );
  const lines = (await noticesOf(scheduled, 'run_ended')).map((notice) => notice.lines.join());
  expect(lines).toContainEqual(expect.stringContaining('3 x file_stays'));
});

test('files with names of the greatest length are submitted, answered and refused', async () => {
  const good = `g${'é'.repeat(125)}.csv`;
  const bad = `b${'x'.repeat(250)}.csv`;
  const first = await runOf(scheduled, {
    [good]: list('a', 2),
    [bad]: `${list('b', 1)}b-9,0,FR4014508000406764668712J28,Exemple SARL\n`,
  });
  expect(first).toMatchObject({ state: 'closed', files: [{ kind: 'refused' }, { kind: 'submitted' }] });
  const second = await runOf(scheduled, { [good]: list('c', 2) });
  expect(second).toMatchObject({ state: 'closed', files: [{ kind: 'submitted' }] });
  expect(scheduled.files()).toHaveLength(7);
});

test('a process that was frozen does not move the marker of the next file of that name', async () => {
  const schedule = scheduled.schedule({ marker: '.done' });
  scheduled.write('a.csv', list('a', 2));
  scheduled.write('a.csv.done', '');
  await scheduled.open(schedule);
  const frozen = freezing(scheduled, 'schedules.saveRun', (run) =>
    (run as ScheduledRun).files.some(({ stage, place }) => stage === 'taken' && place !== undefined),
  );
  const stability = new FileStability();
  const looking = scheduled.look(stability, frozen.parts);
  await waitUntil('the process is frozen', async () => frozen.seen.isFrozen);
  await scheduled.endLeases();
  await scheduled.finish(schedule);
  scheduled.write('a.csv', list('b', 3));
  scheduled.write('a.csv.done', '');
  frozen.thaw();
  await looking;
  expect(scheduled.files()).toEqual([
    ...['a.csv', 'a.csv.done'],
    ...['a.csv', 'a.csv.done', 'a.results.csv'].map((name) => `${done()}/${name}`),
  ]);
});
