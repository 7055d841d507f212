import { dayMs } from './spans.ts';
import { instantIn, localDate } from './zone-time.ts';

/**
 * Whether TARGET settles payments on this day: Monday to Friday, except 1 January, Good Friday, Easter Monday, 1 May, 25 and 26
 * December (ECB, long-term calendar for TARGET closing days). `day` is a date, `2026-12-24`.
 */
export function isBusinessDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  const weekday = new Date(at).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !isHoliday(day, at);
}

const fixedHolidays = new Set(['01-01', '05-01', '12-25', '12-26']);

function isHoliday(day: string, at: number): boolean {
  if (fixedHolidays.has(day.slice(5))) return true;
  const sinceEaster = (at - easterSunday(Number(day.slice(0, 4)))) / dayMs;
  return sinceEaster === -2 || sinceEaster === 1;
}

/** The Gregorian computus in the form of Meeus, Jones and Butcher, as a moment in UTC. */
function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const days = epact + toSunday - 7 * late + 114;
  return Date.UTC(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

/** The date `count` business days after `day`, which itself does not count; `day` itself for 0. */
export function addBusinessDays(day: string, count: number): string {
  let reached = day;
  for (let left = count; left > 0; ) {
    reached = dayAfter(reached);
    if (isBusinessDay(reached)) left -= 1;
  }
  return reached;
}

/** The next date of the calendar. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
}

/** The last whole second of a date by the clocks of an IANA zone, in milliseconds. */
export function endOfDay(day: string, zone: string): number {
  return instantIn(zone, Date.parse(`${day}T23:59:59Z`));
}

/** 23:59:59 of the day `count` business days after the day of an instant, both by the clocks of the zone; in milliseconds. */
export function endOfBusinessDay(instant: number, count: number, zone: string): number {
  return endOfDay(addBusinessDays(localDate(instant, zone), count), zone);
}
