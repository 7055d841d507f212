import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { judgeCron, nextRuns, runsBetween } from '../../../src/domain/dates/run-times.ts';
import { message } from '../../../src/i18n/messages.ts';

const dayMs = 24 * 60 * 60 * 1000;
const from = Date.UTC(2026, 0, 1);
const until = Date.UTC(2027, 0, 1);
const crons = [
  '0 2 * * *',
  '30 2 * * *',
  '15 2 * * *',
  '45 1 * * *',
  '0,30 2 * * 1-5',
  '30 1,2,3 * * *',
  '0 2 L * *',
];
const zones = ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe'];

/** The number of a year's times of a cron of minutes, hours and days, counted without cron-parser. */
function countOf(cron: string, zone: string): number {
  const [minutes = '', hours = '', date, , weekdays] = cron.split(' ');
  let count = 0;
  for (
    let day = DateTime.fromMillis(from, { zone }).startOf('day');
    day.toMillis() < until + dayMs;
    day = day.plus({ days: 1 })
  ) {
    if (date === 'L' && day.month === day.plus({ days: 1 }).month) continue;
    if (weekdays === '1-5' && day.weekday > 5) continue;
    for (const hour of hours.split(','))
      for (const minute of minutes.split(',')) {
        const instant = day.set({ hour: Number(hour), minute: Number(minute) }).toMillis();
        if (instant > from && instant <= until) count += 1;
      }
  }
  return count;
}

/** The runs of a year as workers find them, who look at irregular times and know only the last run. */
function aYearOfRuns(cron: string, timeZone: string, lookMs: (look: number) => number): number[] {
  const opened: number[] = [];
  let last = from;
  for (let now = from, look = 0; now < until; look += 1) {
    now = Math.min(now + lookMs(look), until);
    const due = runsBetween({ cron, timeZone }, last, now, 1000);
    opened.push(...due);
    last = due.at(-1) ?? last;
  }
  return opened;
}

describe.each(zones)('a year of runs in %s', (zone) => {
  test.each(crons)(
    'has each time of %s once, in order and without loss, however often workers look',
    (cron) => {
      const whole = runsBetween({ cron, timeZone: zone }, from, until, 5000);
      // 02:30 and 03:30 are one instant on the day on which clocks go forward.
      const merged = cron === '30 1,2,3 * * *' && zone !== 'Australia/Lord_Howe' ? 1 : 0;
      expect(whole).toHaveLength(countOf(cron, zone) - merged);
      expect(whole).toEqual([...new Set(whole)].toSorted((one, other) => one - other));
      const hourMs = dayMs / 24;
      expect(aYearOfRuns(cron, zone, (look) => (7 + (look % 13)) * hourMs)).toEqual(whole);
      expect(aYearOfRuns(cron, zone, () => 40 * dayMs)).toEqual(whole);
      for (const at of [0, 60, 80, 95, 270, 297].filter((one) => one + 6 < whole.length)) {
        const last = whole[at] ?? 0;
        expect(nextRuns({ cron, timeZone: zone }, last, 5)).toEqual(whole.slice(at + 1, at + 6));
      }
    },
  );

  test('has each time once for looks every five minutes over both changes of clocks', () => {
    for (const day of [
      Date.UTC(2026, 2, 8),
      Date.UTC(2026, 2, 29),
      Date.UTC(2026, 3, 5),
      Date.UTC(2026, 9, 4),
      Date.UTC(2026, 9, 25),
      Date.UTC(2026, 10, 1),
    ]) {
      const opened: number[] = [];
      for (let now = day - dayMs, last = now; now < day + dayMs; now += 300_000) {
        const due = runsBetween({ cron: '0,30 1-3 * * *', timeZone: zone }, last, now, 100);
        opened.push(...due);
        last = due.at(-1) ?? last;
      }
      const local = opened.map((at) => DateTime.fromMillis(at, { zone }).toFormat('dd HH:mm'));
      expect(new Set(local).size).toBe(opened.length);
      expect(opened.length).toBeGreaterThanOrEqual(9);
    }
  });
});

test('a skipped local time is as much later as the clocks jump; a repeated one is its first instant', () => {
  const paris = { cron: '30 2 * * *', timeZone: 'Europe/Paris' };
  expect(nextRuns(paris, Date.UTC(2026, 2, 28, 12), 2).map((at) => new Date(at).toISOString())).toEqual([
    '2026-03-29T01:30:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
  expect(nextRuns(paris, Date.UTC(2026, 9, 24, 12), 2).map((at) => new Date(at).toISOString())).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

test('of many due times the newest are found', () => {
  const each = { cron: '* * * * * *', timeZone: 'Europe/Paris' };
  const runs = runsBetween(each, from, from + 90_000_000, 3);
  expect(runs).toEqual([from + 89_998_000, from + 89_999_000, from + 90_000_000]);
});

test('a wrong cron expression is refused with a reason', () => {
  expect(judgeCron('0 2 * * 1-5')).toBeUndefined();
  expect(judgeCron('*/10 0 2 * * MON-FRI')).toBeUndefined();
  for (const wrong of [
    '',
    '0 2',
    '0 25 * * *',
    '0 2 30 2 *',
    'H 2 * * *',
    '0 2 * * 1-5 * *',
    '@daily',
    '0 2 * * foo',
  ])
    expect([wrong, judgeCron(wrong)]).toEqual([wrong, expect.objectContaining({ params: {} })]);
  for (const never of ['0 2 30 2 *', '0 2 31 2,4 *'])
    expect([never, judgeCron(never)]).toEqual([never, message('cron_never', {})]);
  expect(judgeCron('0 25 * * *')).toEqual(message('cron_out_of_range', {}));
  expect(judgeCron('0 2 * * THU')).toBeUndefined();
});
