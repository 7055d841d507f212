import { describe, expect, test } from '@jest/globals';
import { isoOf, longestExpirySeconds } from '../../src/domain/dates/expiry.ts';
import { endOfLife, linkLifeSchema, readLinkLife } from '../../src/domain/link-life.ts';

const paris = 'Europe/Paris';

describe('the life of a link', () => {
  test.each([
    ['30d', { expiresInSeconds: 30 * 86_400 }],
    ['12h', { expiresInSeconds: 43_200 }],
    ['90d', { expiresInSeconds: longestExpirySeconds }],
    ['1b', { expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: 1 }],
    ['60b', { expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: 60 }],
  ])('is read from %s', (text, life) => {
    expect(readLinkLife(text)).toEqual(life);
  });

  test.each(['', '0b', '61b', '91d', '2161h', '10', '1.5b', '10B', '-1b', ' 10b'])(
    'is not read from "%s"',
    (text) => {
      expect(readLinkLife(text)).toBeUndefined();
    },
  );

  test('in hours ends to the second; in business days, at the end of the last one', () => {
    const from = Date.parse('2026-12-23T09:30:15Z');
    expect(isoOf(endOfLife({ expiresInSeconds: 3600 }, from, paris))).toBe('2026-12-23T10:30:15Z');
    const tenDays = { expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: 10 };
    expect(isoOf(endOfLife(tenDays, from, paris))).toBe('2027-01-08T22:59:59Z');
  });

  test('in business days never ends later than Bridge accepts, whatever day it begins', () => {
    const longest = { expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: 60 };
    for (let day = 0; day < 366 * 4; day += 1) {
      const from = Date.UTC(2024, 0, 1, 23, 30) + day * 86_400_000;
      const lifeMs = endOfLife(longest, from, paris) - from;
      expect(lifeMs).toBeLessThanOrEqual(longestExpirySeconds * 1000);
      expect(lifeMs).toBeGreaterThan(82 * 86_400_000);
    }
  });

  test('is parsed without other fields of an object', () => {
    expect(linkLifeSchema.parse({ expiresInSeconds: 60, timeZone: paris })).toEqual({ expiresInSeconds: 60 });
  });
});
