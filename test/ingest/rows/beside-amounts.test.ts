import { expect, test } from '@jest/globals';
import { AmountsNeighbour, looksParted } from '../../../src/ingest/rows/beside-amounts.ts';
import type { TableRow } from '../../../src/ingest/rows/table-rows.ts';

const format = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  newline: '\n',
  hasSeparatorLine: false,
} as const;

function found(rows: readonly (readonly string[])[], more: Partial<TableRow> = {}, hints = {}) {
  const neighbour = new AmountsNeighbour({ at: { amount: 0 }, format }, { map: [], ...hints });
  for (const cells of rows)
    neighbour.note({ line: 2, cells, reference: '', batch: '', flaw: undefined, ...more });
  return neighbour.found;
}

test('digits beside a whole amount may be a part of it if other rows have text or nothing there', () => {
  expect(
    found([
      ['48', 'Refund'],
      ['12', '50'],
    ]),
  ).toEqual(['parts', 'wholes']);
  expect(
    found([
      ['48.20', ''],
      ['12', '50'],
    ]),
  ).toEqual(['parts', 'wholes']);
  expect(
    found([
      ['48', 'N/A'],
      ['12', '50'],
    ]),
  ).toEqual(['wholes']);
});

test('digits beside a whole amount belong to their column if it also has numbers beside decimals', () => {
  expect(
    found([
      ['48.20', '17'],
      ['12', '50'],
      ['30', 'unknown'],
    ]),
  ).toEqual(['wholes']);
  expect(
    found([
      ['48.20', '1.50'],
      ['12.50', ''],
    ]),
  ).toEqual(['decimals']);
});

test('padded and held rows prove nothing, and a given decimal mark ends the suspicion', () => {
  expect(found([['48', 'Refund']], { forgiven: ['short'] })).toEqual([]);
  expect(found([['48', 'Refund']], { flaw: { code: 'row_hidden' } })).toEqual([]);
  expect(found([['48', 'Refund']], {}, { decimalMark: '.' })).toEqual([]);
});

test('a split amount is a whole number beside two digits, or beside three with decimals', () => {
  for (const [amount, next] of [
    ['12', '50'],
    ['12', '50 F3'],
    ['1', '250.00'],
    ['-2', '300,10'],
  ] as const)
    expect(looksParted([amount, next], 0)).toBe(true);
  for (const [amount, next] of [
    ['12', '5'],
    ['12.00', '50'],
    ['12', '2024'],
    ['12', 'F3'],
    ['12', ''],
  ] as const)
    expect(looksParted([amount, next], 0)).toBe(false);
});
