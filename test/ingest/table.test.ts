import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTable } from '../../src/ingest/ingest.ts';
import { chunksOf, fixture, stopOf } from './source-from.ts';

async function read(content: string | Buffer, chunkBytes = 64 * 1024) {
  const table = await readTable(chunksOf(Buffer.from(content), chunkBytes));
  const rows = [];
  for await (const chunk of table.chunks) rows.push(...chunk);
  return { ...table, rows };
}

describe('a table', () => {
  test('of the quoted fixture keeps commas, quotes and line breaks, and counts physical lines', async () => {
    for (const chunkBytes of [1, 7, 100_000]) {
      const { header, rows, newline, hasBom } = await read(fixture('quoted.csv'), chunkBytes);
      expect({ newline, hasBom, last: header.at(-1) }).toEqual({
        newline: '\r\n',
        hasBom: false,
        last: 'note',
      });
      expect(rows.map(({ line, cells }) => [line, cells.at(-1)])).toEqual([
        [2, 'two\r\nlines, and a "quote"'],
        [5, ''],
        [6, ''],
        [8, 'last line without an end'],
      ]);
    }
  });

  test('of the semicolon fixture has its mark of order, its newline and its separator', async () => {
    const { delimiter, newline, hasBom, header, rows } = await read(fixture('refunds-resaved.csv'));
    expect({ delimiter, newline, hasBom }).toEqual({ delimiter: ';', newline: '\r\n', hasBom: true });
    expect(header.slice(0, 2)).toEqual(['IBAN', ' Amount ']);
    expect(rows[0]?.cells.slice(0, 2)).toEqual(['fr4014508000406764668712j28', '24,90']);
  });

  test.each(['\n', '\r\n', '\r'])('with line ends %j begins each row on its own line', async (newline) => {
    const { rows } = await read(['', ' ', 'a,b', '1,2', '', '3,"x', 'y"', '4,5', ''].join(newline), 3);
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [4, '1'],
      [6, '3'],
      [8, '4'],
    ]);
  });

  test('whose header has separators inside quotes takes the one outside', async () => {
    const { delimiter, header } = await read('"a,b,c,d";"e,f"\n1;2\n');
    expect({ delimiter, header }).toEqual({ delimiter: ';', header: ['a,b,c,d', 'e,f'] });
  });

  test('gives ragged rows with both counts, and goes on', async () => {
    const { rows } = await read(fixture('ragged.csv'));
    expect(rows.map(({ line, flaw }) => [line, flaw?.code, flaw?.detail])).toEqual([
      [2, undefined, undefined],
      [3, 'row_ragged', 'Found 7 cells, the header has 6.'],
      [4, 'row_ragged', 'Found 4 cells, the header has 6.'],
      [5, undefined, undefined],
    ]);
  });

  test('marks a row with a NUL byte in a cell', async () => {
    const { rows } = await read('a,b\n1,2\n3,4\0\n');
    expect(rows.map(({ flaw }) => flaw?.code)).toEqual([undefined, 'nul_byte']);
  });

  test('of our own report is without its columns, and gives its references', async () => {
    const { header, ownReport, rows } = await read(fixture('own-report.csv'));
    expect(ownReport).toBe(true);
    expect(header.slice(-2)).toEqual(['payer_company_name', 'note']);
    expect(rows.map(({ cells, reference }) => [cells.length, cells.at(-1), reference])).toEqual([
      [6, '=1+1', 'abcdefgh2345-2'],
      [6, "'t was", '-A-2'],
    ]);
  });

  test('of our own report counts a ragged row by its whole header', async () => {
    const [header = ''] = fixture('own-report.csv').toString().split('\n');
    const { rows } = await read(`${header}\n1,2,3,4,5,6\n`);
    expect(rows[0]?.flaw?.detail).toBe('Found 6 cells, the header has 14.');
  });

  test('comes in chunks of at most 200 rows', async () => {
    const table = await readTable(chunksOf(Buffer.from(`a,b\n${'1,2\n'.repeat(450)}`), 64 * 1024));
    const sizes = [];
    for await (const chunk of table.chunks) sizes.push(chunk.length);
    expect([Math.max(...sizes), sizes.reduce((sum, size) => sum + size)]).toEqual([200, 450]);
  });

  test('is not read further than it is asked for, and closes its bytes', async () => {
    let given = 0;
    let isClosed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from(given++ === 0 ? 'a,b\n1,2\n' : '1,2\n'.repeat(1000));
      } finally {
        isClosed = true;
      }
    }
    const table = await readTable(endless());
    for await (const _ of table.chunks) break;
    expect(given).toBeLessThanOrEqual(2);
    expect(isClosed).toBe(true);
  });

  test('that is closed unread closes its bytes', async () => {
    let isClosed = false;
    async function* bytes() {
      try {
        yield Buffer.from('a,b\n');
        yield Buffer.from('1,2\n');
      } finally {
        isClosed = true;
      }
    }
    await (await readTable(bytes())).close();
    expect(isClosed).toBe(true);
  });

  test('gives back whatever cells are quoted into it, on the right lines, however it is cut', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', ',', ';', '"', '\n', '\r\n', ' ', '😀'),
      maxLength: 6,
    });
    const row = fc.array(cell, { minLength: 3, maxLength: 3 });
    const quoted = (cells: readonly string[], delimiter: string) =>
      cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom(',', ';'),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, newline, chunkBytes) => {
          const texts = [['a', 'b', 'c'], ...rows].map((cells) => quoted(cells, delimiter));
          const got = (await read(texts.join(newline), chunkBytes)).rows;
          expect(got.map(({ cells }) => cells)).toEqual(rows);
          let line = 2;
          for (const [position, text] of texts.slice(1).entries()) {
            expect(got[position]?.line).toBe(line);
            line += 1 + (text.match(/\n/g)?.length ?? 0);
          }
        },
      ),
    );
  });
});

describe('a file is refused whole', () => {
  const half = `a,b\n1,"${'x'.repeat(5 * 1024 * 1024)}`;
  test.each([
    ['when it is empty', '', 'file_empty'],
    ['when it is blank', '\ufeff\r\n \n\t\n', 'file_empty'],
    ['when it is endlessly blank', '\n'.repeat(1_000_000), 'file_empty'],
    [
      'when it is a spreadsheet',
      fixture('spreadsheet.csv'),
      'file_binary It looks like a spreadsheet (xlsx, ods) or a zip.',
    ],
    ['when it is a PDF', '%PDF-1.7\n', 'file_binary It looks like a PDF.'],
    [
      'when it is UTF-16',
      Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'),
      'file_binary It looks like UTF-16 text.',
    ],
    [
      'when its first line holds NUL bytes',
      Buffer.from('a,b\n1,2\n', 'utf16le'),
      'file_binary The first line',
    ],
    [
      'when it is Latin-1',
      fixture('latin1.csv'),
      'file_not_utf8 The first byte that is not stands on line 3.',
    ],
    ['when it ends inside a character', Buffer.from('a,b\n1,é').subarray(0, -1), 'file_not_utf8'],
    [
      'when a quote is not closed',
      fixture('unclosed-quote.csv'),
      'quote_broken The row that begins on line 3.',
    ],
    ['when text follows a quoted cell', 'a,b\n1,2\n"x"y,2\n', 'quote_broken The row that begins on line 3.'],
    ['when a quote opens inside a cell', 'a,b\n1,2 "x"\n', 'quote_broken The row that begins on line 2.'],
    [
      'when a field has 10 MB',
      `${half}${half.slice(6)}",2\n`,
      'field_too_large The row that begins on line 2.',
    ],
    ['when an unquoted field has 5 MB', `a,b\n1,${'x'.repeat(5_000_000)}\n`, 'field_too_large'],
    ['when a row has millions of cells', `a,b\n1,2\n${','.repeat(5_000_000)}\n`, 'field_too_large Line 3.'],
    ['when its header never ends', `a,"b${'\n'.repeat(200_000)}`, 'field_too_large Line 1.'],
  ])('%s', async (_, content, message) => {
    for (const chunkBytes of [64 * 1024, 1000]) {
      const { exitCode, failures } = await stopOf(read(content, chunkBytes));
      expect({ exitCode, count: failures.length }).toEqual({ exitCode: 2, count: 1 });
      expect(failures[0]?.slice(0, message.length)).toBe(message);
    }
  });

  test('naming the line of wrong UTF-8 in a file of any newline, wherever its chunks are cut', async () => {
    for (const newline of ['\n', '\r\n', '\r']) {
      const bytes = Buffer.from(
        `a,b${newline}é,1${newline}`.concat(`x,€${newline}`.repeat(7), '\u00ff,2'),
        'utf8',
      );
      const broken = Buffer.concat([bytes.subarray(0, -4), Buffer.from([0xff]), bytes.subarray(-2)]);
      for (let chunkBytes = 1; chunkBytes < 30; chunkBytes++) {
        const { failures } = await stopOf(read(broken, chunkBytes));
        expect(failures).toEqual(['file_not_utf8 The first byte that is not stands on line 10.']);
      }
    }
  });
});
