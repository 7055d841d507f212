import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withGuards, withoutGuard, withoutGuards } from '../../../src/domain/text/formula-guard.ts';

/** Separators that spreadsheets offer, and line ends. */
const offered = [',', ';', '\t', '|', ' ', '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'];
const starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];
const unseen = ['\u200b', '\ufeff', '\u00ad', '\u2060', '\u00a0', '\u3000', '\u202e', '\0', '"'];

/** Texts of separators, formula starts and invisible characters, with few others. */
const hard = fc
  .array(
    fc.oneof(
      fc.constantFrom(...offered, ...starts, ...unseen, "'", '1', '12', '5.5', 'a', '--map', '%', '.'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** The parts into which a spreadsheet splits the cell at a separator, each without what it may skip before a formula. */
const partsAt = (cell: string, separator: string) =>
  cell.split(separator).map((part) => part.replace(/^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}"]+/u, ''));

/** What begins like a formula but is none: a number, a single character, a flag of the command line; to the end of its line. */
const plain = /^(?:\S|[+-]\d+(?:[.,]\d+)*%?"?[.,;:)]*|--[a-z][a-z-]*["`]?[.,;:)]*)(?=$|[ \t\r\n])/u;

const isFormula = (part: string) => starts.some((one) => part.startsWith(one));

describe('a guarded cell', () => {
  test('has its original value without its guards, whatever it contains', () => {
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
  ])('has guards only where a formula may begin: %j', (cell, guarded) => {
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
  ])('is unchanged where it contains no formula: %s', (cell) => {
    expect(withGuards(cell)).toBe(cell);
    expect(withoutGuards(cell)).toBe(cell);
  });

  test('from earlier builds, which guarded only the start of a cell, is read as before', () => {
    const written = ["'=1", "''=1", "'\t=1", "'-x", "'\rx", '-5', ' =1', 'x;=1'];
    expect(written.map(withoutGuards)).toEqual(['=1', "'=1", '\t=1', '-x', '\rx', '-5', ' =1', 'x;=1']);
  });

  test('from another program loses only the apostrophe at its start', () => {
    expect(["'=1", "x '=1", "'x"].map(withoutGuard)).toEqual(['=1', "x '=1", "'x"]);
  });

  test('takes time in proportion to its length', () => {
    for (const part of ['\t', ' ', '"', "'", ' "', '=', ' =', ';-'])
      expect(withoutGuards(withGuards(part.repeat(64 * 1024)))).toHaveLength(part.length * 64 * 1024);
  });
});
