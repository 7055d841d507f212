import { hourMs } from '../domain/dates/spans.ts';

const longestMs = hourMs;

/**
 * The wait that a `Retry-After` header asks for in ms, at most an hour; undefined if it is unreadable. A date is
 * compared with `date`, the provider's own clock in the same answer, else with `nowMs`.
 */
export function retryAfterMs(header: string | undefined, date: string | undefined, nowMs: number) {
  if (header === undefined) return undefined;
  const seconds = header.trim();
  if (/^\d{1,9}(\.\d+)?$/.test(seconds)) return Math.min(Math.ceil(Number(seconds) * 1000), longestMs);
  const untilMs = Date.parse(header);
  if (Number.isNaN(untilMs)) return undefined;
  const sinceMs = Date.parse(date ?? '');
  return Math.min(Math.max(0, untilMs - (Number.isNaN(sinceMs) ? nowMs : sinceMs)), longestMs);
}
