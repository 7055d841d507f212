import { expect, test } from '@jest/globals';
import { createProviderClock } from '../../src/bridge/provider-clock.ts';

const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
const dateMs = Date.parse(date);

test('before any answer the offset is unknown, and an answer without a date does not change it', () => {
  const clock = createProviderClock();
  clock.learn(undefined, 0, 1);
  clock.learn('yesterday', 0, 1);
  expect(clock.offsetMs()).toBeUndefined();
});

test('the offset is right to half a second plus half of the time of the call', () => {
  const clock = createProviderClock();
  clock.learn(date, dateMs - 5_000, dateMs - 4_900);
  expect(clock.offsetMs()).toBe(500 + 4_950);
});

test('a slower call replaces a quicker one only after a minute', () => {
  const clock = createProviderClock();
  clock.learn(date, dateMs, dateMs + 10);
  clock.learn(date, dateMs, dateMs + 5_000);
  expect(clock.offsetMs()).toBe(495);
  clock.learn(date, dateMs + 100_000, dateMs + 101_000);
  expect(clock.offsetMs()).toBe(500 - 100_500);
});

test('a call that took longer than clocks may differ does not change the offset', () => {
  const clock = createProviderClock();
  clock.learn(date, dateMs, dateMs + 2_001);
  expect(clock.offsetMs()).toBeUndefined();
});
