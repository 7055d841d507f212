import { expect, test } from '@jest/globals';
import type { Plan } from '../../../src/domain/plan.ts';
import { declaredSum, isOnlyAmount, isTotalLine, mayBeTotal } from '../../../src/ingest/rows/total-line.ts';

const plan: Pick<Plan, 'at' | 'amounts'> = {
  at: { beneficiary_name: 0, iban: 1, amount: 2 },
  amounts: { kind: 'proven', unit: 'euros', decimalMark: ',', proving: 1, marked: 1 },
};
const row = (...cells: string[]) => ({ line: 9, cells, reference: '', batch: '', flaw: undefined });

test.each([
  ['TOTAL', '', '12,50'],
  ['Total général :', '', '12,50 €'],
  ['', 'Summe', '12,50 EUR'],
  ['Gesamtsumme', '', ''],
  ['Sous-total', '', '-3,00'],
  ['TOTAL (214 lignes)', '', '12,50'],
  ['', 'Total général', '12,50'],
  ['Total TTC à payer (EUR)', '', '12,50'],
])('a line with %j, %j and %j declares a sum', (...cells) => {
  expect(isTotalLine(row(...cells), plan)).toBe(true);
});

test.each([
  ['Total Energies', 'FR4014508000406764668712J28', '12,50'],
  ['Totally Example', '', '12,50'],
  ['Total Energies', '', '12,50'],
  ['Somme Exemple 12', '', '12,50'],
  ['Total', 'see the note', '12,50'],
  ['Example', '', '12,50'],
  ['', '', ''],
])('a line with %j, %j and %j is a row', (...cells) => {
  expect(isTotalLine(row(...cells), plan)).toBe(false);
});

test.each([
  ['Total Lyon', '', '12,50', true],
  ['Total Lyon', 'FR4014508000406764668712J28', '12,50', false],
  ['Example', '', '12,50', false],
])('whether a row of %j, %j and %j may be a total: %s', (name, iban, amount, may) => {
  expect(mayBeTotal(row(name, iban, amount), plan)).toBe(may);
});

test('a declared sum is read in the notation of the column, and in every possible one if that is unproven', () => {
  expect(declaredSum(row('Total', '', '1.234,50'), plan)).toEqual({ possible: [123_450], hasDecimals: true });
  const unproven = { ...plan, amounts: { kind: 'unproven', unit: 'euros' } } as const;
  expect(declaredSum(row('Total', '', '1.234'), unproven).possible.toSorted()).toEqual([123_400]);
  expect(declaredSum(row('Total', '', 'none'), plan).possible).toEqual([]);
});

test('a declared sum may be in any column, and a whole one has the unit of the amounts', () => {
  const cents = { ...plan, amounts: { kind: 'unproven', unit: 'cents' } } as const;
  expect(declaredSum(row('Total', '6249', ''), cents)).toEqual({ possible: [6249], hasDecimals: false });
  expect(declaredSum(row('Total', '62,49', ''), cents)).toEqual({ possible: [6249], hasDecimals: true });
});

test.each([
  ['', '', '12,50', '', true],
  ['', ' ', '12,50 EUR', '3', true],
  ['', '', '12,50', 'see the note', false],
  ['Example', '', '12,50', '', false],
  ['', 'FR', '12,50', '', false],
  ['', '', '', '', false],
])('whether a row of %j, %j, %j and %j holds only an amount: %s', (name, iban, amount, other, is) => {
  expect(isOnlyAmount(row(name, iban, amount, other), plan)).toBe(is);
});

test('a row of a list that has only amounts is complete', () => {
  expect(isOnlyAmount(row('12,50'), { at: { amount: 0 } })).toBe(false);
});
