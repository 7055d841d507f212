import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Failure } from '../../../src/domain/failure.ts';
import { decimalOf, judgeCeiling, readCents } from '../../../src/domain/money/cents.ts';
import { detailOf, inWords } from '../../support/in-words.ts';

function read(text: string): number | string | undefined {
  const found: Failure[] = [];
  const cents = readCents(text, 'amount', found);
  return cents ?? found.map((failure) => failure.code).join();
}

const grouped = (whole: string, mark: string) => whole.replaceAll(/(?<=\d)(?=(\d{3})+$)/g, mark);

describe('an amount', () => {
  test.each([
    ['12', 1200],
    ['12.5', 1250],
    ['12,50', 1250],
    ['0012.50', 1250],
    ['0.01', 1],
    ['0,1', 10],
    ['1234', 123400],
    ['1,234.56', 123456],
    ['1.234,56', 123456],
    ['1.234.567,8', 123456780],
    ['35000.00', 3500000],
  ])('%p is read as %p cents', (text, cents) => {
    expect(read(text)).toBe(cents);
  });

  test.each([
    ['', 'amount_missing'],
    ['1.234', 'amount_ambiguous'],
    ['1,234', 'amount_ambiguous'],
    ['12.345', 'amount_ambiguous'],
    ['0.125', 'amount_too_many_decimals'],
    ['1234.567', 'amount_too_many_decimals'],
    ['1.2345', 'amount_too_many_decimals'],
    ['1,234.567', 'amount_too_many_decimals'],
    ['0', 'amount_not_positive'],
    ['0.00', 'amount_not_positive'],
    ['-5', 'amount_not_positive'],
    ['−5,00', 'amount_not_positive'],
    ['5.00-', 'amount_not_positive'],
    ['+5', 'amount_unreadable'],
    ['1e3', 'amount_unreadable'],
    ['12.', 'amount_unreadable'],
    ['.50', 'amount_unreadable'],
    ['12,34.56', 'amount_unreadable'],
    ['0,123.45', 'amount_unreadable'],
    ['1.234.567', 'amount_unreadable'],
    ['1 234,56', 'amount_unreadable'],
    ['12.50 €', 'amount_unreadable'],
    ['EUR 12', 'amount_unreadable'],
    ['0x10', 'amount_unreadable'],
    ['١٢', 'amount_unreadable'],
    ['Infinity', 'amount_unreadable'],
    ['9'.repeat(14), 'amount_above_ceiling'],
    ['9'.repeat(100_000), 'amount_above_ceiling'],
    [`${'1,111'.repeat(100_000)}x`, 'amount_unreadable'],
  ])('%.20p is refused with %s', (text, code) => {
    expect(read(text)).toBe(code);
  });

  test('is read to the cent in every supported way of writing it', () => {
    const cents = fc.integer({ min: 1, max: 99_999_999_999 });
    const way = fc.constantFrom('.', ',', 'grouped.', 'grouped,', 'zeros');
    fc.assert(
      fc.property(cents, way, (amount, writing) => {
        const [whole = '', decimals = ''] = decimalOf(amount).split('.');
        const text = {
          '.': `${whole}.${decimals}`,
          ',': `${whole},${decimals}`,
          'grouped.': `${grouped(whole, ',')}.${decimals}`,
          'grouped,': `${grouped(whole, '.')},${decimals}`,
          zeros: `000${whole}.${decimals}`,
        }[writing];
        expect(read(text)).toBe(amount);
      }),
    );
  });

  test('is never read from a text with three digits after a single mark', () => {
    const text = fc.tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom('.', ','), fc.nat(999));
    fc.assert(
      fc.property(text, ([whole, mark, rest]) => {
        expect(read(`${whole}${mark}${String(rest).padStart(3, '0')}`)).toMatch(
          /ambiguous|too_many_decimals/,
        );
      }),
    );
  });

  test('with two readings is shown in both', () => {
    const found: Failure[] = [];
    readCents('1.234', 'amount', found);
    expect(found.map(detailOf)).toEqual(['Found "1.234": 1234.00 or 1.234?']);
  });

  test('above the ceiling is refused, showing both amounts; at the ceiling it passes', () => {
    const found: Failure[] = [];
    judgeCeiling(3_500_000, 3_500_000, 'amount', found);
    expect(found).toEqual([]);
    judgeCeiling(3_500_001, 3_500_000, 'amount', found);
    expect(found.map(inWords)).toEqual([
      { code: 'amount_above_ceiling', field: 'amount', detail: '35,000.01 EUR is above 35,000.00 EUR.' },
    ]);
  });
});
