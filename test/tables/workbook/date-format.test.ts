import { expect, test } from '@jest/globals';
import {
  isBuiltInDateFormat,
  isDateFormat,
  isMoneyFormat,
} from '../../../src/tables/workbook/date-format.ts';

test.each([
  'dd/mm/yyyy',
  'yyyy-mm-dd hh:mm:ss',
  'd-mmm-yy',
  '[$-40C]d mmmm yyyy;@',
  '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy',
  'yyyy"年"m"月"d"日"',
  'h:mm AM/PM',
  'mm:ss.0',
  'hh:mm:ss.000',
  'DD.MM.YY',
  '[Red]dd/mm;@',
])('%s shows a date', (code) => {
  expect(isDateFormat(code)).toBe(true);
});

test.each([
  'General',
  '0.00',
  '#,##0.00',
  '@',
  '0.00E+00',
  '0.00 "EUR/day"',
  '#,##0.00\\ [$€-40C];[Red]\\-#,##0.00\\ [$€-40C]',
  '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-',
  '0.00\\ \\d\\h',
  '0.00 CHF',
  '0%',
  '# ?/?',
  '[h]:mm',
  '[mm]:ss',
  '',
])('%s shows no date', (code) => {
  expect(isDateFormat(code)).toBe(false);
});

test('of the built-in formats those of days and times of day show dates, durations do not', () => {
  const ids = Array.from({ length: 60 }, (_, id) => id).filter(isBuiltInDateFormat);
  const due = [14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 47];
  expect(ids.filter((id) => id < 27 || (id > 36 && id < 50))).toEqual(due);
});

test.each([
  ['0.00', true],
  ['#,##0.00;[Red]-#,##0.00', true],
  ['#,##0\\ [$€-40C]', true],
  ['0 "EUR"', true],
  ['General', false],
  ['#,##0', false],
  ['0.00E+00', false],
])('that the number format %s shows money is %s', (code, is) => {
  expect(isMoneyFormat(code)).toBe(is);
});
