import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FileStability } from '../../../src/actions/schedule/file-stability.ts';
import type { RunFile } from '../../../src/domain/schedule.ts';
import { changedLedger } from '../../support/ledger.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { done, noticesOf, runOf } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a run leaves hidden and temporary files, and names that do not fit the pattern, in the inbox', async () => {
  const schedule = scheduled.schedule({}, { pattern: 'refunds-*.csv' });
  const left = ['.refunds-1.csv', 'other.csv', 'refunds-2.csv.tmp', 'refunds-3.csv.part'];
  for (const [at, name] of [...left, 'refunds-4.csv'].entries()) scheduled.write(name, list(`x${at}`, 1));
  await scheduled.open(schedule);
  const run = await scheduled.finish(schedule);
  expect(run.files.map(({ name }) => name)).toEqual(['refunds-4.csv']);
  expect(scheduled.files()).toEqual(
    [...left, `${done()}/refunds-4.csv`, `${done()}/refunds-4.results.csv`].toSorted(),
  );
});

test('a notice names a number that is missing between the files of two runs', async () => {
  await runOf(scheduled, { 'refunds-0005.csv': list('a', 1) }, { numbered: true });
  expect(await noticesOf(scheduled, 'numbers_missing')).toEqual([]);
  const run = await runOf(scheduled, { 'refunds-0007.csv': list('b', 1) }, { numbered: true });
  expect(run.missingNumbers).toEqual([6]);
  expect(await noticesOf(scheduled, 'numbers_missing')).toMatchObject([
    { lines: [expect.any(String), 'No file with the number 6 came. Ask for it, or why there is none.'] },
  ]);
});

test('a notice reports that no file came once the wait is over, unless --file-optional is set', async () => {
  const schedule = scheduled.schedule({ waitMs: 60_000 });
  await scheduled.open(schedule, 30_000);
  expect(await scheduled.look()).toBe(true);
  expect(await scheduled.notices()).toEqual([]);
  const late = scheduled.schedule({ waitMs: 0 });
  await scheduled.open(late);
  const run = await scheduled.finish(late);
  expect(run).toMatchObject({ state: 'closed', files: [], notified: ['file_missing', 'run_ended'] });
  expect(await noticesOf(scheduled, 'file_missing')).toHaveLength(2);
  expect(await runOf(scheduled, {}, { waitMs: 0, fileOptional: true })).toMatchObject({ state: 'closed' });
  expect(await noticesOf(scheduled, 'file_missing')).toHaveLength(2);
});

test('a file is taken only once it has stopped growing', async () => {
  const schedule = scheduled.schedule({ stableForMs: 150 });
  const text = list('a', 4);
  await scheduled.open(schedule);
  for (const share of [0.2, 0.5, 0.9]) {
    scheduled.write('a.csv', text.slice(0, text.length * share));
    await scheduled.look();
    expect(scheduled.files()).toEqual(['a.csv']);
  }
  scheduled.write('a.csv', text);
  const run = await scheduled.finish(schedule);
  expect(run.files).toMatchObject([{ kind: 'submitted', rows: 4 }]);
});

test('a file above the number that a run takes is left for the next run with files_too_many', async () => {
  const schedule = scheduled.schedule();
  const run = await scheduled.open(schedule);
  const files = Array.from({ length: 1000 }, (_, at): RunFile => {
    const nothing = { rows: 0, amountCents: 0, failures: { rows_rejected: 1 } };
    return { name: `${at}.csv`, stamp: '1 1', kind: 'refused', stage: 'answered', ...nothing };
  });
  await scheduled.context.ledger.schedules.saveRun({ ...run, files });
  scheduled.write('a.csv', list('a', 1));
  expect((await scheduled.finish(schedule)).files.at(-1)).toMatchObject({
    name: 'a.csv',
    kind: 'left',
    failures: { files_too_many: 1 },
  });
  expect((await runOf(scheduled, {})).files).toMatchObject([{ name: 'a.csv', kind: 'submitted' }]);
});

test('a file with a marker is complete once the marker is there, and the marker moves with it', async () => {
  const schedule = scheduled.schedule({ marker: '.done' });
  scheduled.write('a.csv', list('a', 2).trimEnd());
  await scheduled.open(schedule);
  await scheduled.look();
  await scheduled.look();
  expect(scheduled.files()).toEqual(['a.csv']);
  scheduled.write('a.csv.done', '');
  expect((await scheduled.finish(schedule)).files).toMatchObject([{ name: 'a.csv', kind: 'submitted' }]);
  expect(scheduled.files()).toEqual(
    ['a.csv', 'a.csv.done', 'a.results.csv'].map((name) => `${done()}/${name}`),
  );
});

test("a marker may omit the ending of its file's name where it can mean one file only", async () => {
  const files = { 'a.csv': list('a', 2), 'a.done': '', 'b.csv': list('b', 2), 'b.tsv': 'b', 'b.done': '' };
  const run = await runOf(scheduled, files, { marker: '.done', waitMs: 0 });
  expect(run.files).toMatchObject([
    { name: 'a.csv', kind: 'submitted' },
    {
      name: 'b.csv',
      failures: { marker_missing: 1 },
      remarks: [{ code: 'marker_expected', params: { whole: 'b.csv.done', short: 'b.done' } }],
    },
    { name: 'b.tsv', failures: { marker_missing: 1 } },
  ]);
  expect(scheduled.files()).toEqual([
    ...['b.csv', 'b.done', 'b.tsv'],
    ...['a.csv', 'a.done', 'a.results.csv'].map((name) => `${done()}/${name}`),
  ]);
  expect((await noticesOf(scheduled, 'file_left'))[0]?.lines.join()).toContain(
    'Its marker is b.csv.done or b.done.',
  );
});

test('a run waits for an inbox that cannot be reached, and posts a notice', async () => {
  const schedule = scheduled.schedule({}, { inbox: join(scheduled.inbox, 'away') });
  await scheduled.open(schedule, 60_000);
  await scheduled.look();
  expect(await scheduled.notices()).toEqual([]);
  const later = {
    ...scheduled.context,
    ledger: changedLedger(scheduled.context.ledger, {
      account: {
        status: async () => ({
          ...(await scheduled.context.ledger.account.status()),
          now: Date.now() + 700_000,
        }),
      },
    }),
  };
  await scheduled.look(new FileStability(), scheduled.parts(later));
  expect(await noticesOf(scheduled, 'inbox_unreachable')).toHaveLength(1);
  expect(await scheduled.context.ledger.schedules.openRuns()).toMatchObject([{ state: 'open' }]);
});

test('a later run takes the file that an earlier one still waits for', async () => {
  const schedule = scheduled.schedule();
  await scheduled.open(schedule, 60_000);
  await scheduled.look();
  scheduled.write('a.csv', list('a', 1));
  await scheduled.open(schedule);
  const run = await scheduled.finish(schedule);
  expect(run.files).toMatchObject([{ kind: 'submitted' }]);
  expect((await scheduled.context.ledger.schedules.runs('nightly', 2)).map(({ state }) => state)).toEqual([
    'closed',
    'closed',
  ]);
});
