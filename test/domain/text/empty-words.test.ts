import { describe, expect, test } from '@jest/globals';
import { filledText } from '../../../src/domain/text/empty-words.ts';

describe('a cell with a word for an empty value', () => {
  test.each([
    'NULL',
    'null',
    '\\N',
    'nan',
    'NaN',
    'None',
    'N/A',
    '#N/A',
    '-',
    '–',
    ' NOTPROVIDED ',
    '\u00a0',
  ])('is empty: %j', (cell) => {
    expect(filledText(cell)).toBe('');
  });

  test.each(['Null', 'Nan', 'Nullmeier', 'NULL GmbH', 'N', '0', 'Nadia', '-12', 'None of them'])(
    'is not empty where the word is another one: %j',
    (cell) => {
      expect(filledText(cell)).toBe(cell);
    },
  );
});
