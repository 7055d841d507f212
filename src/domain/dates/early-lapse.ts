import { addBusinessDays, dayAfter, endOfBusinessDay, endOfDay, isBusinessDay } from './business-days.ts';
import { localDate } from './zone-time.ts';

/** The rows of a file whose links would lapse before people are back; `first` is the earliest of their expiries, ISO 8601 in UTC. */
export interface EarlyLapse {
  readonly rows: number;
  readonly first: string;
}

/** The business days that a payer needs at least, the day of handing in not counted. */
const leastBusinessDays = 2;

/**
 * Tells which expiries come before people are back, for links handed in at `now` (milliseconds) in an IANA zone: those that leave fewer
 * than two whole business days, and those in the first weekend or row of holidays, or on the business day after it before its end.
 */
export function earlyLapses(now: number, zone: string): (expiry: number) => boolean {
  const today = localDate(now, zone);
  const enoughAt = endOfBusinessDay(now, leastBusinessDays, zone);
  let lastDay = today;
  while (isBusinessDay(dayAfter(lastDay))) lastDay = dayAfter(lastDay);
  const awayFrom = endOfDay(lastDay, zone);
  const backAt = endOfDay(addBusinessDays(lastDay, 1), zone);
  return (expiry) => expiry < enoughAt || (expiry > awayFrom && expiry < backAt);
}
