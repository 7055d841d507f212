import { expect, test } from '@jest/globals';
import { AppError } from '../../../src/domain/failure.ts';
import { CoveredCells } from '../../../src/tables/workbook/covered-cells.ts';

test('of merged cells the first is visible, the others are covered', () => {
  const covered = new CoveredCells([{ firstColumn: 1, lastColumn: 2, firstRow: 2, lastRow: 3 }]);
  expect(covered.hideAny(1, ['a', 'b', 'c'])).toBe(false);
  expect(covered.hideAny(2, ['a', 'b', ' ', 'd'])).toBe(false);
  expect(covered.hideAny(3, ['a', '', '', 'd'])).toBe(false);
  expect(covered.hideAny(3, ['a', 'b'])).toBe(true);
  expect(covered.hideAny(4, ['a', 'b', 'c'])).toBe(false);
});

test('a value beside the first cell is covered too, also of an area that begins in a row without cells', () => {
  const area = { firstColumn: 0, lastColumn: 1, firstRow: 5, lastRow: 9 };
  expect(new CoveredCells([area]).hideAny(5, ['a', 'b'])).toBe(true);
  expect(new CoveredCells([area]).hideAny(7, ['a'])).toBe(true);
});

test('a thousand overlapping areas are refused', () => {
  const area = { firstColumn: 0, lastColumn: 1, firstRow: 1, lastRow: 9 };
  const covered = new CoveredCells(Array<typeof area>(1001).fill(area));
  expect(() => covered.hideAny(1, [])).toThrow(AppError);
});
