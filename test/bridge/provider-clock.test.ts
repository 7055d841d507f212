import { expect, test } from '@jest/globals';
import { createProviderClock } from '../../src/bridge/provider-clock.ts';

const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
const dateMs = Date.parse(date);

test('before any answer nothing is known, and an answer without a date teaches nothing', () => {
  const clock = createProviderClock();
  clock.learn(undefined, 0, 1);
  clock.learn('yesterday', 0, 1);
  expect(clock.offsetMs()).toBeUndefined();
});

test('the offset is right to half a second and half of the time of the call', () => {
  const clock = createProviderClock();
  clock.learn(date, dateMs - 5_000, dateMs - 4_900);
  expect(clock.offsetMs()).toBe(500 + 4_950);
});

test('a slower call does not replace a quicker one within a minute, and does after it', () => {
  const clock = createProviderClock();
  clock.learn(date, dateMs, dateMs + 10);
  clock.learn(date, dateMs, dateMs + 5_000);
  expect(clock.offsetMs()).toBe(495);
  clock.learn(date, dateMs + 100_000, dateMs + 101_000);
  expect(clock.offsetMs()).toBe(500 - 100_500);
});

test('a call that took longer than clocks may differ teaches nothing', () => {
  const clock = createProviderClock();
  clock.learn(date, dateMs, dateMs + 2_001);
  expect(clock.offsetMs()).toBeUndefined();
});
