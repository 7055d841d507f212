import { describe, expect, test } from '@jest/globals';
import { isNoticeTime } from '../../../src/actions/notify/lapsing-notice.ts';
import { localDate } from '../../../src/domain/dates/zone-time.ts';

const hourMs = 60 * 60_000;

/** The first hour of each day of a year in which a notice is due, in UTC, by day. */
function firstHours(year: number, timeZone: string): Map<string, string> {
  const first = new Map<string, string>();
  for (let now = Date.UTC(year, 0, 1); now < Date.UTC(year + 1, 0, 1); now += hourMs) {
    if (!isNoticeTime(now, timeZone)) continue;
    const day = localDate(now, timeZone);
    if (day.startsWith(String(year)) && !first.has(day))
      first.set(day, new Date(now).toISOString().slice(11, 16));
  }
  return first;
}

describe('over a year', () => {
  test('mornings of business days are at nine by the clocks of the zone, through both changes', () => {
    const paris = firstHours(2026, 'Europe/Paris');
    expect(paris.get('2026-03-27')).toBe('08:00');
    expect(paris.get('2026-03-30')).toBe('07:00');
    expect(paris.get('2026-10-23')).toBe('07:00');
    expect(paris.get('2026-10-26')).toBe('08:00');
    expect(new Set(paris.values())).toEqual(new Set(['07:00', '08:00']));
  });

  test.each(['Europe/Paris', 'Europe/Helsinki', 'America/New_York'])(
    'in %s no notice is posted on weekends, at Easter and at Christmas',
    (timeZone) => {
      const days = firstHours(2026, timeZone);
      // 261 weekdays, less New Year, Good Friday, Easter Monday, 1 May and 25 December; 26 December is a Saturday.
      expect(days.size).toBe(256);
      const quiet = ['2026-04-03', '2026-04-05', '2026-04-06', '2026-05-01', '2026-12-25', '2026-12-27'];
      expect(quiet.filter((day) => days.has(day))).toEqual([]);
      expect(['2026-04-02', '2026-04-07', '2026-12-24', '2026-12-28'].every((day) => days.has(day))).toBe(
        true,
      );
    },
  );
});
