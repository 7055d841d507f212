import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DayOrder } from '../../../src/domain/dates/day-order.ts';
import { isoOf } from '../../../src/domain/dates/expiry.ts';
import { readExpiry } from '../../../src/domain/dates/read-expiry.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import type { CellKind } from '../../../src/domain/row.ts';
import { inWords } from '../../support/in-words.ts';

const unproven: DayOrder = { kind: 'unproven' };
const dmy: DayOrder = { kind: 'proven', order: 'dmy', proving: 3, ordered: 4 };
const mdy: DayOrder = { kind: 'said', order: 'mdy' };
const both: DayOrder = { kind: 'contradictory', daysFirst: 2, monthsFirst: 1 };

function read(text: string, order = unproven, zone = 'Europe/Paris', kind?: CellKind) {
  const found: Failure[] = [];
  const expiry = readExpiry(text, kind, order, zone, 'expires_at', found);
  expect(found.length).toBe(expiry === undefined ? 1 : 0);
  const { code = '', detail = '' } = found.map(inWords)[0] ?? {};
  return expiry === undefined ? { code, detail } : { at: isoOf(expiry.instant), canonical: expiry.canonical };
}

describe('an expiry', () => {
  test.each([
    ['2026-12-31', '2026-12-31T22:59:59Z', '2026-12-31'],
    ['2026-07-31', '2026-07-31T21:59:59Z', '2026-07-31'],
    ['2026-12-31T18:00', '2026-12-31T17:00:00Z', '2026-12-31T18:00:00'],
    ['2026-12-31 18:00:30.9', '2026-12-31T17:00:30Z', '2026-12-31T18:00:30'],
    ['2026-12-31T18:00:00Z', '2026-12-31T18:00:00Z', '2026-12-31T18:00:00Z'],
    ['2026-12-31t18:00:00.999-0530', '2026-12-31T23:30:00Z', '2026-12-31T23:30:00Z'],
    ['31.12.2026', '2026-12-31T22:59:59Z', '2026-12-31'],
    ['1.3.26', '2026-03-01T22:59:59Z', '2026-03-01'],
    ['31.12.2026, 9:05', '2026-12-31T08:05:00Z', '2026-12-31T09:05:00'],
    ['05/05/2026', '2026-05-05T21:59:59Z', '2026-05-05'],
    ['46387', '2026-12-31T22:59:59Z', '2026-12-31'],
    ['46387.75', '2026-12-31T17:00:00Z', '2026-12-31T18:00:00'],
    ['46387,9999999', '2026-12-31T23:00:00Z', '2027-01-01T00:00:00'],
    ['2028-02-29', '2028-02-29T22:59:59Z', '2028-02-29'],
  ])('%s is %s in Paris, written %s', (text, at, canonical) => {
    expect(read(text)).toEqual({ at, canonical });
  });

  test.each([
    ['31/12/2026', dmy, '2026-12-31'],
    ['1/3/2026', dmy, '2026-03-01'],
    ['01-03-2026 18:00', dmy, '2026-03-01T18:00:00'],
    ['1/3/2026', mdy, '2026-01-03'],
    ['12/31/2026 6:30:15', mdy, '2026-12-31T06:30:15'],
    ['01.03.2026', mdy, '2026-03-01'],
  ])('%s is read in the order of the column', (text, order, canonical) => {
    expect(read(text, order)).toMatchObject({ canonical });
  });

  test('in a workbook is a serial or a local time', () => {
    expect(read('46387.75', unproven, 'UTC', 'number')).toMatchObject({ canonical: '2026-12-31T18:00:00' });
    expect(read('2026-12-31T18:00:00', unproven, 'UTC', 'date')).toMatchObject({
      canonical: '2026-12-31T18:00:00',
    });
    expect(read('20261231', unproven, 'UTC', 'number')).toMatchObject({ code: 'expiry_unreadable' });
  });

  test.each([
    ...['2026-02-30', '2026-13-01', '2026-12-31T24:00:00Z', '2026-12-31T18:00:00+15:00', '30.02.2026'],
    ...['31/12/26', '31/12-2026', '2026/12/31', '20261231', '39999', '80001', '31.12.2026 25:00', '12/2026'],
    ...['tomorrow', '#N/A', '00/00/2026', '31/31/2026', '2026-12-31T18:00:00 Europe/Paris'],
  ])('%s is unreadable', (text) => {
    expect(read(text, dmy)).toMatchObject({ code: 'expiry_unreadable' });
    expect(read(text)).toMatchObject({ code: 'expiry_unreadable' });
  });

  test('with two readings is ambiguous, and both days are shown', () => {
    expect(read('01/03/2026')).toEqual({
      code: 'expiry_ambiguous',
      detail:
        'Found "01/03/2026": 2026-03-01 or 2026-01-03? No cell of the column proves which one is the day.',
    });
  });

  test('is ambiguous in a column with both orders, even where it has one reading', () => {
    expect(read('31/12/2026', both)).toEqual({
      code: 'expiry_ambiguous',
      detail: 'Found "31/12/2026". The column writes both: 2 cells have the day first, and 1 the month.',
    });
  });

  test('that does not fit the order is unreadable, and the failure shows the order', () => {
    expect(read('12/31/2026', dmy)).toEqual({
      code: 'expiry_unreadable',
      detail: 'Found "12/31/2026". The column writes the day first: 3 of 4 cells prove it.',
    });
    expect(read('31/12/2026', mdy)).toMatchObject({ code: 'expiry_unreadable' });
  });

  test('has the same canonical form in every zone', () => {
    for (const text of ['2026-12-31', '31.12.2026 18:00', '46387']) {
      const [paris, tokyo] = [read(text), read(text, unproven, 'Asia/Tokyo')];
      expect(tokyo.canonical).toBe(paris.canonical);
      expect(tokyo.at).not.toBe(paris.at);
    }
    expect(read('2026-12-31T18:00Z', unproven, 'Asia/Tokyo')).toEqual(read('2026-12-31T18:00Z'));
  });

  test('is the same in every way of writing a day', () => {
    const days = fc.date({
      min: new Date('2010-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (day) => {
        const canonical = day.toISOString().slice(0, 10);
        const [year = '', month = '', date = ''] = canonical.split('-');
        const serial = String(Math.floor(day.getTime() / 86_400_000) + 25_569);
        const texts = [canonical, `${date}/${month}/${year}`, `${date}.${month}.${year.slice(2)}`, serial];
        for (const text of texts) expect(read(text, dmy)).toMatchObject({ canonical });
        expect(read(`${month}-${date}-${year}`, mdy)).toMatchObject({ canonical });
      }),
    );
  });

  test('is either returned or refused, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789/-.: TZ+') }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(unproven, dmy, mdy, both), (any, order) => {
        read(any, order);
      }),
      { numRuns: 2000 },
    );
    expect(read('1'.repeat(65_536))).toMatchObject({ code: 'expiry_unreadable' });
  });
});
