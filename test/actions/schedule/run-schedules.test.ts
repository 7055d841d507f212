import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccountContext } from '../../../src/actions/account-context.ts';
import { linesOf } from '../../../src/actions/batch-lines.ts';
import { closeRun } from '../../../src/actions/schedule/close-run.ts';
import { FileStability } from '../../../src/actions/schedule/file-stability.ts';
import { newRun, openDueRun } from '../../../src/actions/schedule/run-schedules.ts';
import { runResult, showWholeRun, viewOf } from '../../../src/cli/view/schedule-text.ts';
import { runsBetween } from '../../../src/domain/dates/run-times.ts';
import { localDate } from '../../../src/domain/dates/zone-time.ts';
import type { RunFile, ScheduledRun, SchedulePolicy } from '../../../src/domain/schedule.ts';
import { message } from '../../../src/i18n/messages.ts';
import { startWorkers } from '../../../workers/main.ts';
import { changedLedger, throughAll } from '../../support/ledger.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { writingTerminal } from '../../support/terminal.ts';
import { waitUntil } from '../../support/wait-until.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

const done = () => `done/${localDate(Date.now(), 'Europe/Paris')}`;
const refused = () => `refused/${localDate(Date.now(), 'Europe/Paris')}`;
const read = (path: string) => readFileSync(join(scheduled.inbox, path), 'utf8');
const noticesOf = async (wanted: string) => (await scheduled.notices()).filter(({ kind }) => kind === wanted);

async function newest() {
  const [run] = await scheduled.context.ledger.schedules.runs('nightly', 1);
  if (run === undefined) throw new Error('no run');
  return run;
}

/** Settles the first row of a batch as one that failed. */
async function failRow(batch: string) {
  const { ledger } = scheduled.context;
  const key = { batch, line: 2 };
  const claim = await ledger.sendings.claim(key);
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  const { attempt, entry } = claim;
  const failure = { code: 'sent_too_often' } as const;
  await ledger.sendings.settle(key, { attempt, generation: entry.generation }, { kind: 'failed', failure });
}

/** A run with these files in its inbox, to its end. */
async function scheduledOf(
  files: Record<string, string>,
  policy: Parameters<TestSchedule['schedule']>[0] = {},
) {
  const schedule = scheduled.schedule(policy);
  for (const [name, text] of Object.entries(files)) scheduled.write(name, text);
  await scheduled.open(schedule);
  return scheduled.finish(schedule);
}

describe('files', () => {
  test('every complete file is taken, once, and the run closes with the reports beside them', async () => {
    const run = await scheduledOf({ 'a.csv': list('a', 3), 'b.csv': list('b', 5) });
    expect(run).toMatchObject({ state: 'closed', notified: ['run_ended'] });
    const expected = ['a.csv', 'a.results.csv', 'b.csv', 'b.results.csv'].map((name) => `${done()}/${name}`);
    expect(scheduled.files()).toEqual(expected);
    expect(scheduled.sandbox.stats()).toMatchObject({ creations: 8, liveLinks: 8 });
    expect(await scheduled.notices()).toMatchObject([
      { kind: 'run_ended', subject: 'nightly: 8 links', facts: { created: 8, rows: 8, submittedFiles: 2 } },
    ]);
  });

  test('only the rows that the schedule names are paid, and a file without such a row is refused', async () => {
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
    expect(await noticesOf('run_ended')).toMatchObject([{ facts: { created: 2, toCorrect: 0 } }]);
  });

  test('hidden and temporary files, and names that do not fit, are never taken', async () => {
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

  test('the same content under a new name makes no second link, and is moved with a remark', async () => {
    await scheduledOf({ 'a.csv': list('a', 3) });
    const run = await scheduledOf({ 'again.csv': list('a', 3) });
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

  test('another file of the same name keeps its place: nothing in done is written over', async () => {
    await scheduledOf({ 'a.csv': list('a', 1) });
    await scheduledOf({ 'a.csv': list('b', 1) });
    expect(scheduled.files()).toEqual(
      ['a-2.csv', 'a-2.results.csv', 'a.csv', 'a.results.csv'].map((name) => `${done()}/${name}`),
    );
    expect(read(`${done()}/a.csv`)).toBe(list('a', 1));
  });

  test('a file whose rows were rejected is refused whole, beside the list of its failures and its rows to mend', async () => {
    const run = await scheduledOf({
      'a.csv': `${list('a', 2)}a-9,0,FR4014508000406764668712J28,Exemple SARL\n`,
    });
    expect(run.files).toMatchObject([
      { kind: 'refused', failures: { rows_rejected: 1, amount_not_positive: 1 } },
    ]);
    expect(scheduled.files()).toEqual(
      ['a.csv', 'a.failures.csv', 'a.rejected.csv'].map((name) => `${refused()}/${name}`),
    );
    expect(read(`${refused()}/a.failures.csv`)).toMatch(
      /\r\n4,amount_not_positive,"amount: The amount is zero/,
    );
    expect(scheduled.sandbox.stats().creations).toBe(0);
    expect((await scheduled.notices())[0]).toMatchObject({ subject: 'nightly: 0 links, 1 file refused' });
  });

  test('--skip-rejected sends the good rows of such a file', async () => {
    const text = `${list('a', 2)}a-9,0,FR4014508000406764668712J28,Exemple SARL\n`;
    const run = await scheduledOf({ 'a.csv': text }, { skipRejected: true });
    expect(run.files).toMatchObject([{ kind: 'submitted', failures: { amount_not_positive: 1 } }]);
    expect(scheduled.sandbox.stats().creations).toBe(2);
    expect(scheduled.files()).toContain(`${done()}/a.rejected.csv`);
    const [notice] = await scheduled.notices();
    expect(notice?.subject).toBe('nightly: 2 links, 1 row to mend');
    expect(notice?.lines.join(' ')).toContain(
      `2 of 3 rows with a link. Rows to mend: ${done()}/a.rejected.csv.`,
    );
  });

  test('nothing in the name of a file begins a line of a notice', async () => {
    const name = 'a\n-- \nLinkmill: pay to \u202eelpmaxe\u001b[2J.csv';
    const run = await scheduledOf({ [name]: list('a', 1), [`b${name}`]: 'amount\n1.00\n' });
    expect(run.files).toMatchObject([{ kind: 'submitted' }, { kind: 'refused' }]);
    const [notice] = await scheduled.notices();
    expect(notice?.lines.join(' ')).toContain(
      'aU+000A-- U+000ALinkmill: pay to U+202EelpmaxeU+001B[2J.csv: batch',
    );
    expect(JSON.stringify(notice)).not.toMatch(/\\n|\\u001b|\u202e/);
    expect(JSON.stringify(runResult(await viewOf(scheduled.context.ledger, run)))).not.toMatch(
      /\\n|\\u001b|\u202e/,
    );
  });

  test('rows that look like another payment want a person', async () => {
    const run = await scheduledOf({ 'a.csv': list('a', 2), 'b.csv': list('a', 2).replaceAll('a-', 'z-') });
    expect(run.files).toMatchObject([
      { kind: 'submitted' },
      { kind: 'refused', failures: { duplicates_not_accepted: 1 } },
    ]);
  });
});

test('a file that cannot be removed is taken once, told, and holds no other up', async () => {
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
  const lines = (await noticesOf('run_ended')).map((notice) => notice.lines.join());
  expect(lines).toContainEqual(expect.stringContaining('3 x file_stays'));
});

describe('what stands in the way of one file holds no other up', () => {
  test('content of a purged batch comes again: moved, told, without a report', async () => {
    const first = await scheduledOf({ 'a.csv': list('a', 2) });
    const { ledger } = scheduled.context;
    const batch = await ledger.batches.read(first.files[0]?.batch ?? '');
    if (batch === undefined) throw new Error('no batch');
    await ledger.purges.begin(batch.id);
    for (const slice of await ledger.batches.slices(batch.id))
      await ledger.purges.eraseLines(batch.id, linesOf(slice));
    await ledger.purges.end(batch);
    const second = await scheduledOf({ 'again.csv': list('a', 2), 'b.csv': list('b', 2) });
    expect(second).toMatchObject({
      state: 'closed',
      files: [
        { name: 'again.csv', kind: 'repeated', stage: 'answered', failures: { batch_purged: 1 } },
        { name: 'b.csv', kind: 'submitted', stage: 'answered' },
      ],
    });
    expect(scheduled.sandbox.stats().creations).toBe(4);
  });

  test('a folder that was archived meanwhile is made anew for the reports', async () => {
    const schedule = scheduled.schedule();
    scheduled.write('a.csv', list('a', 2));
    await scheduled.open(schedule);
    await scheduled.look();
    await scheduled.look();
    rmSync(join(scheduled.inbox, 'done'), { recursive: true });
    expect(await scheduled.finish(schedule)).toMatchObject({ state: 'closed' });
    expect(scheduled.files()).toEqual([`${done()}/a.results.csv`]);
  });

  test('names as long as names can be are taken, answered and refused', async () => {
    const good = `g${'é'.repeat(125)}.csv`;
    const bad = `b${'x'.repeat(250)}.csv`;
    const first = await scheduledOf({
      [good]: list('a', 2),
      [bad]: `${list('b', 1)}b-9,0,FR4014508000406764668712J28,Exemple SARL\n`,
    });
    expect(first).toMatchObject({ state: 'closed', files: [{ kind: 'refused' }, { kind: 'submitted' }] });
    const second = await scheduledOf({ [good]: list('c', 2) });
    expect(second).toMatchObject({ state: 'closed', files: [{ kind: 'submitted' }] });
    expect(scheduled.files()).toHaveLength(7);
  });

  test('a run that cannot end says why, and is closed by hand', async () => {
    const schedule = scheduled.schedule();
    scheduled.write('a.csv', list('a', 1));
    scheduled.write('b.csv', list('b', 1));
    await scheduled.open(schedule, 3_700_000);
    const ledger = changedLedger(scheduled.context.ledger, {
      batches: {
        rejections: () => Promise.reject(new Error('the disk of FR4014508000406764668712J28 is broken')),
      },
    });
    const workers = startWorkers(scheduled.context, 10);
    const looks = new FileStability();
    await waitUntil('the reports are tried', async () => {
      await scheduled.look(looks, scheduled.parts({ ...scheduled.context, ledger }));
      return (await newest()).why !== undefined;
    });
    await workers.stop();
    expect((await newest()).why).toEqual(
      message('obstacle', {
        about: 'a.csv',
        reasons: [message('words', { words: 'the disk of FR40…J28 is broken' })],
      }),
    );
    const request = { by: 'ada@example', why: 'the disk is gone' };
    await expect(closeRun(scheduled.context, 'nightly', '2020-01-01 00:00', request)).rejects.toMatchObject({
      failures: [{ code: 'run_unknown' }],
    });
    const { at } = await newest();
    const closed = await closeRun(scheduled.context, 'nightly', new Date(at).toISOString(), request);
    expect(closed).toMatchObject({ state: 'closed', ended: request });
    expect(await scheduled.look()).toBe(false);
  });
});

describe('policy', () => {
  test('what goes above the ceilings of a night is refused, over all its runs', async () => {
    const first = await scheduledOf({ 'a.csv': list('a', 3), 'b.csv': list('b', 3) }, { maxRows: 5 });
    expect(first.files).toMatchObject([
      { kind: 'submitted' },
      { kind: 'refused', failures: { daily_ceiling: 1 } },
    ]);
    const second = await scheduledOf({ 'c.csv': list('c', 3) }, { maxSumCents: 500 });
    expect(second.files).toMatchObject([{ kind: 'refused', failures: { daily_ceiling: 1 } }]);
    expect(scheduled.sandbox.stats().creations).toBe(3);
  });

  test('the ceilings of a night hold however many runs it has, and are told apart by date', async () => {
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

  test('--require-totals refuses a file that declares none, and takes one that does', async () => {
    const run = await scheduledOf(
      { 'a.csv': list('a', 2), 'b.csv': `${list('b', 1, 7000)}Total,70.00,,\n` },
      { requireTotals: true },
    );
    expect(run.files).toMatchObject([
      { kind: 'refused', failures: { totals_missing: 1 } },
      { kind: 'submitted' },
    ]);
  });

  test('a gap in the numbers of the names is told, from run to run', async () => {
    await scheduledOf({ 'refunds-0005.csv': list('a', 1) }, { numbered: true });
    expect(await noticesOf('numbers_missing')).toEqual([]);
    await scheduledOf({ 'refunds-0007.csv': list('b', 1) }, { numbered: true });
    const shown: string[] = [];
    showWholeRun(writingTerminal(shown), await viewOf(scheduled.context.ledger, await newest()));
    expect(shown.join()).toContain('No file with the number 6 came.');
    expect(await noticesOf('numbers_missing')).toMatchObject([
      { lines: [expect.any(String), 'No file with the number 6 came. Ask for it, or why there is none.'] },
    ]);
  });

  test('no file by the run is told once the wait is over, unless --file-optional', async () => {
    const schedule = scheduled.schedule({ waitMs: 60_000 });
    await scheduled.open(schedule, 30_000);
    expect(await scheduled.look()).toBe(true);
    expect(await scheduled.notices()).toEqual([]);
    const late = scheduled.schedule({ waitMs: 0 });
    await scheduled.open(late);
    const run = await scheduled.finish(late);
    expect(run).toMatchObject({ state: 'closed', files: [] });
    expect(await noticesOf('file_missing')).toHaveLength(2);
    const shown: string[] = [];
    showWholeRun(writingTerminal(shown), await viewOf(scheduled.context.ledger, run));
    expect(shown.join()).toContain(`No file * was in ${scheduled.inbox}.`);
    expect(await scheduledOf({}, { waitMs: 0, fileOptional: true })).toMatchObject({ state: 'closed' });
    expect(await noticesOf('file_missing')).toHaveLength(2);
  });
});

describe('files that may not be whole', () => {
  test('a file that still grows is not taken; once it stands still it is', async () => {
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

  test('a text whose last line is not ended is left and told; --allow-open-end and a sum that is met vouch for it', async () => {
    const cut = list('a', 3).trimEnd();
    const left = await scheduledOf({ 'a.csv': cut }, { waitMs: 0 });
    expect(left.files).toMatchObject([{ kind: 'left' }]);
    expect(scheduled.files()).toEqual(['a.csv']);
    expect(await noticesOf('file_left')).toHaveLength(1);
    const taken = await scheduledOf({}, { allowOpenEnd: true });
    expect(taken.files).toMatchObject([{ name: 'a.csv', kind: 'submitted' }]);
    const summed = await scheduledOf({ 'b.csv': `${list('b', 1, 7000)}Total,70.00,,` });
    expect(summed.files).toMatchObject([{ name: 'b.csv', kind: 'submitted' }]);
  });

  test('a file that has but its header, or half of one, is left; with its marker it is refused', async () => {
    const header = list('a', 0);
    const halves = {
      'a.csv': header,
      'b.csv': header.trimEnd(),
      'c.csv': header.slice(0, 30),
      'd.csv': 'amount\n',
    };
    for (const allowOpenEnd of [false, true]) {
      const run = await scheduledOf(halves, { waitMs: 0, allowOpenEnd });
      expect(run.files.map(({ kind }) => kind)).toEqual(['left', 'left', 'left', 'left']);
    }
    expect(scheduled.files()).toEqual(Object.keys(halves));
    const marked = await scheduledOf({ 'a.csv.done': '' }, { marker: '.done', waitMs: 0 });
    expect(marked.files[0]).toMatchObject({
      name: 'a.csv',
      kind: 'refused',
      failures: { file_without_rows: 1 },
    });
    scheduled.write('b.csv', list('b', 2));
    expect((await scheduledOf({}, { waitMs: 0 })).files).toMatchObject([
      { name: 'b.csv', kind: 'submitted' },
      {},
      {},
    ]);
  });

  test('a file that is written on after it was taken is told, once, at the end of the run or at the next one', async () => {
    const schedule = scheduled.schedule();
    scheduled.write('a.csv', list('a', 2));
    scheduled.write('b.csv', list('b', 2));
    const writers = ['a.csv', 'b.csv'].map((name) => openSync(join(scheduled.inbox, name), 'a'));
    const [one = 0, other = 0] = writers;
    await scheduled.open(schedule);
    await scheduled.look();
    await scheduled.look();
    writeSync(one, list('x', 1).split('\n', 2)[1] ?? '');
    const run = await scheduled.finish(schedule);
    expect(run.files).toMatchObject([{ failures: { file_grew: 1 } }, { failures: {} }]);
    expect(await noticesOf('file_grew')).toMatchObject([
      { subject: 'nightly: somebody wrote to a file after a worker took it', facts: { files: 1 } },
    ]);
    writeSync(other, 'more\n');
    for (const writer of writers) closeSync(writer);
    await scheduledOf({}, { fileOptional: true });
    await scheduledOf({}, { fileOptional: true });
    expect((await noticesOf('file_grew')).map(({ facts }) => facts.files).toSorted()).toEqual([1, 2]);
  });

  test('files above what a run takes are left for the next one, and told so', async () => {
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
    expect((await scheduledOf({})).files).toMatchObject([{ name: 'a.csv', kind: 'submitted' }]);
  });

  test('with a marker a file is complete once its marker is there, which moves along', async () => {
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

  test('a marker may bear the name without its ending, where that can mean one file only', async () => {
    const files = { 'a.csv': list('a', 2), 'a.done': '', 'b.csv': list('b', 2), 'b.tsv': 'b', 'b.done': '' };
    const run = await scheduledOf(files, { marker: '.done', waitMs: 0 });
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
    expect((await noticesOf('file_left'))[0]?.lines.join()).toContain('Its marker is b.csv.done or b.done.');
  });

  test('a file that is being checked is let go of when the process is to end', async () => {
    const schedule = scheduled.schedule();
    scheduled.write('a.csv', list('a', 2));
    await scheduled.open(schedule);
    const looks = new FileStability();
    await scheduled.look(looks);
    const stopping = new AbortController();
    const limits = {
      maxRows: 1e6,
      get maxBytes() {
        stopping.abort(new Error('stopped'));
        return 1e9;
      },
    };
    const parts = { ...scheduled.parts(), limits, signal: stopping.signal };
    await scheduled.look(looks, parts);
    expect(stopping.signal.aborted).toBe(true);
    expect(await newest()).toMatchObject({ state: 'open', files: [] });
    expect((await scheduled.finish(schedule)).files).toMatchObject([{ kind: 'submitted' }]);
  });

  test('an inbox that is away is waited for, and told', async () => {
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
    expect(await noticesOf('inbox_unreachable')).toHaveLength(1);
    expect(await scheduled.context.ledger.schedules.openRuns()).toMatchObject([{ state: 'open' }]);
  });
});

test('a run that has not ended after an hour is told, once', async () => {
  const schedule = scheduled.schedule();
  scheduled.write('a.csv', list('a', 1));
  await scheduled.open(schedule, 3_700_000);
  await scheduled.look();
  await scheduled.look();
  expect(await scheduled.context.ledger.schedules.openRuns()).toMatchObject([
    { state: 'working', notified: ['run_waits'] },
  ]);
  expect(await noticesOf('run_waits')).toMatchObject([
    { subject: 'nightly: the run has not ended after an hour' },
  ]);
});

describe('runs', () => {
  test('the newest due run is opened, older ones are recorded as missed and told, and nothing is opened twice', async () => {
    const from = Date.UTC(2026, 0, 5, 12);
    const schedule = scheduled.schedule({}, { addedAt: from });
    const now = from + 3 * 86_400_000;
    await Promise.all([1, 2, 3].map(() => openDueRun({ context: scheduled.another() }, schedule, now)));
    const runs = await scheduled.context.ledger.schedules.runs('nightly', 10);
    expect(runs.map(({ at, state }) => [new Date(at).toISOString(), state])).toEqual([
      ['2026-01-08T01:00:00.000Z', 'open'],
      ['2026-01-07T01:00:00.000Z', 'missed'],
      ['2026-01-06T01:00:00.000Z', 'missed'],
    ]);
    expect(await noticesOf('run_missed')).toMatchObject([
      { subject: 'nightly: 2 runs were missed', facts: { runs: 2 } },
    ]);
    await openDueRun({ context: scheduled.context }, schedule, now);
    expect(await scheduled.context.ledger.schedules.runs('nightly', 10)).toHaveLength(3);
  });

  test.each(['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe'])(
    'a year of nights in %s, by three processes at once that stop, start and lag: each run is kept once',
    async (timeZone) => {
      const hourMs = 3_600_000;
      const from = Date.UTC(2026, 0, 5, 12);
      const until = from + 365 * 24 * hourMs;
      // Twice a scheduled run around the hour at which clocks jump.
      const schedule = scheduled.schedule({}, { cron: '30 1,2 * * 1-5', timeZone, addedAt: from });
      let processes = [scheduled.another(), scheduled.another(), scheduled.another()];
      const found = new Map<number, string>();
      for (let now = from, look = 0; now < until; look += 1) {
        now = Math.min(now + (look % 40 === 39 ? 60 : 3 + (look % 13)) * hourMs, until);
        if (look % 30 === 29) processes = [scheduled.another(), ...processes.slice(1)];
        const moments = [now, now, now - 20 * 60_000];
        await Promise.all(
          processes.map((context, at) => openDueRun({ context }, schedule, moments[at] ?? now)),
        );
        const newest = await scheduled.context.ledger.schedules.runs('nightly', 10);
        for (const { at, state, revision } of newest.toReversed()) found.set(at, `${state} ${revision}`);
      }
      const due = runsBetween(schedule, from, until, 1_000);
      expect(due.length).toBeGreaterThan(500);
      expect([...found.keys()]).toEqual(due);
      expect(new Set(found.values())).toEqual(new Set(['open 1', 'missed 1']));
    },
  );

  test('a run that a person ran hides none that the clock missed, nor that no file came by one', async () => {
    const from = Date.UTC(2026, 0, 5, 12);
    const schedule = scheduled.schedule({ waitMs: 0 }, { addedAt: from });
    const now = from + 3 * 86_400_000;
    await scheduled.context.ledger.schedules.saveRun({
      ...newRun(schedule, now - 60_000, now, undefined),
      by: 'ada@example',
    });
    await openDueRun({ context: scheduled.context }, schedule, now);
    const runs = await scheduled.context.ledger.schedules.runs('nightly', 10);
    expect(runs.map(({ by, state }) => by ?? state)).toEqual(['ada@example', 'open', 'missed', 'missed']);
    expect(await noticesOf('run_missed')).toMatchObject([{ facts: { runs: 2 } }]);
    await scheduled.finish(schedule);
    expect(await noticesOf('file_missing')).toHaveLength(1);
    await openDueRun({ context: scheduled.context }, schedule, now);
    expect(await scheduled.context.ledger.schedules.runs('nightly', 10)).toHaveLength(4);
  });

  test('a schedule and a run that cannot be read are told once, and stop no other', async () => {
    const schedule = scheduled.schedule({ waitMs: 0 }, { cron: '* * * * *', addedAt: Date.now() - 120_000 });
    await scheduled.context.ledger.schedules.add(schedule);
    const other = await scheduled.open(scheduled.schedule({}, { name: 'damaged' }));
    const admin = scheduled.redis.connect();
    const [key = ''] = await admin.keys('*:schedules');
    await admin.hset(key, 'planted', JSON.stringify({ ...schedule, name: 'planted', inbox: '/tmp' }));
    await admin.hset(key.replace(/schedules$/, 'runs:damaged'), String(other.at), '1 {"at":');
    await scheduled.context.ledger.schedules.add({
      ...schedule,
      name: 'newer',
      policy: {} as SchedulePolicy,
    });
    scheduled.write('a.csv', list('a', 1));
    expect(await scheduled.finish(schedule)).toMatchObject({
      state: 'closed',
      files: [{ kind: 'submitted' }],
    });
    const unreadable = await scheduled.context.ledger.schedules.unreadable();
    expect(unreadable.map(({ name }) => name).toSorted()).toEqual([
      `damaged ${other.at}`,
      'newer',
      'planted',
    ]);
    expect(scheduled.notes.filter((note) => note === 'stored_schedule_unreadable')).toHaveLength(1);
    expect(scheduled.notes.filter((note) => note === 'stored_schedules_forged')).toHaveLength(1);
    expect(await noticesOf('records_forged')).toMatchObject([
      { facts: { records: 2 }, lines: [expect.stringContaining('planted'), expect.anything()] },
    ]);
  });

  test('of two processes that keep a run, one is told that it was overtaken', async () => {
    const run = await scheduled.open(scheduled.schedule());
    const { ledger } = scheduled.context;
    expect(await ledger.schedules.saveRun({ ...run, notified: ['one'] })).toMatchObject({ revision: 2 });
    expect(await ledger.schedules.saveRun({ ...run, notified: ['other'] })).toBeUndefined();
    expect(await ledger.schedules.saveRun(newRun(run.schedule, run.at, run.at, undefined))).toBeUndefined();
    expect((await ledger.schedules.runs('nightly', 1))[0]?.notified).toEqual(['one']);
  });

  test('a later run takes what an earlier one still waits for', async () => {
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

  test('--retry-failed gives back rows whose failure passes, and writes their report anew', async () => {
    const schedule = scheduled.schedule();
    scheduled.write('a.csv', list('a', 2));
    const { files } = await scheduled
      .open(schedule)
      .then(() => scheduled.look())
      .then(() => scheduled.look())
      .then(() => newest());
    const id = files[0]?.batch ?? '';
    const { ledger } = scheduled.context;
    await failRow(id);
    expect((await scheduled.finish(schedule)).files).toMatchObject([{ failures: { sent_too_often: 1 } }]);
    expect(read(`${done()}/a.results.csv`)).toContain('sent_too_often');
    const second = await scheduledOf({}, { retryFailed: true, fileOptional: true });
    expect(second.retried).toMatchObject([{ batch: id, rows: 1, isAnswered: true }]);
    expect((await ledger.batches.read(id))?.books).toMatchObject({ created: 2, failed: 0 });
    expect(read(`${done()}/a.results.csv`)).not.toContain('sent_too_often');
  });
});

/** The parts of a process that stands still after its first word of this kind with the ledger, until it is thawed. */
function freezing(after: string, isIt: (word: unknown) => boolean) {
  let thaw = (): void => undefined;
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  const seen = { isFrozen: false };
  const context = scheduled.another();
  const ledger = throughAll(context.ledger, (name, method) => {
    if (name !== after) return method;
    return async (...words) => {
      const answer = await method(...words);
      if (seen.isFrozen || !isIt(words[0])) return answer;
      seen.isFrozen = true;
      await thawed;
      return answer;
    };
  });
  return { parts: scheduled.parts({ ...context, ledger }), thaw, seen };
}

describe('a process that was frozen comes back', () => {
  test('it takes no marker of the next file of that name', async () => {
    const schedule = scheduled.schedule({ marker: '.done' });
    scheduled.write('a.csv', list('a', 2));
    scheduled.write('a.csv.done', '');
    await scheduled.open(schedule);
    const frozen = freezing('schedules.saveRun', (run) =>
      (run as ScheduledRun).files.some(({ stage, place }) => stage === 'taken' && place !== undefined),
    );
    const looks = new FileStability();
    const looking = scheduled.look(looks, frozen.parts);
    await waitUntil('it stands still', async () => frozen.seen.isFrozen);
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

  test('it writes no old report over a newer one', async () => {
    const schedule = scheduled.schedule({ retryFailed: true, fileOptional: true });
    scheduled.write('a.csv', list('a', 2));
    await scheduled.open(schedule, 86_400_000);
    await scheduled.look();
    await scheduled.look();
    const batch = (await newest()).files[0]?.batch ?? '';
    await failRow(batch);
    const frozen = freezing('links.ended', () => true);
    const workers = startWorkers(scheduled.context, 10);
    let looking: Promise<unknown> = Promise.resolve();
    let isLooking = false;
    await waitUntil('it stands still', async () => {
      if (!isLooking) {
        isLooking = true;
        looking = scheduled.look(undefined, frozen.parts).finally(() => {
          isLooking = false;
        });
      }
      return frozen.seen.isFrozen;
    });
    await workers.stop();
    await scheduled.endLeases();
    await scheduled.finish(schedule);
    const report = () => read(scheduled.files().find((path) => path.endsWith('a.results.csv')) ?? '');
    expect(report()).toContain('sent_too_often');
    await scheduled.open(schedule);
    await scheduled.finish(schedule);
    expect(report()).not.toContain('sent_too_often');
    frozen.thaw();
    await looking;
    expect(report()).not.toContain('sent_too_often');
    expect(scheduled.files()).toHaveLength(2);
  });
});

/** The parts of a process that dies at its n-th word with the ledger. */
function dyingAfter(
  context: AccountContext,
  calls: number,
): { context: AccountContext; hasDied: () => boolean } {
  let left = calls;
  const ledger = throughAll(context.ledger, (_, method) => (...words) => {
    left -= 1;
    if (left < 0) throw new Error('dead');
    return method(...words);
  });
  return { context: { ...context, ledger }, hasDied: () => left < 0 };
}

test('a process that dies at any step is made good by the next: one link a row, each file in one place', async () => {
  const schedule = scheduled.schedule({ skipRejected: true });
  const bad = 'client_reference,amount\nx,1.00\n';
  for (let calls = 1, hasDied = true; hasDied; calls += 1) {
    scheduled.write('a.csv', list(`a${calls}`, 2, calls * 10_000));
    scheduled.write('bad.csv', bad);
    await scheduled.open(schedule);
    const dying = dyingAfter(scheduled.context, calls);
    const looks = new FileStability();
    for (let round = 0; round < 3 && !dying.hasDied(); round += 1)
      await scheduled.look(looks, scheduled.parts(dying.context)).catch(() => undefined);
    hasDied = dying.hasDied();
    await scheduled.endLeases();
    const run = await scheduled.finish(schedule);
    expect([calls, run.files.map(({ name, kind }) => [name, kind]).toSorted()]).toEqual([
      calls,
      [
        ['a.csv', 'submitted'],
        ['bad.csv', 'refused'],
      ],
    ]);
    expect(scheduled.files()).toEqual([
      ...['a.csv', 'a.results.csv'].map((name) => `${done()}/${name}`),
      ...['bad.csv', 'bad.failures.csv'].map((name) => `${refused()}/${name}`),
    ]);
    expect(scheduled.sandbox.stats()).toMatchObject({ creations: 2 * calls, liveLinks: 2 * calls });
    rmSync(join(scheduled.inbox, 'done'), { recursive: true });
    rmSync(join(scheduled.inbox, 'refused'), { recursive: true });
  }
});
