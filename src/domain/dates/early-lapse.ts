import { addBusinessDays, dayAfter, endOfBusinessDay, endOfDay, isBusinessDay } from './business-days.ts';
import { localDate } from './zone-time.ts';

/** How many rows of a file have links that expire too early for payers; `first` is the earliest such expiry, ISO 8601 in UTC. */
export interface EarlyLapse {
  readonly rows: number;
  readonly first: string;
}

/** The business days that a payer needs, not counting the day of submission. */
const leastBusinessDays = 2;

/**
 * Tests whether an expiry (milliseconds) is too early for a file submitted at `now` (milliseconds) in an IANA zone: it leaves fewer than two
 * whole business days, or falls in the first weekend or run of holidays, or on the business day after it before that day's end.
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
