import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plainNumber } from '../../../src/tables/workbook/stored-number.ts';

describe('a stored number', () => {
  test.each([
    ['1234.5', '1234.5'],
    ['1234.50', '1234.50'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['-12', '-12'],
    ['.5', '.5'],
    ['1.5E+3', '1500'],
    ['1.50e1', '15.0'],
    ['1.2345E2', '123.45'],
    ['-2.5E-3', '-0.0025'],
    ['5E-1', '0.5'],
    ['05E1', '50'],
    ['0E+5', '0'],
    ['1E+19', '10000000000000000000'],
    ['1E+20', '1E+20'],
    ['1E-19', '0.0000000000000000001'],
    ['1E-20', '1E-20'],
    ['7.61E+25', '7.61E+25'],
    ['1E+999999999999999999999', '1E+999999999999999999999'],
    ['1E-999999999999999999999', '1E-999999999999999999999'],
  ])('%s is %s', (stored, plain) => {
    expect(plainNumber(stored)).toBe(plain);
  });

  test.each(['', '-', '.', 'NaN', 'INF', '1,5', '1 000', '0x10', '1E', 'E5', '1.2.3'])(
    '%j is no number',
    (stored) => {
      expect(plainNumber(stored)).toBeUndefined();
    },
  );

  test('has the same value with its exponent expanded', () => {
    const mantissa = fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 99_999 }));
    fc.assert(
      fc.property(mantissa, fc.integer({ min: -9, max: 9 }), ([whole, decimals], exponent) => {
        const plain = plainNumber(`${whole}.${decimals}E${exponent}`) ?? '';
        expect(plain).toMatch(/^\d+(\.\d+)?$/);
        expect(Number(plain)).toBe(Number(`${whole}.${decimals}E${exponent}`));
      }),
    );
  });
});
