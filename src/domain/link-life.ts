import { z } from 'zod';
import { endOfBusinessDay } from './dates/business-days.ts';
import { longestExpirySeconds } from './dates/expiry.ts';
import type { Immutable } from './immutable.ts';

/** How long links live. */
export const linkLifeSchema = z.object({
  /** Seconds to the expiry, at most 90 days; where business days are given, the most that they may come to. */
  expiresInSeconds: z.number(),
  /** To 23:59:59 of the business day that is so many after the first day, in the zone of the batch. */
  expiresInBusinessDays: z.number().exactOptional(),
});

export type LinkLife = Immutable<z.infer<typeof linkLifeSchema>>;

/** Twelve weeks: holidays aside, no more fit into the 90 days that Bridge takes. */
const mostBusinessDays = 60;

/** `30d`, `12h`, or `10b` for business days; at most 90 days, which 60 business days are held to. */
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

/** When a link expires whose life began at an instant; both in milliseconds, the zone of the IANA list. */
export function endOfLife(life: LinkLife, from: number, zone: string): number {
  const latest = from + life.expiresInSeconds * 1000;
  const { expiresInBusinessDays: days } = life;
  return days === undefined ? latest : Math.min(latest, endOfBusinessDay(from, days, zone));
}
