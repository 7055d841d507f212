import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import { shown } from '../text/shown.ts';

/** Bridge accepts links that live at most 90 days. */
export const longestExpirySeconds = 90 * 24 * 60 * 60;

const isoInstant =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2}))?$/;

/**
 * Reads a normalised text as an instant in milliseconds, cut to whole seconds: an ISO date with time and zone, or a date alone, which means
 * the last second of that day in UTC. Anything else adds `expiry_unreadable`.
 */
export function readInstant(text: string, field: string, found: Failure[]): number | undefined {
  const match = isoInstant.exec(text);
  const instant = match === null ? undefined : instantOf(match);
  if (instant === undefined) {
    const isZoneless = /^\d{4}-\d{2}-\d{2}[Tt ][\d:.]+$/.test(text);
    const zone = isZoneless ? [message('expiry_zone_missing', {})] : [];
    const details = [message('found', { found: shown(text) }), ...zone];
    found.push({ code: 'expiry_unreadable', field, details });
  }
  return instant;
}

function instantOf(match: RegExpExecArray): number | undefined {
  const [, year, month, day, hour = '23', minute = '59', second, zone = 'Z'] = match;
  const seconds = second ?? (match[4] === undefined ? '59' : '00');
  const calendar = `${year}-${month}-${day}`;
  const local = Date.parse(`${calendar}T${hour}:${minute}:${seconds}Z`);
  // `Date.parse` moves 30 February to March, so the result is compared with the text.
  if (Number.isNaN(local) || isoOf(local) !== `${calendar}T${hour}:${minute}:${seconds}Z`) return undefined;
  if (zone === 'Z' || zone === 'z') return local;
  const offsetHours = Number(zone.slice(1, 3));
  const offsetMinutes = Number(zone.slice(-2));
  if (offsetHours > 14 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return zone.startsWith('-') ? local + offset : local - offset;
}

/** Adds `expiry_past` or `expiry_too_far` where a link created at `now` could not expire at `instant`; both in milliseconds. */
export function judgeExpiry(
  instant: number,
  text: string,
  now: number,
  field: string,
  found: Failure[],
): void {
  const latest = now + longestExpirySeconds * 1000;
  if (instant <= now) {
    found.push({ code: 'expiry_past', field, details: [message('found', { found: shown(text) })] });
  }
  if (instant > latest) {
    const details = [message('expiry_latest', { found: shown(text), latest: isoOf(latest) })];
    found.push({ code: 'expiry_too_far', field, details });
  }
}

/** Milliseconds as ISO 8601 in UTC, cut to whole seconds: `2026-12-31T22:59:59Z`. */
export function isoOf(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
