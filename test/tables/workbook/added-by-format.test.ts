import { expect, test } from '@jest/globals';
import { addedByBuiltIn, addedByFormat } from '../../../src/tables/workbook/added-by-format.ts';

test.each([
  ['[$$-409]#,##0.00', '$'],
  ['[$£-809]#,##0.00', '£'],
  ['#,##0.00\\ [$CHF]', 'CHF'],
  ['"$"#,##0.00', '$'],
  ['$#,##0', '$'],
  ['#,##0.00\\ "kr"', 'kr'],
  ['_-* #,##0.00\\ "zł"_-', 'zł'],
  ['"Fr."\\ #,##0.00', 'Fr.'],
  ['0.00" dollars"', 'dollars'],
  ['\\U\\S\\D 0.00', 'USD'],
  ['0.00\\k\\r', 'kr'],
  ['0.00 "CHF/mois"', 'CHF/mois'],
  ['0.00" € TTC"', '€ TTC'],
  ['0.00 CHF', 'CHF'],
])('the number format %s adds the currency or unit %j', (code, added) => {
  expect(addedByFormat(code)).toBe(added);
});

test.each([
  ['0" ct"', 'ct'],
  ['0"."00', '.'],
  ['#\\,00', ','],
  ['0\\ 00', '" "'],
  ['0%', '%'],
  ['0.00" %"', '%'],
  ['#,##0,', 'k'],
  ['#,##0,\\ "€"', 'k'],
  ['0.0"k"', 'k'],
  ['0"000"', '"000"'],
  ['# ?/?', '" "'],
  ['[h]:mm', '(not shown)'],
  ['-0.00', '-'],
  ['-0.00" €"', '- €'],
  ['(0.00)', '()'],
  ['[=49.9]"paid";0.00', '(not shown)'],
  ['[>100]0.00" kr";0.00', 'kr'],
  [';;;', '(not shown)'],
  ['"€"', '(not shown)'],
  ['0.00 "kr', '"kr'],
  ['0'.repeat(501), '…'],
])('the number format %s shows another number, by %j', (code, added) => {
  expect(addedByFormat(code)).toBe(added);
});

test.each([
  'General',
  '@',
  '',
  '0.00',
  '#,##0.00',
  '0.00E+00',
  '+0.00;-0.00',
  '#\\ ##0.00\\ "€"',
  "#'##0.00",
  '#\\ ###\\ ##0.00',
  '[$-40C]#,##0.00',
  '#,##0.00\\ [$€-40C]',
  '#,##0.00\\ [$€-40C];[Red]\\-#,##0.00\\ [$€-40C]',
  '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-',
  '_("€"* #,##0.00_);_("€"* \\(#,##0.00\\)',
  '#,##0.00 "EUR"',
  '#,##0.00;[Red]-#,##0.00',
  '#,##0.00;(#,##0.00)',
  '[=0]"-";#,##0.00',
  '[>=1000]#,##0.00;0.00',
])('the number format %s shows euros as they are', (code) => {
  expect(addedByFormat(code)).toBe('');
});

test("of the built-in formats percentages, fractions and durations add something, the reader's currency does not", () => {
  const ids = Array.from({ length: 60 }, (_, id) => id).filter((id) => addedByBuiltIn(id) !== '');
  expect(ids).toEqual([9, 10, 12, 13, 46]);
});
