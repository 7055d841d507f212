import { expect, test } from '@jest/globals';
import type { Hints } from '../../../src/domain/hints.ts';
import { survey } from '../../../src/ingest/ingest.ts';
import { plainRules, tablesFrom } from '../source-from.ts';

async function refusals(name: string, rows: readonly string[], hints: Partial<Hints> = {}) {
  const lines = rows.map((row) => `FR4014508000406764668712J28,Example SA,${row}`);
  const text = [`iban,beneficiary_company_name,amount,${name}`, ...lines, ''].join('\n');
  const rules = { ...plainRules, hints: { ...plainRules.hints, ...hints } };
  return (await survey(await tablesFrom(text), rules)).refusals.map(({ code }) => code);
}

test('whole amounts beside one or two digits in a nameless or label column refuse the file', async () => {
  for (const name of ['label', 'Libellé', 'Note', '']) {
    expect(await refusals(name, ['24,90', '13,50'])).toEqual(['amounts_parted']);
  }
  expect(await refusals('', ['24,90 €', '7,5€'])).toEqual(['amounts_parted']);
});

test('one row that cannot be a split amount clears the file', async () => {
  expect(await refusals('label', ['24,90', '13,Shoes'])).toEqual([]);
  expect(await refusals('label', ['24,90', '13.50,12'])).toEqual([]);
  expect(await refusals('label', ['24,90', '13,120'])).toEqual([]);
});

test('a column with another name and a given decimal mark clear the file', async () => {
  expect(await refusals('quantity', ['24,90', '13,50'])).toEqual([]);
  expect(await refusals('label', ['24,90', '13,50'], { decimalMark: '.' })).toEqual([]);
});
