import { expect, test } from '@jest/globals';
import { sourceOf } from '../../../src/tables/source.ts';
import { openTables } from '../../../src/tables/tables.ts';
import { workbookOf } from '../../support/workbook.ts';

const limits = { maxBytes: 64 * 1024 * 1024, maxRows: 10_000 };

function workbook(rows: number, mark = 'v') {
  const cells = Array.from(
    { length: rows },
    (_, at) => `<row><c t="inlineStr"><is><t>${mark}${at}</t></is></c></row>`,
  );
  return workbookOf([{ rows: cells.join('') }]);
}

/** A file that counts how often its bytes are read. */
async function open(bytes: Buffer) {
  let readings = 0;
  const source = sourceOf('refunds.xlsx', async function* () {
    readings += 1;
    yield bytes;
  });
  const file = await openTables(source, {}, limits);
  const [format] = file.formats;
  if (format === undefined) throw new Error('no sheet');
  const cells = async (most = Number.POSITIVE_INFINITY) => {
    const found: string[] = [];
    const table = file.read(format);
    for await (const chunk of table.chunks) {
      for (const row of chunk) found.push(row.cells[0] ?? '');
      if (found.length >= most) break;
    }
    await table.close();
    return found;
  };
  return { cells, readings: () => readings };
}

const expected = (rows: number, mark = 'v') => Array.from({ length: rows }, (_, at) => `${mark}${at}`);

test('all passes over a workbook share one reading of its bytes, also after one that ended early', async () => {
  const file = await open(workbook(1_000));
  expect(await file.cells(1)).toEqual(expected(200));
  expect(await file.cells()).toEqual(expected(1_000));
  expect(await file.cells()).toEqual(expected(1_000));
  expect(file.readings()).toBe(1);
});

test('passes over one workbook, and over two, may run at once', async () => {
  const [one, other] = [await open(workbook(900)), await open(workbook(700, 'w'))];
  const all = await Promise.all([one.cells(), other.cells(), one.cells(), other.cells(300), one.cells()]);
  for (const at of [0, 2, 4]) expect(all[at]).toEqual(expected(900));
  expect(all[1]).toEqual(expected(700, 'w'));
  expect(all[3]).toEqual(expected(700, 'w').slice(0, all[3]?.length));
});

test('a workbook that is broken in its middle fails every pass in the same way', async () => {
  const rows = `${'<row><c><v>1</v></c></row>'.repeat(8_000)}<row r="1"><c><v>1</v></c></row>`;
  const file = await open(workbookOf([{ rows }]));
  for (let pass = 0; pass < 2; pass += 1)
    await expect(file.cells()).rejects.toMatchObject({ failures: [{ code: 'file_damaged' }] });
});
