import { IANAZone } from 'luxon';
import { dayMs } from '../dates/spans.ts';

/** Accepts a credential: printable ASCII without spaces, since it is sent in a header. */
export function readCredential(text: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** Reads an API's base URL, without a final slash: https, or http for this machine; no user, password, query or fragment. */
export function readBaseUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!isSafeTransport(url)) return undefined;
  if (`${url.username}${url.password}${url.search}${url.hash}` !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

/** Whether nobody can read the traffic on the way: https, or http to this machine. */
export function isSafeTransport({ protocol, hostname }: URL): boolean {
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLocal);
}

/** Reads `2000/300s,50/1s` as counts and windows (ms, s or m); `none` gives an empty list. */
export function readLimits(text: string): { count: number; windowMs: number }[] | undefined {
  if (text === 'none') return [];
  const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };
  const limits = text.split(',').map((part) => {
    const [, count, length, unit] = /^\s*([1-9]\d{0,6})\/([1-9]\d{0,6})(ms|s|m)\s*$/.exec(part) ?? [];
    return { count: Number(count), windowMs: Number(length) * (unitMs[unit ?? ''] ?? Number.NaN) };
  });
  return limits.every(({ windowMs }) => windowMs > 0) ? limits : undefined;
}

/** Reads `400d` as milliseconds, from 30 to 36500 days. */
export function readAge(text: string): number | undefined {
  const [, count] = /^([1-9]\d{1,4})d$/.exec(text) ?? [];
  const days = Number(count);
  return days >= 30 && days <= 36_500 ? days * dayMs : undefined;
}

/** Accepts a zone of the IANA list. */
export function readTimeZone(text: string): string | undefined {
  return IANAZone.isValidZone(text) ? text : undefined;
}

/** Accepts a Redis URL: `redis:`, `rediss:` or `unix:`. */
export function readRedisUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, pathname, username, password } = new URL(text);
  if (![pathname, username, password].every(isDecodable)) return undefined;
  if (protocol === 'unix:') return text;
  return ['redis:', 'rediss:'].includes(protocol) && /^(\/\d*)?$/.test(pathname) ? text : undefined;
}

/** Whether the percent-encoding of a part of a URL is valid. */
export function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** Accepts the name of an account: 1 to 40 of `a` to `z`, `0` to `9` and `-`. */
export function readAccountName(text: string): string | undefined {
  return /^[a-z0-9-]{1,40}$/.test(text) ? text : undefined;
}
