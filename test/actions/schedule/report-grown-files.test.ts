import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { noticesOf, runOf } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a file that somebody writes to after it was taken is reported once, at the end of its run or of the next one', async () => {
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
  expect(await noticesOf(scheduled, 'file_grew')).toMatchObject([
    { subject: 'nightly: somebody wrote to a file after a worker took it', facts: { files: 1 } },
  ]);
  writeSync(other, 'more\n');
  for (const writer of writers) closeSync(writer);
  await runOf(scheduled, {}, { fileOptional: true });
  await runOf(scheduled, {}, { fileOptional: true });
  expect((await noticesOf(scheduled, 'file_grew')).map(({ facts }) => facts.files).toSorted()).toEqual([
    1, 2,
  ]);
});
