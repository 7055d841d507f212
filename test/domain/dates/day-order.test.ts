import { describe, expect, test } from '@jest/globals';
import { DayEvidence } from '../../../src/domain/dates/day-order.ts';

/** A column whose first cell is on line 2. */
function columnOf(cells: readonly string[]): DayEvidence {
  const evidence = new DayEvidence();
  cells.forEach((cell, position) => {
    evidence.note(cell, undefined, position + 2);
  });
  return evidence;
}

const none = { count: 0, lines: [] };

describe('the order of day and month', () => {
  test.each([
    [['31/12/2026'], 'dmy'],
    [['1-3-2026', '13-03-2026', ''], 'dmy'],
    [['01/03/2026', '12/31/2026 18:00'], 'mdy'],
    [['05/05/2026', '03/29/2026'], 'mdy'],
  ])('is proven by a number above 12: %p is %s', (cells, order) => {
    expect(columnOf(cells).conclude({})).toMatchObject({ kind: 'proven', order, proving: 1 });
  });

  test.each([
    ['01/03/2026'],
    ['05/05/2026'],
    ['31.12.2026'],
    ['2026-12-31'],
    ['31/13/2026'],
    ['31/02/2026'],
    ['46387'],
    ['31/12/26'],
    [''],
  ])('is not proven by a cell that fits both orders or is no day: %s', (cell) => {
    expect(columnOf([cell]).conclude({})).toEqual({ kind: 'unproven' });
  });

  test('is contradictory where cells prove both', () => {
    expect(columnOf(['31/12/2026', '30/12/2026', '12/31/2026']).conclude({})).toEqual({
      kind: 'contradictory',
      daysFirst: 2,
      monthsFirst: 1,
    });
  });

  test('is what a person chose, whatever the cells prove', () => {
    expect(columnOf(['12/31/2026']).conclude({ dateOrder: 'dmy' })).toEqual({ kind: 'said', order: 'dmy' });
  });
});

describe('the finding for a person', () => {
  const finding = (cells: readonly string[], dateOrder?: 'dmy' | 'mdy') => {
    const evidence = columnOf(cells);
    return evidence.finding(evidence.conclude(dateOrder === undefined ? {} : { dateOrder }));
  };

  test('counts the cells that prove the order, and lists those that do not fit', () => {
    expect(finding(['31/12/2026', '01/03/2026', '05/05/2026', '31/31/2026', 'soon', '2026-12-31'])).toEqual({
      proving: 1,
      ordered: 3,
      either: none,
      unfit: { count: 2, lines: [5, 6] },
    });
    expect(finding(['31/12/2026', '12/31/2026'], 'dmy').unfit).toEqual({ count: 1, lines: [3] });
  });

  test('without proof lists the cells with two readings', () => {
    expect(finding(['01/03/2026', '05/05/2026', '02/03/2026'])).toEqual({
      proving: 0,
      ordered: 3,
      either: { count: 2, lines: [2, 4] },
      unfit: none,
    });
  });
});
