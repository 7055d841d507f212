import { describe, expect, test } from '@jest/globals';
import { CurrencyWatch, noCurrencies } from '../../../src/ingest/rows/currency-column.ts';
import { inWords } from '../../support/in-words.ts';

const rowsOf = (...rows: readonly (readonly string[])[]) =>
  rows.map((cells, at) => ({ line: at + 2, cells, reference: '', batch: '', flaw: undefined }));

describe('a column named like a currency', () => {
  test('is not one if its cells are dates', () => {
    expect([...noCurrencies(['Valuta', 'Betrag'], rowsOf(['02.10.2026', '1'], ['', '2']))]).toEqual([0]);
  });

  test('is not one if it holds none and another column holds only currencies', () => {
    const header = ['amountCurrency', 'targetCurrency'];
    expect([...noCurrencies(header, rowsOf(['target', 'EUR'], ['source', 'EUR']))]).toEqual([0]);
    expect([...noCurrencies(header, rowsOf(['target', 'EUR'], ['source', 'x']))]).toEqual([]);
  });

  test.each(['US Dollar', 'USD', '840', '$', 'livres'])('is one if a cell is %s', (cell) => {
    expect([...noCurrencies(['currency', 'other'], rowsOf([cell, 'EUR'], ['x', 'EUR']))]).toEqual([]);
  });

  test('is asked about if a later row holds one after all', () => {
    const watch = new CurrencyWatch(['Valuta', 'Betrag'], new Set([0]));
    for (const row of rowsOf(['02.10.2026', '1'], ['', '2'])) watch.note({ row });
    expect(watch.failures).toEqual([]);
    for (const row of rowsOf(['USD', '1'])) watch.note({ row });
    expect(watch.failures.map(inWords)).toEqual([
      {
        code: 'column_unclear',
        field: '"Valuta"',
        detail: 'Say --map currency="Valuta" or --map ignore="Valuta".',
      },
    ]);
  });
});
