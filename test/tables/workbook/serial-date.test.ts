import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateOfSerial } from '../../../src/tables/workbook/serial-date.ts';

describe('a serial date', () => {
  test.each([
    ['1', '1900-01-01'],
    ['59', '1900-02-28'],
    ['61', '1900-03-01'],
    ['46082', '2026-03-01'],
    ['46387.75', '2026-12-31T18:00:00'],
    ['46387.7499999999', '2026-12-31T18:00:00'],
    ['46387.00001157407', '2026-12-31T00:00:01'],
    ['46386.99999999', '2026-12-31'],
    ['46387.999988425926', '2026-12-31T23:59:59'],
    ['2958465', '9999-12-31'],
  ])('%s of the 1900 system is %s', (serial, date) => {
    expect(dateOfSerial(serial, false)).toBe(date);
  });

  test.each([
    ['1', '1904-01-02'],
    ['60', '1904-03-01'],
    ['44620', '2026-03-01'],
    ['44925.75', '2026-12-31T18:00:00'],
  ])('%s of the 1904 system is %s', (serial, date) => {
    expect(dateOfSerial(serial, true)).toBe(date);
  });

  test.each(['0', '0.75', '60', '60.5', '59.999999', '2958466', '9999999', '-1', '1E+5', '+5', '', 'x'])(
    '%s is no day',
    (serial) => {
      expect(dateOfSerial(serial, false)).toBeUndefined();
    },
  );

  test('of any second of any day is that second, with any number of digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 61, max: 2_958_464 }),
        fc.integer({ min: 1, max: 86_399 }),
        fc.integer({ min: 7, max: 20 }),
        (day, second, digits) => {
          const fraction = (BigInt(second) * 10n ** 20n) / 86_400n;
          const stored = `${day}.${String(fraction).padStart(20, '0').slice(0, digits)}`;
          const instant = Date.UTC(1899, 11, 30) + (day * 86_400 + second) * 1000;
          expect(dateOfSerial(stored, false)).toBe(new Date(instant).toISOString().slice(0, 19));
        },
      ),
    );
  });
});
