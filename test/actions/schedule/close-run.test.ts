import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { closeRun } from '../../../src/actions/schedule/close-run.ts';
import { FileStability } from '../../../src/actions/schedule/file-stability.ts';
import { message } from '../../../src/i18n/messages.ts';
import { startWorkers } from '../../../workers/main.ts';
import { changedLedger } from '../../support/ledger.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { newestRun } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a run that cannot end stores its reason and can be closed by a person', async () => {
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
  const stability = new FileStability();
  await waitUntil('the reports are tried', async () => {
    await scheduled.look(stability, scheduled.parts({ ...scheduled.context, ledger }));
    return (await newestRun(scheduled)).why !== undefined;
  });
  await workers.stop();
  expect((await newestRun(scheduled)).why).toEqual(
    message('obstacle', {
      about: 'a.csv',
      reasons: [message('words', { words: 'the disk of FR40…J28 is broken' })],
    }),
  );
  const request = { by: 'ada@example', why: 'the disk is gone' };
  await expect(closeRun(scheduled.context, 'nightly', '2020-01-01 00:00', request)).rejects.toMatchObject({
    failures: [{ code: 'run_unknown' }],
  });
  const { at } = await newestRun(scheduled);
  const closed = await closeRun(scheduled.context, 'nightly', new Date(at).toISOString(), request);
  expect(closed).toMatchObject({ state: 'closed', ended: request });
  expect(await scheduled.look()).toBe(false);
});
