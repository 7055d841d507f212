import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialectOf } from '../../../src/tables/text/dialect.ts';

const delimiterOf = (text: string, isWhole = true) => dialectOf(text, isWhole).delimiter;

describe('the separator', () => {
  test.each([
    ['of plain rows', 'a,b,c\n1,2,3\n', ','],
    ['beside decimal commas', 'name;amount\nExample;12,50\nMuster;3,00\n', ';'],
    ['beside a decimal comma in every line', 'a,b;c\n1,50;2\n3,20;4\n', ';'],
    ['that is a tab, beside commas in texts', 'name\tamount\nExample, Ada\t12,50\n', '\t'],
    ['that is a bar', 'a|b|c\n1;2|3|4\n', '|'],
    ['inside quotes counts for nothing', '"a,b,c,d";"e,f"\n"1,2,3,4";"5,6"\n', ';'],
    ['with line ends inside quotes', '"x\ny,z\n1,2";b\n1;2\n', ';'],
    [
      'below titles and above totals',
      'Export of 12.03.2026, all, sorted\n\nname;iban;amount\nA;1;1,50\nB;2;2,50\nTotal;;4,00 (2, all)\n',
      ';',
    ],
    ['below titles that it pads', 'Refunds;;;\n;;;\na;b;c;d\n1;2;3;4,5\n', ';'],
    ['of one column is a comma', 'amount\n12\n13\n', ','],
    ['of a header alone', 'amount;iban;name', ';'],
    ['of ragged rows', 'a;b;c\n1;2\n3;4;5\n6;7;8;9\n10;11;12\n', ';'],
  ])('%s', (_, text, delimiter) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });

  test('is the one that the first line names, in any case', () => {
    expect(dialectOf('sep=;\r\na,b;c\r\n', true)).toEqual({
      delimiter: ';',
      newline: '\r\n',
      hasSeparatorLine: true,
    });
    expect(dialectOf('SEP=\t\na,b\tc\n', true)).toMatchObject({ delimiter: '\t', hasSeparatorLine: true });
    expect(dialectOf('sep=^\na,b\n', true)).toMatchObject({ delimiter: ',', hasSeparatorLine: false });
    expect(dialectOf('a,b\nsep=;\n1,2\n', true)).toMatchObject({ delimiter: ',', hasSeparatorLine: false });
  });

  test('is not judged by a line that the sample cuts', () => {
    expect(delimiterOf('a;b\n1,2,3;4', false)).toBe(';');
  });

  test('is found again, whatever it separates', () => {
    const text = fc.stringMatching(/^[a-zé .:-]{1,8}$/);
    const amount = fc.stringMatching(/^[1-9]\d{0,3}[.,]\d{2}$/);
    const rows = fc.array(fc.tuple(text, amount, text, text), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rows, fc.constantFrom(';', '\t', '|'), (cells, delimiter) => {
        const lines = [['a', 'b', 'c', 'd'], ...cells].map((row) => row.join(delimiter));
        expect(delimiterOf(lines.join('\n'))).toBe(delimiter);
      }),
    );
  });
});

test.each([
  ['a,b\n1,2\n', '\n'],
  ['a,b\r\n1,2\r\n', '\r\n'],
  ['a,b\r1,2\r', '\r'],
  ['a,b\r1,"x\ny"\r', '\r'],
  ['a,"b\r"\n1,2\n', '\n'],
  ['a,b', '\n'],
] as const)('the newline of %j is %j', (text, newline) => {
  expect(dialectOf(text, true).newline).toBe(newline);
});
