import { describe, expect, test } from '@jest/globals';
import { AmountEvidence } from '../../../src/domain/money/amount-evidence.ts';
import type { CellKind } from '../../../src/domain/row.ts';

/** A column whose first cell is on line 2. */
function columnOf(cells: readonly string[], kind?: CellKind): AmountEvidence {
  const evidence = new AmountEvidence();
  cells.forEach((cell, position) => {
    evidence.note(cell, kind, position + 2);
  });
  return evidence;
}

const times = (count: number, cell: string) => Array.from({ length: count }, () => cell);
const none = { count: 0, lines: [] };

describe('a cell', () => {
  test.each([
    ['12,5', ','],
    ['12.50', '.'],
    ['1234,567', ','],
    ['0,750', ','],
    ['012.345', '.'],
    ['1.234,56', ','],
    ['1,234.56', '.'],
    ['1.234.567', ','],
    ['1,234,567', '.'],
    ['1 234,5', ','],
    ['1 234,567', ','],
    ["1'234.50", '.'],
    ['12,-', ','],
    ['12.-- €', '.'],
    ['-12,5', ','],
    ['(1.234,56)', ','],
    ['19.990000000000002', '.'],
  ])('with one reading proves the decimal mark: %s proves "%s"', (cell, decimalMark) => {
    expect(columnOf([cell]).conclude({})).toMatchObject({ kind: 'proven', decimalMark });
  });

  test.each(['1234', '1.234', '1,234', '999,999', '12 345', "1'234", '12 €', '', '$12.50', '1.2.3', 'x'])(
    'with two readings, no reading or no mark proves nothing: %s',
    (cell) => {
      expect(columnOf([cell]).conclude({})).toEqual({ kind: 'unproven', unit: 'euros' });
    },
  );

  test('that is a number of a workbook proves nothing about cells that are texts', () => {
    expect(columnOf(['12.5', '1234.56'], 'number').conclude({}).kind).toBe('unproven');
  });
});

describe('a column', () => {
  test('has the mark that nine tenths of the proving cells prove', () => {
    const cells = [...times(9, '12,50'), '12.50', '1.234'];
    expect(columnOf(cells).conclude({})).toEqual({
      unit: 'euros',
      kind: 'proven',
      decimalMark: ',',
      proving: 9,
      marked: 11,
    });
  });

  test('with cells for both marks, neither by nine tenths, has no decimal mark', () => {
    const cells = [...times(8, '12,50'), '12.50'];
    expect(columnOf(cells).conclude({})).toEqual({
      unit: 'euros',
      kind: 'contradictory',
      points: 1,
      commas: 8,
    });
  });

  test.each([
    [['1.234,56', '1 234,56'], '.'],
    [['1 234,56', '1.234,56'], '.'],
    [['1\u202f234,56'], ' '],
    [['1’234,56'], '’'],
    [['12,56', '1 234'], undefined],
  ])('%p has the mark between thousands that its proving cells show: %p', (cells, groupMark) => {
    const marks = columnOf(cells).conclude({});
    expect('groupMark' in marks ? marks.groupMark : undefined).toBe(groupMark);
  });

  test('has the decimal mark and unit that a person chose, whatever its cells prove', () => {
    const marks = columnOf(['12.50', '12.75']).conclude({ decimalMark: ',', unit: 'cents' });
    expect(marks).toEqual({ unit: 'cents', kind: 'said', decimalMark: ',' });
  });

  test('has marks that survive storing as JSON', () => {
    const marks = columnOf(['1.234,56', '12.5', '1,234']).conclude({});
    expect(JSON.parse(JSON.stringify(marks))).toEqual(marks);
  });
});

describe('the finding for a person', () => {
  const findingOf = (cells: readonly string[], decimalMark?: ',' | '.') => {
    const evidence = columnOf(cells);
    return evidence.finding(evidence.conclude(decimalMark === undefined ? {} : { decimalMark }));
  };

  test('has the form, the proof, the lines with two readings and the lines that do not fit', () => {
    expect(findingOf([...times(10, '12,50'), '1.234', '12.50', '1,234', '12 CHF', '7'])).toEqual({
      form: '1234,56',
      proving: 10,
      areBare: false,
      marked: 13,
      either: { count: 2, lines: [12, 14] },
      unfit: { count: 2, lines: [13, 15] },
    });
  });

  test('does not list cells as ambiguous that a proven mark between thousands settles', () => {
    expect(findingOf(['1.234,50', '1.234', '1,234'])).toMatchObject({
      form: '1.234,56',
      either: { count: 1, lines: [4] },
    });
  });

  test('lists only the first ten lines', () => {
    const { either } = findingOf([...times(30, '1.234'), ...times(30, '1,234')]);
    expect(either).toEqual({ count: 60, lines: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11] });
  });

  test('for a column with both marks lists every cell with a mark', () => {
    expect(findingOf(['12,50', '1,234', '12.50'])).toEqual({
      proving: 0,
      marked: 3,
      areBare: false,
      either: { count: 1, lines: [3] },
      unfit: { count: 2, lines: [2, 4] },
    });
  });

  test('for a mark that a person chose lists only the cells that do not fit it', () => {
    expect(findingOf(['12,50', '1.234', '1,234', '12.50'], ',')).toEqual({
      form: '1.234,56',
      proving: 1,
      marked: 4,
      areBare: false,
      either: none,
      unfit: { count: 1, lines: [5] },
    });
  });
});

describe('a column may be in cents', () => {
  const may = (cells: readonly string[], kind?: CellKind) => columnOf(cells, kind).mayBeCents;

  test.each([
    ['three cells', ['1250', '9999', '100']],
    ['one cell', ['1999']],
    ['round ones', ['1900', '2300', '5050']],
    ['a sign, an apostrophe and an empty cell', ['1250', '-9999', "'100", '']],
  ])('where all cells are whole and none is below 100: %s', (_, cells) => {
    expect(may(cells)).toBe(true);
    expect(may(['1250', '9999'], 'number')).toBe(true);
  });

  test.each([
    ['one has a mark', ['1250', '9999', '100,00']],
    ['one has a mark between thousands', ['1250', '9999', '1 000']],
    ['one is below 100', ['1250', '9999', '0099']],
    ['one names the euro', ['1250', '9999', '100 €']],
    ['one is no amount', ['1250', '9999', 'x']],
    ['there is none', ['', '']],
  ])('not where %s', (_, cells) => {
    expect(may(cells)).toBe(false);
  });

  test('not where a typed number has decimals, or is shown with them', () => {
    expect(may(['1250', '9999', '100.5'], 'number')).toBe(false);
    expect(may(['1250', '9999'], 'money')).toBe(false);
  });
});
