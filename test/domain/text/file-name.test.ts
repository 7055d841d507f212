import { expect, test } from '@jest/globals';
import {
  canFitBoth,
  fitsPattern,
  gapsIn,
  isTemporary,
  markerNames,
  numberedName,
  numberOf,
  shortenedStem,
} from '../../../src/domain/text/file-name.ts';

test('hidden and unfinished files are recognised by their names', () => {
  for (const name of [
    '.refunds.csv',
    '~$refunds.xlsx',
    'a.csv.tmp',
    'a.csv.part',
    'a.filepart',
    'a.CRDOWNLOAD',
  ])
    expect([name, isTemporary(name)]).toEqual([name, true]);
  for (const name of ['refunds.csv', 'tmp.csv', 'part.xlsx'])
    expect([name, isTemporary(name)]).toEqual([name, false]);
});

test('a pattern matches whole names, and its other characters stand for themselves', () => {
  expect(fitsPattern('refunds-7.csv', 'refunds-*.csv')).toBe(true);
  expect(fitsPattern('refunds-7.csv.bak', 'refunds-*.csv')).toBe(false);
  expect(fitsPattern('refunds-7xcsv', 'refunds-?.csv')).toBe(false);
  expect(fitsPattern('a+b (1).csv', 'a+b (?).csv')).toBe(true);
});

test('the number of a file is the last one in its name before the extension', () => {
  expect(numberOf('refunds-0007.csv')).toBe(7);
  expect(numberOf('2026-refunds-12.csv.gz')).toBe(12);
  expect(numberOf('refunds 9 final.xlsx')).toBe(9);
  expect(numberOf('refunds.csv')).toBeUndefined();
});

test('a gap is found once, and a late file makes none', () => {
  expect(gapsIn(undefined, [5, 7])).toEqual({ missing: [6], last: 7 });
  expect(gapsIn(5, [7])).toEqual({ missing: [6], last: 7 });
  expect(gapsIn(7, [6])).toEqual({ missing: [], last: 7 });
  expect(gapsIn(7, [])).toEqual({ missing: [], last: 7 });
  expect(gapsIn(1, [9_000_000]).missing).toHaveLength(20);
});

test('another file of the same name gets a number before its extension', () => {
  expect(numberedName('refunds.csv', 1)).toBe('refunds.csv');
  expect(numberedName('refunds.csv', 2)).toBe('refunds-2.csv');
  expect(numberedName('refunds.csv.gz', 3)).toBe('refunds-3.csv.gz');
  expect(numberedName('list', 2)).toBe('list-2');
});

test('two patterns overlap where some name matches both', () => {
  for (const [one, other, isBoth] of [
    ['*', '*', true],
    ['a*.csv', '*b.csv', true],
    ['a?c', '*bc', true],
    ['refunds-*.csv', 'payroll-*.csv', false],
    ['a*', 'b*', false],
    ['*.csv', '*.xlsx', false],
    ['a', 'a', true],
    ['a', 'a?', false],
    ['a*', 'a', true],
    ['*'.repeat(100), '?'.repeat(100), true],
  ] as const) {
    expect([one, other, canFitBoth(one, other)]).toEqual([one, other, isBoth]);
    expect([other, one, canFitBoth(other, one)]).toEqual([other, one, isBoth]);
  }
});

test('a marker has the whole name of its file, or the name without its extension', () => {
  expect(markerNames('m1.csv', '.done')).toEqual(['m1.csv.done', 'm1.done']);
  expect(markerNames('m1.csv.gz', '.ok')).toEqual(['m1.csv.gz.ok', 'm1.ok']);
  expect(markerNames('m1', '.done')).toEqual(['m1.done', 'm1.done']);
});

test('a long name is cut, never inside a character, so that additions to it fit', () => {
  expect(shortenedStem('refunds')).toBe('refunds');
  expect(Buffer.byteLength(shortenedStem('é'.repeat(125)))).toBe(150);
  expect(numberedName(`${'x'.repeat(250)}.csv`, 2)).toBe(`${'x'.repeat(150)}-2.csv`);
});
