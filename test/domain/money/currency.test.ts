import { describe, expect, test } from '@jest/globals';
import { mayNameCurrency, namesEuro } from '../../../src/domain/money/currency.ts';

describe('the euro', () => {
  test.each(['EUR', 'eur', 'Euro', 'euros', '€', '978', 'EUR (€)', '€ EUR', 'Euro - EUR', '(EUR)'])(
    'is named by %j',
    (text) => {
      expect(namesEuro(text)).toBe(true);
    },
  );

  test.each([
    '',
    '-',
    '()',
    'USD',
    'US Dollar',
    '840',
    'EUR/USD',
    'Eurotunnel',
    '€uro',
    'EUR 12',
    'EUR '.repeat(20),
  ])('is not named by %j', (text) => {
    expect(namesEuro(text)).toBe(false);
  });
});

describe('a currency', () => {
  test.each(['USD', 'usd', '840', '£', 'US Dollar', 'dollars', 'livre sterling', 'Schweizer Franken', 'A$'])(
    'may be named by %j',
    (text) => {
      expect(mayNameCurrency(text)).toBe(true);
    },
  );

  test.each(['source', 'target', '02.10.2026', 'Bauer', ''])('is not named by %j', (text) => {
    expect(mayNameCurrency(text)).toBe(false);
  });
});
