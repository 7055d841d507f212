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
import { takeFile } from '../../src/actions/take-file.ts';
import { inboxWarnings } from '../../src/actions/unsafe-answers.ts';
import { localDate } from '../../src/domain/zone-time.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import { lookAtInbox } from '../../src/inbox/inbox.ts';
import { startWorkers } from '../../workers/main.ts';
import { list, startTestNight, type TestNight } from '../support/night.ts';
import { waitUntil } from '../support/wait-until.ts';

let night: TestNight;
let theirs: string;
beforeEach(async () => {
  night = await startTestNight();
  theirs = mkdtempSync(join(tmpdir(), 'linkmill-theirs-'));
});
afterEach(async () => {
  await night.stop();
  rmSync(theirs, { recursive: true });
});

const today = () => localDate(Date.now(), 'Europe/Paris');
const told = async () => (await night.notices()).filter(({ kind }) => kind === 'inbox_unsafe');

test('where others have planted a link as the folder for answers nothing is sent or moved, it is told once, and goes on once it is mended', async () => {
  chmodSync(night.inbox, 0o777);
  symlinkSync(theirs, join(night.inbox, 'done'));
  night.write('a.csv', list('a', 2));
  const schedule = night.schedule();
  await night.open(schedule);
  for (let look = 0; look < 3; look += 1) expect(await night.look()).toBe(true);
  expect(night.files()).toEqual(['a.csv']);
  expect(readdirSync(theirs)).toEqual([]);
  expect(await night.context.ledger.batches.count()).toBe(0);
  expect(await told()).toMatchObject([
    {
      subject: 'nightly: a folder for answers is not safe',
      lines: [expect.anything(), expect.stringContaining('is a symbolic link'), expect.anything()],
    },
  ]);
  rmSync(join(night.inbox, 'done'));
  expect(await night.finish(schedule)).toMatchObject({ state: 'closed' });
  expect(night.sandbox.stats().creations).toBe(2);
  expect(readdirSync(theirs)).toEqual([]);
});

test('a folder that was put in the place of ours while links were made gets no report', async () => {
  night.write('a.csv', list('a', 2));
  const schedule = night.schedule();
  await night.open(schedule);
  await waitUntil('the file is moved', async () => {
    await night.look();
    return (await night.context.ledger.schedules.slots('nightly', 1))[0]?.files[0]?.stage === 'moved';
  });
  renameSync(join(night.inbox, 'done'), join(theirs, 'done'));
  mkdirSync(join(night.inbox, 'done', today()), { recursive: true });
  chmodSync(join(night.inbox, 'done', today()), 0o777);
  const workers = startWorkers(night.context, 10);
  try {
    await waitUntil('the notice', async () => {
      await night.look();
      return (await told()).length > 0;
    });
  } finally {
    await workers.stop();
  }
  expect(night.files()).toEqual([]);
  rmSync(join(night.inbox, 'done'), { recursive: true });
  renameSync(join(theirs, 'done'), join(night.inbox, 'done'));
  expect(await night.finish(schedule)).toMatchObject({ state: 'closed' });
  expect(night.files()).toEqual([`done/${today()}/a.csv`, `done/${today()}/a.results.csv`]);
});

test('answers have a folder outside of the inbox where the schedule names one', async () => {
  const schedule = night.schedule({}, { answers: theirs });
  night.write('a.csv', list('a', 2));
  night.write('b.csv', 'nothing,of,use\n1,2,3\n');
  await night.open(schedule);
  expect((await night.finish(schedule)).state).toBe('closed');
  expect(night.files()).toEqual([]);
  expect(readdirSync(join(theirs, 'done', today())).toSorted()).toEqual(['a.csv', 'a.results.csv']);
  expect(readdirSync(join(theirs, 'refused', today())).toSorted()).toEqual(['b.csv', 'b.failures.csv']);
});

test('a folder for answers that others may write takes none', async () => {
  chmodSync(theirs, 0o777);
  night.write('a.csv', list('a', 2));
  await night.open(night.schedule({}, { answers: theirs }));
  await night.look();
  expect(night.files()).toEqual(['a.csv']);
  expect(await told()).toHaveLength(1);
});

test('a file in whose place others have put a link since it was seen is not handed in', async () => {
  night.write('a.csv', list('a', 2));
  const slot = await night.open(night.schedule());
  const [file] = (await lookAtInbox(night.inbox)) ?? [];
  if (file === undefined) throw new Error('not seen');
  writeFileSync(join(theirs, 'b.csv'), list('b', 2));
  rmSync(file.path);
  symlinkSync(join(theirs, 'b.csv'), file.path);
  expect(await takeFile(night.parts(), slot, file)).toMatchObject({ waits: { code: 'file_changed' } });
  expect(await night.context.ledger.batches.count()).toBe(0);
});

test.each([
  [0o700, []],
  [0o3770, []],
  [0o2770, ['others may rename']],
  [0o777, ['every user', 'others may rename']],
  [0o1777, ['every user']],
])('of an inbox of mode %o people are told when it is added', async (mode, words) => {
  chmodSync(night.inbox, mode);
  const texts = async (answers = {}) =>
    (await inboxWarnings(night.schedule({}, answers))).map(rendererOf('en').render);
  expect(await texts()).toEqual(words.map((word) => expect.stringContaining(word)));
  expect(await texts({ answers: theirs })).toEqual(
    words.filter((word) => word === 'every user').map((word) => expect.stringContaining(word)),
  );
});
