import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { done, failFirstRow, newestRun, readInbox, runOf } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('--retry-failed requeues rows whose failure passes, and writes their report again', async () => {
  const schedule = scheduled.schedule();
  scheduled.write('a.csv', list('a', 2));
  const { files } = await scheduled
    .open(schedule)
    .then(() => scheduled.look())
    .then(() => scheduled.look())
    .then(() => newestRun(scheduled));
  const id = files[0]?.batch ?? '';
  const { ledger } = scheduled.context;
  await failFirstRow(scheduled, id);
  expect((await scheduled.finish(schedule)).files).toMatchObject([{ failures: { sent_too_often: 1 } }]);
  expect(readInbox(scheduled, `${done()}/a.results.csv`)).toContain('sent_too_often');
  const second = await runOf(scheduled, {}, { retryFailed: true, fileOptional: true });
  expect(second.retried).toMatchObject([{ batch: id, rows: 1, isAnswered: true }]);
  expect((await ledger.batches.read(id))?.books).toMatchObject({ created: 2, failed: 0 });
  expect(readInbox(scheduled, `${done()}/a.results.csv`)).not.toContain('sent_too_often');
});
