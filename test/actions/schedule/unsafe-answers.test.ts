import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeFile } from '../../../src/actions/schedule/take-file.ts';
import { inboxWarnings } from '../../../src/actions/schedule/unsafe-answers.ts';
import { localDate } from '../../../src/domain/dates/zone-time.ts';
import { rendererOf } from '../../../src/i18n/i18n.ts';
import { listInbox } from '../../../src/inbox/inbox.ts';
import { startWorkers } from '../../../workers/main.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { waitUntil } from '../../support/wait-until.ts';

let scheduled: TestSchedule;
let theirs: string;
beforeEach(async () => {
  scheduled = await startTestSchedule();
  theirs = mkdtempSync(join(tmpdir(), 'linkmill-theirs-'));
});
afterEach(async () => {
  await scheduled.stop();
  rmSync(theirs, { recursive: true });
});

const today = () => localDate(Date.now(), 'Europe/Paris');
const reported = async () => (await scheduled.notices()).filter(({ kind }) => kind === 'inbox_unsafe');

test('a run whose folder for answers is a symbolic link sends and moves nothing, posts one notice, and goes on once the link is removed', async () => {
  chmodSync(scheduled.inbox, 0o777);
  symlinkSync(theirs, join(scheduled.inbox, 'done'));
  scheduled.write('a.csv', list('a', 2));
  const schedule = scheduled.schedule();
  await scheduled.open(schedule);
  for (let look = 0; look < 3; look += 1) expect(await scheduled.look()).toBe(true);
  expect(scheduled.files()).toEqual(['a.csv']);
  expect(readdirSync(theirs)).toEqual([]);
  expect(await scheduled.context.ledger.batches.count()).toBe(0);
  expect(await reported()).toMatchObject([
    {
      subject: 'nightly: a folder for answers is not safe',
      lines: [expect.anything(), expect.stringContaining('is a symbolic link'), expect.anything()],
    },
  ]);
  rmSync(join(scheduled.inbox, 'done'));
  expect(await scheduled.finish(schedule)).toMatchObject({ state: 'closed' });
  expect(scheduled.sandbox.stats().creations).toBe(2);
  expect(readdirSync(theirs)).toEqual([]);
});

test('a folder that somebody put in the place of ours while links were made gets no report', async () => {
  scheduled.write('a.csv', list('a', 2));
  const schedule = scheduled.schedule();
  await scheduled.open(schedule);
  await waitUntil('the file is moved', async () => {
    await scheduled.look();
    return (await scheduled.context.ledger.schedules.runs('nightly', 1))[0]?.files[0]?.stage === 'moved';
  });
  renameSync(join(scheduled.inbox, 'done'), join(theirs, 'done'));
  mkdirSync(join(scheduled.inbox, 'done', today()), { recursive: true });
  chmodSync(join(scheduled.inbox, 'done', today()), 0o777);
  const workers = startWorkers(scheduled.context, 10);
  try {
    await waitUntil('the notice', async () => {
      await scheduled.look();
      return (await reported()).length > 0;
    });
  } finally {
    await workers.stop();
  }
  expect(scheduled.files()).toEqual([]);
  rmSync(join(scheduled.inbox, 'done'), { recursive: true });
  renameSync(join(theirs, 'done'), join(scheduled.inbox, 'done'));
  expect(await scheduled.finish(schedule)).toMatchObject({ state: 'closed' });
  expect(scheduled.files()).toEqual([`done/${today()}/a.csv`, `done/${today()}/a.results.csv`]);
});

test('answers go to the folder outside of the inbox that the schedule names', async () => {
  const schedule = scheduled.schedule({}, { answers: theirs });
  scheduled.write('a.csv', list('a', 2));
  scheduled.write('b.csv', 'nothing,of,use\n1,2,3\n');
  await scheduled.open(schedule);
  expect((await scheduled.finish(schedule)).state).toBe('closed');
  expect(scheduled.files()).toEqual([]);
  expect(readdirSync(join(theirs, 'done', today())).toSorted()).toEqual(['a.csv', 'a.results.csv']);
  expect(readdirSync(join(theirs, 'refused', today())).toSorted()).toEqual(['b.csv', 'b.failures.csv']);
});

test('a run moves no file into a folder for answers that other users may write to', async () => {
  chmodSync(theirs, 0o777);
  scheduled.write('a.csv', list('a', 2));
  await scheduled.open(scheduled.schedule({}, { answers: theirs }));
  await scheduled.look();
  expect(scheduled.files()).toEqual(['a.csv']);
  expect(await reported()).toHaveLength(1);
});

test('a file that somebody replaced by a link after it was listed is not submitted', async () => {
  scheduled.write('a.csv', list('a', 2));
  const run = await scheduled.open(scheduled.schedule());
  const [file] = (await listInbox(scheduled.inbox)) ?? [];
  if (file === undefined) throw new Error('not seen');
  writeFileSync(join(theirs, 'b.csv'), list('b', 2));
  rmSync(file.path);
  symlinkSync(join(theirs, 'b.csv'), file.path);
  expect(await takeFile(scheduled.parts(), run, file)).toMatchObject({ waits: { code: 'file_changed' } });
  expect(await scheduled.context.ledger.batches.count()).toBe(0);
});

test.each([
  [0o700, []],
  [0o3770, []],
  [0o2770, ['others may rename']],
  [0o777, ['every user', 'others may rename']],
  [0o1777, ['every user']],
])('inboxWarnings names what other users may do in an inbox of mode %o', async (mode, words) => {
  chmodSync(scheduled.inbox, mode);
  const texts = async (answers = {}) =>
    (await inboxWarnings(scheduled.schedule({}, answers))).map(rendererOf('en').render);
  expect(await texts()).toEqual(words.map((word) => expect.stringContaining(word)));
  expect(await texts({ answers: theirs })).toEqual(
    words.filter((word) => word === 'every user').map((word) => expect.stringContaining(word)),
  );
});
