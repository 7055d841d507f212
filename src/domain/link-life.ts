import { z } from 'zod';
import { endOfBusinessDay } from './dates/business-days.ts';
import { longestExpirySeconds } from './dates/expiry.ts';
import type { Immutable } from './immutable.ts';

/** How long links live until they expire. */
export const linkLifeSchema = z.object({
  /** Seconds to the expiry, at most 90 days; with `expiresInBusinessDays`, the upper limit. */
  expiresInSeconds: z.number(),
  /** The link expires at 23:59:59, in the zone of the batch, this many business days after its first day. */
  expiresInBusinessDays: z.number().exactOptional(),
});

export type LinkLife = Immutable<z.infer<typeof linkLifeSchema>>;

/** Twelve weeks: more do not fit into the 90 days that Bridge accepts, even without holidays. */
const mostBusinessDays = 60;

/** Reads `30d`, `12h`, or `10b` for business days; at most 90 days or 60 business days, else undefined. */
export function readLinkLife(text: string): LinkLife | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([dhb])$/.exec(text) ?? [];
  if (unit === 'b') {
    const days = Number(count);
    if (days > mostBusinessDays) return undefined;
    return { expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: days };
  }
  const seconds = Number(count) * (unit === 'd' ? 86_400 : 3600);
  return seconds <= longestExpirySeconds ? { expiresInSeconds: seconds } : undefined;
}

/** When a link expires whose life begins at `from`; both in milliseconds, `zone` an IANA name. */
export function endOfLife(life: LinkLife, from: number, zone: string): number {
  const latest = from + life.expiresInSeconds * 1000;
  const { expiresInBusinessDays: days } = life;
  return days === undefined ? latest : Math.min(latest, endOfBusinessDay(from, days, zone));
}
