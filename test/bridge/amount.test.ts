import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { centsFromEuros, eurosFromCents } from '../../src/bridge/amount.ts';

const written = (cents: number): string => {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, '');
};

describe('amounts in euros', () => {
  test('any cents below 10^15 are written with at most two decimals and read back to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e15 - 1 }), (cents) => {
        const euros = eurosFromCents(cents);
        expect(JSON.stringify(euros)).toBe(written(cents));
        expect(centsFromEuros(JSON.parse(JSON.stringify(euros)))).toBe(cents);
      }),
      { numRuns: 20_000 },
    );
  });

  test('every amount up to 1,000 euros is exact', () => {
    for (let cents = 1; cents <= 100_000; cents++) {
      if (
        centsFromEuros(Number(written(cents))) !== cents ||
        eurosFromCents(cents) !== Number(written(cents))
      ) {
        throw new Error(`${cents} cents`);
      }
    }
  });

  test.each([0, -1, 1.5, Number.NaN, 1e15])('%p cents cannot be sent', (cents) => {
    expect(() => eurosFromCents(cents)).toThrow(RangeError);
  });

  test('a number with more than two decimals is no number of cents', () => {
    expect(centsFromEuros(0.005)).toBeUndefined();
    expect(centsFromEuros(0.1 + 0.2)).toBeUndefined();
    expect(centsFromEuros(12.345)).toBeUndefined();
  });
});
