import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import type { CellKind } from '../../../src/domain/row.ts';
import type { WrittenRow } from '../../../src/domain/table.ts';
import { sheetBytes } from '../../../src/tables/write/write-sheet.ts';

async function written(rows: readonly WrittenRow[], sheet = 'Refunds'): Promise<Buffer> {
  async function* chunks() {
    yield rows;
  }
  const parts: Uint8Array[] = [];
  for await (const part of sheetBytes(chunks(), { kind: 'sheet', isPacked: false, sheet })) parts.push(part);
  return Buffer.concat(parts);
}

async function sheetOf(rows: readonly WrittenRow[], name?: string) {
  const { sheets } = await readXlsx(await written(rows, name), { readStyles: true });
  const [sheet] = sheets;
  if (sheet === undefined) throw new Error('no sheet');
  return sheet;
}

/** One row of a workbook read back, each cell written as one kind. */
async function readBack(kind: CellKind, cells: readonly string[]) {
  const row = { cells: [...cells, 'end'], kinds: [...cells.map(() => kind), 'text'] } as const;
  const { rows } = await sheetOf([{ cells: ['header'] }, row]);
  return rows[1]?.slice(0, -1);
}

describe('a written workbook', () => {
  test('returns any text as it was, whatever it looks like', async () => {
    const texts = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '=1+1',
          '@x',
          '00123',
          ' x ',
          'a\r\nb',
          '_x0041_',
          '_x0041_x0042_',
          '\ufffe',
          '\u0000',
        ),
      ),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(texts, async (cells) => {
        const expected = cells.map((cell) => (cell === '' ? null : cell));
        expect(await readBack('text', cells)).toEqual(expected);
      }),
    );
  });

  test('keeps numbers as numbers, to the cent', async () => {
    const cents = fc.array(fc.integer({ min: -1e15, max: 1e15 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(cents, async (amounts) => {
        const texts = amounts.map((amount) => {
          const digits = String(Math.abs(amount)).padStart(3, '0');
          return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        });
        const read = await readBack('number', texts);
        expect(read?.map((value) => Math.round((value as number) * 100))).toEqual(amounts);
        expect(read?.map((value) => typeof value)).toEqual(amounts.map(() => 'number'));
      }),
    );
  });

  test('has a number whose digits would change as text', async () => {
    const texts = ['12345678901234567', '9007199254740993', '1234567890123456789', '1e400', '0x10', '1,5'];
    expect(await readBack('number', texts)).toEqual(texts);
  });

  test('has other spellings of a number as that number', async () => {
    const texts = ['12.50', '007', '7.61E+25', '1E-7', '-0', '24.899999999999999', '0.10000000000000001'];
    expect(await readBack('number', texts)).toEqual([12.5, 7, 7.61e25, 1e-7, 0, 24.9, 0.1]);
  });

  test('returns every date and time, in any time zone', async () => {
    const moments = fc.date({
      min: new Date('1900-03-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(moments, { minLength: 1, maxLength: 5 }), async (dates) => {
        const texts = dates.map((date) => date.toISOString().slice(0, 19));
        const read = await readBack('date', [...texts, ...texts.map((text) => text.slice(0, 10))]);
        const days = texts.map((text) => `${text.slice(0, 10)}T00:00:00.000Z`);
        expect(read?.map((value) => (value as Date).toISOString())).toEqual([
          ...texts.map((text) => `${text}.000Z`),
          ...days,
        ]);
      }),
    );
  });

  test('has a date that spreadsheets disagree on, or that does not exist, as text', async () => {
    const texts = ['1900-02-29', '1900-01-01', '1899-12-30T18:00:00', '2026-02-30', '2026-13-01', 'soon'];
    expect(await readBack('date', texts)).toEqual(texts);
  });

  test('shows the time of a date that has one, and a number below it as a number', async () => {
    const rows: WrittenRow[] = [
      { cells: ['when'] },
      { cells: ['2026-12-31'], kinds: ['date'] },
      { cells: ['2026-12-31T18:00:00'], kinds: ['date'] },
      { cells: ['7'], kinds: ['number'] },
    ];
    const { cells } = await sheetOf(rows);
    const formats = ['1,0', '2,0', '3,0'].map((at) => cells?.get(at)?.style?.numFmt);
    expect(formats).toEqual(['yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss', undefined]);
  });

  test('keeps booleans, and errors as their text', async () => {
    expect(await readBack('boolean', ['TRUE', 'FALSE', 'true'])).toEqual([true, false, 'true']);
    expect(await readBack('error', ['#N/A'])).toEqual(['#N/A']);
  });

  test('has a row longer than the first in full, and an empty row in its place', async () => {
    const cells = [['a'], [''], ['b', 'c', 'd']];
    const { rows } = await sheetOf(cells.map((row) => ({ cells: row })));
    expect(rows.map((row) => row.filter((value) => value !== null))).toEqual([['a'], [], ['b', 'c', 'd']]);
  });

  test('has the name of the sheet, its header frozen', async () => {
    const sheet = await sheetOf([{ cells: ['amount'] }], 'Remboursements été');
    expect(sheet.name).toBe('Remboursements été');
    expect(sheet.freezePane).toMatchObject({ rows: 1 });
  });

  test.each([
    ['a/b:c', 'a b c'],
    ["'quoted'", 'quoted'],
    ['x'.repeat(40), 'x'.repeat(31)],
    ['History', 'Sheet1'],
    ['', 'Sheet1'],
  ])('whose name Excel would not take, %p, is called %p', async (name, taken) => {
    expect((await sheetOf([{ cells: ['amount'] }], name)).name).toBe(taken);
  });

  test('has no time of writing: the same rows are the same bytes on any day', async () => {
    const bytes = await written([{ cells: ['amount'] }]);
    const localHeader = Buffer.from('PK\x03\x04');
    const parts: number[][] = [];
    for (let at = bytes.indexOf(localHeader); at !== -1; at = bytes.indexOf(localHeader, at + 1)) {
      parts.push([bytes.readUInt16LE(at + 10), bytes.readUInt16LE(at + 12)]);
    }
    const midnightOf1980 = [0, 0x21];
    expect(parts).toEqual(Array.from({ length: 7 }, () => midnightOf1980));
    expect(bytes.includes('docProps')).toBe(false);
  });

  test('of no rows is a workbook', async () => {
    expect((await sheetOf([])).rows).toEqual([]);
  });
});
