import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeOf } from '../../../src/tables/workbook/cell-place.ts';

test.each([
  ['A1', { column: 0, row: 1 }],
  ['Z10', { column: 25, row: 10 }],
  ['AA7', { column: 26, row: 7 }],
  ['XFD1048576', { column: 16_383, row: 1_048_576 }],
  ['', undefined],
  ['A', undefined],
  ['1', undefined],
  ['A0', undefined],
  ['A01', undefined],
  ['AAAA1', undefined],
  ['A12345678', undefined],
  ['a1', undefined],
  ['A1 ', undefined],
  ['$A$1', undefined],
])('the reference %p is read as %p', (text, place) => {
  expect(placeOf(text)).toEqual(place);
});

test('a text is a reference exactly where the rule says so', () => {
  const piece = fc.constantFrom('A', 'Z', 'x', '0', '1', '9', '$', ' ', 'É');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      expect(placeOf(text) !== undefined).toBe(/^[A-Z]{1,3}[1-9]\d{0,6}$/.test(text));
    }),
    { numRuns: 5_000 },
  );
});
