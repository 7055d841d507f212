import { expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { looseRecords } from '../../../src/tables/text/loose-records.ts';
import { effortOf } from '../../support/effort.ts';

const dialects = [
  { delimiter: ',', newline: '\n' },
  { delimiter: ';', newline: '\r\n' },
  { delimiter: '\t', newline: '\r' },
] as const;

const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', '=') });

test.each(dialects)('loose records of a text within the rules are those that were written: %j', (dialect) => {
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
      const text = stringify(rows, {
        delimiter: dialect.delimiter,
        record_delimiter: dialect.newline,
        quoted: true,
      });
      const { records, end, wrong } = looseRecords(text, dialect, true);
      expect(records.map(({ cells }) => cells)).toEqual(rows);
      expect([end, wrong]).toEqual([text.length, undefined]);
    }),
  );
});

test('loose records that may continue are not cut', () => {
  const [dialect] = dialects;
  expect(looseRecords('1,2\n3,"4\n', dialect, false)).toMatchObject({ end: 4, wrong: undefined });
  expect(looseRecords('1,2\n3,4', dialect, false)).toMatchObject({ end: 4, wrong: undefined });
  expect(looseRecords('1,2\n3,"4\n', dialect, true)).toMatchObject({ end: 4, wrong: 'quote_broken' });
});

test.each(['"Ada" Example,2\n', '"a"b,2\n', '="1"2,3\n', ' "a" "b",2\n'])(
  'are broken where text follows a closing quote: %j',
  (text) => {
    expect(looseRecords(text, dialects[0], true)).toMatchObject({ records: [], wrong: 'quote_broken' });
  },
);

test.each([
  ['cells of one line', ','],
  ['lines of one cell', '\n'],
])('loose records are cut in linear time, however many %s', async (_, sign) => {
  const text = `a "quote"${sign}`.repeat(600_000);
  let cells = 0;
  const effort = await effortOf(() => {
    const { records } = looseRecords(text, dialects[0], true);
    cells = records.reduce((sum, record) => sum + record.cells.length, 0);
  });
  expect(cells).toBe(sign === ',' ? 600_001 : 600_000);
  // About 3; a search for the line end from each cell takes about 170.
  expect(effort).toBeLessThan(40);
});
