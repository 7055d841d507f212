import { describe, expect, test } from '@jest/globals';
import type { AmountMarks } from '../../src/domain/amount-marks.ts';
import { markedBatch, type ReadBefore, readMark } from '../../src/domain/reading-mark.ts';

const batch = 'abcdefgh2345';
const proven = {
  kind: 'proven',
  unit: 'cents',
  decimalMark: ',',
  groupMark: '.',
  proving: 7,
  marked: 9,
} as const;

test('rejected rows record how their file was read', () => {
  const before: ReadBefore = {
    amounts: proven,
    dayOrder: { kind: 'proven', order: 'mdy', proving: 1, ordered: 2 },
    nameOrder: 'last_comma_first',
  };
  expect(markedBatch(batch, before)).toBe('abcdefgh2345 cents 1.234,56 mdy last,first');
  expect(readMark(markedBatch(batch, before))).toEqual({
    batch,
    before: {
      amounts: { ...proven, proving: 0, marked: 0 },
      dayOrder: { kind: 'said', order: 'mdy' },
      nameOrder: 'last_comma_first',
    },
  });
});

describe('the marks of amounts', () => {
  test.each<[AmountMarks, string]>([
    [{ kind: 'said', unit: 'euros', decimalMark: '.' }, 'euros 1,234.56'],
    [{ kind: 'proven', unit: 'euros', decimalMark: ',', proving: 1, marked: 1 }, 'euros 1234,56'],
    [
      { kind: 'proven', unit: 'euros', decimalMark: ',', groupMark: ' ', proving: 1, marked: 1 },
      'euros 1234,56',
    ],
    [{ kind: 'unproven', unit: 'cents' }, 'cents'],
    [{ kind: 'contradictory', unit: 'euros', points: 2, commas: 3 }, 'euros mixed'],
  ])('%j are written as %s', (amounts, words) => {
    const cell = markedBatch(batch, { amounts });
    expect(cell).toBe(`${batch} ${words}`);
    const read = readMark(cell)?.before?.amounts;
    const decimalMark = 'decimalMark' in amounts ? amounts.decimalMark : undefined;
    expect([read?.unit, read && 'decimalMark' in read ? read.decimalMark : undefined]).toEqual([
      amounts.unit,
      decimalMark,
    ]);
  });
});

test.each(['', 'batch', 'ABCDEFGH2345 euros', 'abcdefgh2345x'])('the cell %j names no batch', (cell) => {
  expect(readMark(cell)).toBeUndefined();
});

test('a cell with a batch alone does not record how the file was read', () => {
  expect(readMark(` ${batch} `)).toEqual({ batch });
});
