import { expect, test } from '@jest/globals';
import { retryAfterMs } from '../../src/bridge/retry-after.ts';

const nowMs = Date.parse('2026-11-22T10:00:00Z');

test('Retry-After is read as seconds', () => {
  expect(retryAfterMs('7', undefined, nowMs)).toBe(7_000);
  expect(retryAfterMs('0', undefined, nowMs)).toBe(0);
});

test("a date in Retry-After is compared with the provider's own clock, else with ours", () => {
  const until = 'Sun, 22 Nov 2026 10:00:30 GMT';
  expect(retryAfterMs(until, 'Sun, 22 Nov 2026 10:00:10 GMT', nowMs)).toBe(20_000);
  expect(retryAfterMs(until, undefined, nowMs)).toBe(30_000);
  expect(retryAfterMs('Sun, 22 Nov 2026 09:00:00 GMT', undefined, nowMs)).toBe(0);
});

test('no Retry-After makes us wait longer than an hour', () => {
  expect(retryAfterMs('86400', undefined, nowMs)).toBe(3_600_000);
  expect(retryAfterMs('Sun, 22 Nov 2099 10:00:00 GMT', undefined, nowMs)).toBe(3_600_000);
});

test('a missing or unreadable Retry-After gives no wait', () => {
  expect(retryAfterMs(undefined, undefined, nowMs)).toBeUndefined();
  expect(retryAfterMs('soon', undefined, nowMs)).toBeUndefined();
});
