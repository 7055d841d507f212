import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withGuards, withoutGuard, withoutGuards } from '../../../src/domain/text/formula-guard.ts';

/** What spreadsheets may be told to split a line at. */
const offered = [',', ';', '\t', '|', ' ', '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'];
const starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];
const unseen = ['\u200b', '\ufeff', '\u00ad', '\u2060', '\u00a0', '\u3000', '\u202e', '\0', '"'];

/** Texts of little but what matters. */
const hard = fc
  .array(
    fc.oneof(
      fc.constantFrom(...offered, ...starts, ...unseen, "'", '1', '12', '5.5', 'a', '--map', '%', '.'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** What a spreadsheet makes of the cell where it splits at this: each part without what it may skip before. */
const partsAt = (cell: string, separator: string) =>
  cell.split(separator).map((part) => part.replace(/^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}"]+/u, ''));

/** What begins like a formula, and is none: a number, a sign alone, a flag of ours; to the end of its line. */
const plain = /^(?:\S|[+-]\d+(?:[.,]\d+)*%?"?[.,;:)]*|--[a-z][a-z-]*["`]?[.,;:)]*)(?=$|[ \t\r\n])/u;

const isFormula = (part: string) => starts.some((one) => part.startsWith(one));

describe('a guarded cell', () => {
  test('gives its value back, whatever it holds', () => {
    fc.assert(
      fc.property(hard, (cell) => {
        expect(withoutGuards(withGuards(cell))).toBe(cell);
      }),
      { numRuns: 20_000 },
    );
  });

  test('has no formula behind any separator that is offered', () => {
    fc.assert(
      fc.property(hard, fc.constantFrom(...offered), (cell, separator) => {
        const wrong = partsAt(withGuards(cell), separator).filter(isFormula);
        expect(wrong.filter((part) => !plain.test(part))).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ['x;=HYPERLINK("http://a.example";1)', 'x;\'=HYPERLINK("http://a.example";1)'],
    ["x|=cmd|' /C calc'!A0", "x|'=cmd|' /C calc'!A0"],
    ['x\t@SUM(1)', "x\t'@SUM(1)"],
    ['x =1+1', "x '=1+1"],
    ['\n=1', "\n'=1"],
    [' =1', " '=1"],
    ['\u200b=1', "\u200b'=1"],
    ['\ufeff+1-1', "\ufeff'+1-1"],
    ['＝1+1', "'＝1+1"],
    ['x;＠SUM(1)', "x;'＠SUM(1)"],
    ['x";"=1', 'x";"\'=1'],
    ['-5.00-1', "'-5.00-1"],
    ["-1,2+cmd|' /C calc'!A0", "'-1,2+cmd|' /C calc'!A0"],
    ['-', "'-"],
    ["'=1", "''=1"],
    ["'-5", "''-5"],
    ['\tx', "'\tx"],
  ])('is told apart: %j', (cell, guarded) => {
    expect(withGuards(cell)).toBe(guarded);
    expect(withoutGuards(guarded)).toBe(cell);
  });

  test.each([
    '-5.00',
    '+33612345678',
    '-1234,56',
    'Refund of 12 - 3 rows',
    'tel +33 6 12',
    'minus -5,00 EUR',
    'Say it with --map, or --only.',
    'Found "-5.00".',
    '2026-11-25T10:00:00+01:00',
    'a=b',
    "L'été d'Ana",
    'https://pay.bridgeapi.io/link/a-b?c=d',
  ])('stays as it is where nothing of it is a formula: %s', (cell) => {
    expect(withGuards(cell)).toBe(cell);
    expect(withoutGuards(cell)).toBe(cell);
  });

  test('of a file of earlier builds, which guarded starts alone, is read as before', () => {
    const written = ["'=1", "''=1", "'\t=1", "'-x", "'\rx", '-5', ' =1', 'x;=1'];
    expect(written.map(withoutGuards)).toEqual(['=1', "'=1", '\t=1', '-x', '\rx', '-5', ' =1', 'x;=1']);
  });

  test('of another program loses the apostrophe at its start alone', () => {
    expect(["'=1", "x '=1", "'x"].map(withoutGuard)).toEqual(['=1', "x '=1", "'x"]);
  });

  test('is made in a time that grows with its length', () => {
    for (const part of ['\t', ' ', '"', "'", ' "', '=', ' =', ';-'])
      expect(withoutGuards(withGuards(part.repeat(64 * 1024)))).toHaveLength(part.length * 64 * 1024);
  });
});
