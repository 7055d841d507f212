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
])('%s is unwrapped to %s', (cell, value, kind) => {
  expect(unwrapped(['x', cell], true)).toEqual({ cells: ['x', value], forgiven: [kind] });
});

test.each(["'t Hooft", "'s-Gravenhage", '=SUM(A1)', "'a' and 'b'", '„a“ b', '« a » et « b »'])(
  '%s is not unwrapped',
  (cell) => {
    expect(unwrapped(['x', cell], true)?.cells).toEqual(['x', cell]);
  },
);

test("plain cells stay as they are, and a workbook\\'s apostrophe is not a guard", () => {
  expect(unwrapped(['x', 'DE62', '12,50'], true)).toBeUndefined();
  expect(unwrapped(["'=1"], true)).toEqual({ cells: ['=1'], forgiven: [] });
  expect(unwrapped(["'=1"], false)).toEqual({ cells: ["'=1"], forgiven: [] });
});
