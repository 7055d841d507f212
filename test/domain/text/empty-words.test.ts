import { describe, expect, test } from '@jest/globals';
import { filledText } from '../../../src/domain/text/empty-words.ts';

describe('a word for nothing', () => {
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
  ])('%j is an empty cell', (cell) => {
    expect(filledText(cell)).toBe('');
  });

  test.each(['Null', 'Nan', 'Nullmeier', 'NULL GmbH', 'N', '0', 'Nadia', '-12', 'None of them'])(
    '%j is none',
    (cell) => {
      expect(filledText(cell)).toBe(cell);
    },
  );
});
