import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AccountContext } from '../../../src/actions/account-context.ts';
import { FileStability } from '../../../src/actions/schedule/file-stability.ts';
import { newRun, openDueRun } from '../../../src/actions/schedule/run-schedules.ts';
import { runsBetween } from '../../../src/domain/dates/run-times.ts';
import type { SchedulePolicy } from '../../../src/domain/schedule.ts';
import { throughAll } from '../../support/ledger.ts';
import { list, startTestSchedule, type TestSchedule } from '../../support/schedule.ts';
import { done, noticesOf, refused } from './inbox-run.ts';

let scheduled: TestSchedule;
beforeEach(async () => {
  scheduled = await startTestSchedule();
});
afterEach(() => scheduled.stop());

test('a notice reports once that a run has not ended after an hour', async () => {
  const schedule = scheduled.schedule();
  scheduled.write('a.csv', list('a', 1));
  await scheduled.open(schedule, 3_700_000);
  await scheduled.look();
  await scheduled.look();
  expect(await scheduled.context.ledger.schedules.openRuns()).toMatchObject([
    { state: 'working', notified: ['run_waits'] },
  ]);
  expect(await noticesOf(scheduled, 'run_waits')).toMatchObject([
    { subject: 'nightly: the run has not ended after an hour' },
  ]);
});

test('the newest due run is opened once, and older ones are recorded as missed and reported', async () => {
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
  expect(await noticesOf(scheduled, 'run_missed')).toMatchObject([
    { subject: 'nightly: 2 runs were missed', facts: { runs: 2 } },
  ]);
  await openDueRun({ context: scheduled.context }, schedule, now);
  expect(await scheduled.context.ledger.schedules.runs('nightly', 10)).toHaveLength(3);
});

test.each(['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe'])(
  'a year of runs in %s, by three processes at once that stop, start and lag: each run is opened or recorded as missed once',
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

test('a run that a person started hides neither the missed runs of the clock nor that no file came', async () => {
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
  expect(await noticesOf(scheduled, 'run_missed')).toMatchObject([{ facts: { runs: 2 } }]);
  await scheduled.finish(schedule);
  expect(await noticesOf(scheduled, 'file_missing')).toHaveLength(1);
  await openDueRun({ context: scheduled.context }, schedule, now);
  expect(await scheduled.context.ledger.schedules.runs('nightly', 10)).toHaveLength(4);
});

test('a schedule and a run that cannot be read are reported once and do not delay others', async () => {
  // Once a month: with a shorter time between runs, the next one could open while this one is under way.
  const monthly = { cron: '0 0 1 * *', addedAt: Date.now() - 32 * 86_400_000 };
  const schedule = scheduled.schedule({ waitMs: 0 }, monthly);
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
  expect(unreadable.map(({ name }) => name).toSorted()).toEqual([`damaged ${other.at}`, 'newer', 'planted']);
  expect(scheduled.notes.filter((note) => note === 'stored_schedule_unreadable')).toHaveLength(1);
  expect(scheduled.notes.filter((note) => note === 'stored_schedules_forged')).toHaveLength(1);
  expect(await noticesOf(scheduled, 'records_forged')).toMatchObject([
    { facts: { records: 2 }, lines: [expect.stringContaining('planted'), expect.anything()] },
  ]);
});

test('of two processes that store a run, the second gets undefined and changes nothing', async () => {
  const run = await scheduled.open(scheduled.schedule());
  const { ledger } = scheduled.context;
  expect(await ledger.schedules.saveRun({ ...run, notified: ['one'] })).toMatchObject({ revision: 2 });
  expect(await ledger.schedules.saveRun({ ...run, notified: ['other'] })).toBeUndefined();
  expect(await ledger.schedules.saveRun(newRun(run.schedule, run.at, run.at, undefined))).toBeUndefined();
  expect((await ledger.schedules.runs('nightly', 1))[0]?.notified).toEqual(['one']);
});

/** A process whose calls to the ledger fail after the first `calls`. */
function dyingAfter(
  context: AccountContext,
  calls: number,
): { context: AccountContext; hasDied: () => boolean } {
  let left = calls;
  const ledger = throughAll(context.ledger, (_, method) => (...args) => {
    left -= 1;
    if (left < 0) throw new Error('dead');
    return method(...args);
  });
  return { context: { ...context, ledger }, hasDied: () => left < 0 };
}

test('the next process finishes what one that died at any step began: one link a row, each file in one place', async () => {
  const schedule = scheduled.schedule({ skipRejected: true });
  const bad = 'client_reference,amount\nx,1.00\n';
  for (let calls = 1, hasDied = true; hasDied; calls += 1) {
    scheduled.write('a.csv', list(`a${calls}`, 2, calls * 10_000));
    scheduled.write('bad.csv', bad);
    await scheduled.open(schedule);
    const dying = dyingAfter(scheduled.context, calls);
    const stability = new FileStability();
    for (let round = 0; round < 3 && !dying.hasDied(); round += 1)
      await scheduled.look(stability, scheduled.parts(dying.context)).catch(() => undefined);
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
