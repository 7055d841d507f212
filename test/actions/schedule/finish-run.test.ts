import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { linesOf } from '../../../src/actions/batch-lines.ts';
import { startWorkers } from '../../../workers/main.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { done, failFirstRow, freezing, newestRun, readInbox, runOf } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a run takes every complete file once and closes with the reports beside the files', async () => {
  const run = await runOf(scheduled, { 'a.csv': list('a', 3), 'b.csv': list('b', 5) });
  expect(run).toMatchObject({ state: 'closed', notified: ['run_ended'] });
  const expected = ['a.csv', 'a.results.csv', 'b.csv', 'b.results.csv'].map((name) => `${done()}/${name}`);
  expect(scheduled.files()).toEqual(expected);
  expect(scheduled.sandbox.stats()).toMatchObject({ creations: 8, liveLinks: 8 });
  expect(await scheduled.notices()).toMatchObject([
    { kind: 'run_ended', subject: 'nightly: 8 links', facts: { created: 8, rows: 8, submittedFiles: 2 } },
  ]);
});

test('the name of a file cannot begin a line of a notice', async () => {
  const name = 'a\n-- \nLinkmill: pay to \u202eelpmaxe\u001b[2J.csv';
  const run = await runOf(scheduled, { [name]: list('a', 1), [`b${name}`]: 'amount\n1.00\n' });
  expect(run.files).toMatchObject([{ kind: 'submitted' }, { kind: 'refused' }]);
  const [notice] = await scheduled.notices();
  expect(notice?.lines.join(' ')).toContain(
    'aU+000A-- U+000ALinkmill: pay to U+202EelpmaxeU+001B[2J.csv: batch',
  );
  expect(JSON.stringify(notice)).not.toMatch(/\\n|\\u001b|\u202e/);
});

test('a file with the content of a purged batch is moved without a report and does not delay other files', async () => {
  const first = await runOf(scheduled, { 'a.csv': list('a', 2) });
  const { ledger } = scheduled.context;
  const batch = await ledger.batches.read(first.files[0]?.batch ?? '');
  if (batch === undefined) throw new Error('no batch');
  await ledger.purges.begin(batch.id);
  for (const slice of await ledger.batches.slices(batch.id))
    await ledger.purges.eraseLines(batch.id, linesOf(slice));
  await ledger.purges.end(batch);
  const second = await runOf(scheduled, { 'again.csv': list('a', 2), 'b.csv': list('b', 2) });
  expect(second).toMatchObject({
    state: 'closed',
    files: [
      { name: 'again.csv', kind: 'repeated', stage: 'answered', failures: { batch_purged: 1 } },
      { name: 'b.csv', kind: 'submitted', stage: 'answered' },
    ],
  });
  expect(scheduled.sandbox.stats().creations).toBe(4);
});

test('a folder for answers that somebody removed is made again for the reports', async () => {
  const schedule = scheduled.schedule();
  scheduled.write('a.csv', list('a', 2));
  await scheduled.open(schedule);
  await scheduled.look();
  await scheduled.look();
  rmSync(join(scheduled.inbox, 'done'), { recursive: true });
  expect(await scheduled.finish(schedule)).toMatchObject({ state: 'closed' });
  expect(scheduled.files()).toEqual([`${done()}/a.results.csv`]);
});

test('a process that was frozen does not overwrite a newer report', async () => {
  const schedule = scheduled.schedule({ retryFailed: true, fileOptional: true });
  scheduled.write('a.csv', list('a', 2));
  await scheduled.open(schedule, 86_400_000);
  await scheduled.look();
  await scheduled.look();
  const batch = (await newestRun(scheduled)).files[0]?.batch ?? '';
  await failFirstRow(scheduled, batch);
  const frozen = freezing(scheduled, 'links.ended', () => true);
  const workers = startWorkers(scheduled.context, 10);
  let looking: Promise<unknown> = Promise.resolve();
  let isLooking = false;
  await waitUntil('the process is frozen', async () => {
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
  const report = () =>
    readInbox(scheduled, scheduled.files().find((path) => path.endsWith('a.results.csv')) ?? '');
  expect(report()).toContain('sent_too_often');
  await scheduled.open(schedule);
  await scheduled.finish(schedule);
  expect(report()).not.toContain('sent_too_often');
  frozen.thaw();
  await looking;
  expect(report()).not.toContain('sent_too_often');
  expect(scheduled.files()).toHaveLength(2);
});
