import { expect, test } from '@jest/globals';
import { unwrapped } from '../../../src/ingest/rows/cell-wrappings.ts';

test.each([
  ['="00123"', '00123', 'formula_texts'],
  ['="a ""b"""', 'a "b"', 'formula_texts'],
  ["'000123'", '000123', 'apostrophes'],
  [" 'DE62' ", 'DE62', 'apostrophes'],
  ["'O''Brien'", "O'Brien", 'apostrophes'],
  ['„DE62“', 'DE62', 'apostrophes'],
  ['´DE62´', 'DE62', 'apostrophes'],
  ['"DE62"', 'DE62', 'apostrophes'],
])('%s holds %s', (cell, value, kind) => {
  expect(unwrapped(['x', cell], true)).toEqual({ cells: ['x', value], forgiven: [kind] });
});

test.each(["'t Hooft", "'s-Gravenhage", '=SUM(A1)', "'a' and 'b'", '„a“ b', '« a » et « b »'])(
  '%s is what it holds',
  (cell) => {
    expect(unwrapped(['x', cell], true)?.cells).toEqual(['x', cell]);
  },
);

test('nothing stands around the cells of nearly every row, and a guard is none in a workbook', () => {
  expect(unwrapped(['x', 'DE62', '12,50'], true)).toBeUndefined();
  expect(unwrapped(["'=1"], true)).toEqual({ cells: ['=1'], forgiven: [] });
  expect(unwrapped(["'=1"], false)).toEqual({ cells: ["'=1"], forgiven: [] });
});
