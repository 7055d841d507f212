import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FileStability } from '../../../src/actions/schedule/file-stability.ts';
import { newRun } from '../../../src/actions/schedule/run-schedules.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { done, newestRun, noticesOf, runOf } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a schedule pays only the rows that its rules select, and refuses a file without such a row', async () => {
  const { rules, ...rest } = scheduled.schedule();
  const only = [{ header: 'Status', value: 'failed' }];
  const schedule = { ...rest, rules: { ...rules, hints: { ...rules.hints, only } } };
  const withStates = (prefix: string, ...states: readonly string[]) => {
    const [header, ...rows] = list(prefix, states.length).trimEnd().split('\n');
    return [`${header},Status`, ...rows.map((row, at) => `${row},${states[at]}`), ''].join('\n');
  };
  scheduled.write('a.csv', withStates('a', 'failed', 'done', 'failed'));
  scheduled.write('b.csv', withStates('b', 'done', 'done'));
  await scheduled.open(schedule);
  const run = await scheduled.finish(schedule);
  expect(run.files.map(({ name, kind, toCorrect }) => [name, kind, toCorrect])).toEqual([
    ['a.csv', 'submitted', undefined],
    ['b.csv', 'refused', undefined],
  ]);
  expect(Object.keys(run.files[1]?.failures ?? {})).toEqual(['usage_wrong']);
  expect(scheduled.sandbox.stats()).toMatchObject({ creations: 2, liveLinks: 2 });
  expect(await noticesOf(scheduled, 'run_ended')).toMatchObject([{ facts: { created: 2, toCorrect: 0 } }]);
});

test('--skip-rejected sends the good rows of a file with a rejected row', async () => {
  const text = `${list('a', 2)}a-9,0,FR4014508000406764668712J28,Exemple SARL\n`;
  const run = await runOf(scheduled, { 'a.csv': text }, { skipRejected: true });
  expect(run.files).toMatchObject([{ kind: 'submitted', failures: { amount_not_positive: 1 } }]);
  expect(scheduled.sandbox.stats().creations).toBe(2);
  expect(scheduled.files()).toContain(`${done()}/a.rejected.csv`);
  const [notice] = await scheduled.notices();
  expect(notice?.subject).toBe('nightly: 2 links, 1 row to mend');
  expect(notice?.lines.join(' ')).toContain(
    `2 of 3 rows with a link. Rows to mend: ${done()}/a.rejected.csv.`,
  );
});

test('a file is refused when its rows look like payments of another file', async () => {
  const run = await runOf(scheduled, { 'a.csv': list('a', 2), 'b.csv': list('a', 2).replaceAll('a-', 'z-') });
  expect(run.files).toMatchObject([
    { kind: 'submitted' },
    { kind: 'refused', failures: { duplicates_not_accepted: 1 } },
  ]);
});

test('a file that exceeds the daily ceiling of rows or amounts is refused, whichever run of the date it comes by', async () => {
  const first = await runOf(scheduled, { 'a.csv': list('a', 3), 'b.csv': list('b', 3) }, { maxRows: 5 });
  expect(first.files).toMatchObject([
    { kind: 'submitted' },
    { kind: 'refused', failures: { daily_ceiling: 1 } },
  ]);
  const second = await runOf(scheduled, { 'c.csv': list('c', 3) }, { maxSumCents: 500 });
  expect(second.files).toMatchObject([{ kind: 'refused', failures: { daily_ceiling: 1 } }]);
  expect(scheduled.sandbox.stats().creations).toBe(3);
});

test('a daily ceiling counts all runs of its date, however many they are, and no run of another date', async () => {
  const schedule = scheduled.schedule({ maxRows: 5 });
  scheduled.write('a.csv', list('a', 5));
  const { at } = await scheduled.open(schedule);
  await scheduled.finish(schedule);
  const { ledger } = scheduled.context;
  for (let later = 1; later <= 500; later += 1)
    await ledger.schedules.saveRun({ ...newRun(schedule, at + later, at, undefined), state: 'closed' });
  scheduled.write('b.csv', list('b', 1));
  await ledger.schedules.saveRun(newRun(schedule, at + 501, at, undefined));
  expect((await scheduled.finish(schedule)).files).toMatchObject([
    { kind: 'refused', failures: { daily_ceiling: 1 } },
  ]);
  expect(await ledger.schedules.spent({ schedule, at: at + 501 })).toEqual({
    rows: 5,
    amountCents: 49_010,
  });
  // What took nothing is forgotten.
  expect(await ledger.schedules.run('nightly', at + 1)).toBeUndefined();
  expect(await ledger.schedules.spent({ schedule, at: at + 86_400_000 })).toEqual({
    rows: 0,
    amountCents: 0,
  });
});

test('--require-totals refuses a file that declares no total, and accepts one that does', async () => {
  const run = await runOf(
    scheduled,
    { 'a.csv': list('a', 2), 'b.csv': `${list('b', 1, 7000)}Total,70.00,,\n` },
    { requireTotals: true },
  );
  expect(run.files).toMatchObject([
    { kind: 'refused', failures: { totals_missing: 1 } },
    { kind: 'submitted' },
  ]);
});

test('a text whose last line is not ended is left and reported, unless --allow-open-end is set or its total is met', async () => {
  const cut = list('a', 3).trimEnd();
  const left = await runOf(scheduled, { 'a.csv': cut }, { waitMs: 0 });
  expect(left.files).toMatchObject([{ kind: 'left' }]);
  expect(scheduled.files()).toEqual(['a.csv']);
  expect(await noticesOf(scheduled, 'file_left')).toHaveLength(1);
  const taken = await runOf(scheduled, {}, { allowOpenEnd: true });
  expect(taken.files).toMatchObject([{ name: 'a.csv', kind: 'submitted' }]);
  const summed = await runOf(scheduled, { 'b.csv': `${list('b', 1, 7000)}Total,70.00,,` });
  expect(summed.files).toMatchObject([{ name: 'b.csv', kind: 'submitted' }]);
});

test('a file with only its header, or half of it, is left; with its marker it is refused', async () => {
  const header = list('a', 0);
  const halves = {
    'a.csv': header,
    'b.csv': header.trimEnd(),
    'c.csv': header.slice(0, 30),
    'd.csv': 'amount\n',
  };
  for (const allowOpenEnd of [false, true]) {
    const run = await runOf(scheduled, halves, { waitMs: 0, allowOpenEnd });
    expect(run.files.map(({ kind }) => kind)).toEqual(['left', 'left', 'left', 'left']);
  }
  expect(scheduled.files()).toEqual(Object.keys(halves));
  const marked = await runOf(scheduled, { 'a.csv.done': '' }, { marker: '.done', waitMs: 0 });
  expect(marked.files[0]).toMatchObject({
    name: 'a.csv',
    kind: 'refused',
    failures: { file_without_rows: 1 },
  });
  scheduled.write('b.csv', list('b', 2));
  expect((await runOf(scheduled, {}, { waitMs: 0 })).files).toMatchObject([
    { name: 'b.csv', kind: 'submitted' },
    {},
    {},
  ]);
});

test('a process that is to end stops checking a file, and the next one submits it', async () => {
  const schedule = scheduled.schedule();
  scheduled.write('a.csv', list('a', 2));
  await scheduled.open(schedule);
  const stability = new FileStability();
  await scheduled.look(stability);
  const stopping = new AbortController();
  const limits = {
    maxRows: 1e6,
    get maxBytes() {
      stopping.abort(new Error('stopped'));
      return 1e9;
    },
  };
  const parts = { ...scheduled.parts(), limits, signal: stopping.signal };
  await scheduled.look(stability, parts);
  expect(stopping.signal.aborted).toBe(true);
  expect(await newestRun(scheduled)).toMatchObject({ state: 'open', files: [] });
  expect((await scheduled.finish(schedule)).files).toMatchObject([{ kind: 'submitted' }]);
});
