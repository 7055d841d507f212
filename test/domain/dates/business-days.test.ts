import { describe, expect, test } from '@jest/globals';
import {
  addBusinessDays,
  dayAfter,
  endOfBusinessDay,
  isBusinessDay,
} from '../../../src/domain/dates/business-days.ts';
import { isoOf } from '../../../src/domain/dates/expiry.ts';
import { localDate } from '../../../src/domain/dates/zone-time.ts';

/** Year, Good Friday and Easter Monday, from calendars. */
const easter: readonly (readonly [year: number, friday: string, monday: string])[] = [
  [2024, '2024-03-29', '2024-04-01'],
  [2025, '2025-04-18', '2025-04-21'],
  [2026, '2026-04-03', '2026-04-06'],
  [2027, '2027-03-26', '2027-03-29'],
  [2028, '2028-04-14', '2028-04-17'],
  [2029, '2029-03-30', '2029-04-02'],
  [2030, '2030-04-19', '2030-04-22'],
];

function daysOf(year: number): string[] {
  const days = [`${year}-01-01`];
  for (let day = dayAfter(days[0] ?? ''); day.startsWith(String(year)); day = dayAfter(day)) days.push(day);
  return days;
}

describe('TARGET is closed', () => {
  test.each(easter)(
    'in %i on weekends and on the six holidays, and on no other day',
    (year, friday, monday) => {
      const holidays = ['01-01', '05-01', '12-25', '12-26'].map((day) => `${year}-${day}`);
      const closed = new Set([...holidays, friday, monday]);
      const expected = daysOf(year).filter(
        (day) => closed.has(day) || [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay()),
      );
      expect(daysOf(year).filter((day) => !isBusinessDay(day))).toEqual(expected);
    },
  );

  test.each([
    ['1818-03-23', 'the earliest Easter'],
    ['1943-04-26', 'the latest Easter'],
    ['1954-04-19', 'an exception of the tables'],
    ['1981-04-20', 'an exception of the tables'],
    ['2038-04-26', 'the latest Easter of this century'],
    ['2285-03-23', 'the next earliest Easter'],
  ])('on Easter Monday %s: %s', (monday) => {
    expect(isBusinessDay(monday)).toBe(false);
    expect(isBusinessDay(dayAfter(monday))).toBe(true);
  });

  test('not on holidays of single countries', () => {
    const open = ['2026-07-14', '2026-11-11', '2026-05-14', '2026-05-25', '2026-12-24', '2026-12-31'];
    expect(open.filter((day) => !isBusinessDay(day))).toEqual([]);
  });
});

describe('business days are counted', () => {
  test.each([
    ['2026-12-23', 1, '2026-12-24'],
    ['2026-12-23', 2, '2026-12-28'],
    ['2026-12-24', 10, '2027-01-11'],
    ['2026-04-02', 1, '2026-04-07'],
    ['2026-04-04', 1, '2026-04-07'],
    ['2026-03-27', 10, '2026-04-14'],
    ['2026-11-25', 0, '2026-11-25'],
  ])('from %s, by %i, to %s', (day, count, reached) => {
    expect(addBusinessDays(day, count)).toBe(reached);
  });

  test.each([
    ['after the clocks went forward', '2026-03-27T10:00:00Z', 1, 'Europe/Paris', '2026-03-30T21:59:59Z'],
    ['before the clocks changed', '2026-03-26T10:00:00Z', 1, 'Europe/Paris', '2026-03-27T22:59:59Z'],
    ['after the clocks went back', '2026-10-23T10:00:00Z', 1, 'Europe/Paris', '2026-10-26T22:59:59Z'],
    ['before the clocks changed', '2026-10-22T10:00:00Z', 1, 'Europe/Paris', '2026-10-23T21:59:59Z'],
    ['where the day has begun already', '2026-12-22T23:30:00Z', 1, 'Europe/Paris', '2026-12-24T22:59:59Z'],
    [
      'where the day has not begun yet',
      '2026-12-24T03:00:00Z',
      1,
      'America/New_York',
      '2026-12-25T04:59:59Z',
    ],
    ['in a zone east of all', '2026-12-24T12:00:00Z', 1, 'Pacific/Kiritimati', '2026-12-28T09:59:59Z'],
  ])('to the last second of the day, %s', (_, from, count, zone, end) => {
    expect(isoOf(endOfBusinessDay(Date.parse(from), count, zone))).toBe(end);
  });

  test('from the day that the clocks of the zone show', () => {
    const instant = Date.parse('2026-12-31T23:30:00Z');
    expect(localDate(instant, 'UTC')).toBe('2026-12-31');
    expect(localDate(instant, 'Europe/Paris')).toBe('2027-01-01');
  });
});
