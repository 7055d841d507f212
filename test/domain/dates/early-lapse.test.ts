import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { earlyLapses } from '../../../src/domain/dates/early-lapse.ts';
import { longestExpirySeconds } from '../../../src/domain/dates/expiry.ts';
import { endOfLife } from '../../../src/domain/link-life.ts';

const paris = 'Europe/Paris';
const isEarly = (submitted: string, expiry: string) =>
  earlyLapses(Date.parse(submitted), paris)(Date.parse(expiry));

describe('an expiry', () => {
  test.each([
    ['Christmas: Thursday to Sunday', '2026-12-24T09:00:00Z', '2026-12-27T22:59:59Z'],
    ['Christmas: the Monday after Christmas, at noon', '2026-12-21T09:00:00Z', '2026-12-28T11:00:00Z'],
    ['Easter: Wednesday to Easter Monday', '2026-04-01T09:00:00Z', '2026-04-06T21:59:59Z'],
    ['Easter: Thursday to Tuesday, one whole day', '2026-04-02T09:00:00Z', '2026-04-07T21:59:59Z'],
    ['a weekend: Wednesday to Sunday', '2026-11-25T09:00:00Z', '2026-11-29T12:00:00Z'],
    ['a day in a plain week', '2026-11-23T09:00:00Z', '2026-11-24T22:59:59Z'],
    ['the weekend in which clocks go forward', '2026-03-25T09:00:00Z', '2026-03-29T02:30:00Z'],
    ['the Monday after clocks went back', '2026-10-21T09:00:00Z', '2026-10-26T08:00:00Z'],
    ['submitted on a Sunday, one whole day', '2026-11-29T09:00:00Z', '2026-11-30T22:59:59Z'],
  ])('is too early: %s', (_, submitted, expiry) => {
    expect(isEarly(submitted, expiry)).toBe(true);
  });

  test.each([
    ['two whole days in a plain week', '2026-11-23T09:00:00Z', '2026-11-25T22:59:59Z'],
    ['two days up to the end of a Friday', '2026-11-25T09:00:00Z', '2026-11-27T22:59:59Z'],
    ['the whole Monday after a weekend', '2026-11-25T09:00:00Z', '2026-11-30T22:59:59Z'],
    ['the Tuesday after Christmas', '2026-12-24T09:00:00Z', '2026-12-29T22:59:59Z'],
    ['a later weekend', '2026-11-25T09:00:00Z', '2026-12-06T12:00:00Z'],
    ['thirty days', '2026-11-25T09:00:00Z', '2026-12-25T09:00:00Z'],
  ])('is not too early: %s', (_, submitted, expiry) => {
    expect(isEarly(submitted, expiry)).toBe(false);
  });

  test('two or more business days ahead is never too early', () => {
    const life = (days: number) => ({ expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: days });
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) }),
        fc.integer({ min: 2, max: 60 }),
        fc.constantFrom(paris, 'America/New_York', 'Asia/Tokyo', 'UTC'),
        (now, days, zone) => !earlyLapses(now, zone)(endOfLife(life(days), now, zone)),
      ),
    );
  });
});
