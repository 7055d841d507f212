import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { addSchedule } from '../../../src/actions/schedule/add-schedule.ts';
import { message } from '../../../src/i18n/messages.ts';
import { startTestSchedule, type TestSchedule } from '../../support/schedule.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(async () => {
  await scheduled.context.queue.alarms().replaceAll([]);
  await scheduled.stop();
});

const add = (name: string, pattern: string, inbox = scheduled.inbox) =>
  addSchedule(scheduled.context, scheduled.schedule({}, { name, pattern, inbox }));

test('a schedule that takes the same files of an inbox as another is refused; one that may take the same files gets a warning', async () => {
  expect(await add('one', 'refunds-*.csv')).toEqual([]);
  for (const pattern of ['refunds-*.csv', '*'])
    await expect(add('two', pattern)).rejects.toMatchObject({
      failures: [
        {
          code: 'schedule_overlaps',
          field: '--pattern',
          details: [message('named', { name: 'one: refunds-*.csv' })],
        },
      ],
    });
  expect(await add('two', 'payroll-*.csv')).toEqual([]);
  expect(await add('three', '*-2026*.csv')).toMatchObject([{ name: 'one' }, { name: 'two' }]);
  const elsewhere = mkdtempSync(join(tmpdir(), 'linkmill-inbox-'));
  expect(await add('four', '*', elsewhere)).toEqual([]);
  rmSync(elsewhere, { recursive: true });
});

test('a schedule whose inbox cannot be reached is refused', async () => {
  await expect(add('one', '*', '/away/inbox')).rejects.toMatchObject({
    failures: [{ code: 'inbox_unreachable', details: [message('named', { name: '/away/inbox' })] }],
  });
});

test('a folder for answers that other users could rearrange is refused, in the inbox and outside of it', async () => {
  const answers = mkdtempSync(join(tmpdir(), 'linkmill-answers-'));
  const added = () => addSchedule(scheduled.context, scheduled.schedule({}, { name: 'one', answers }));
  chmodSync(answers, 0o777);
  await expect(added()).rejects.toMatchObject({ failures: [{ code: 'inbox_unsafe', field: '--answers' }] });
  chmodSync(answers, 0o755);
  expect(await added()).toEqual([]);
  expect(await scheduled.context.ledger.schedules.list()).toMatchObject([{ name: 'one', answers }]);
  symlinkSync(answers, join(scheduled.inbox, 'refused'));
  await expect(add('two', 'payroll-*.csv')).rejects.toMatchObject({
    failures: [{ code: 'inbox_unsafe', field: '--inbox' }, { code: 'schedule_overlaps' }],
  });
  rmSync(answers, { recursive: true });
});
