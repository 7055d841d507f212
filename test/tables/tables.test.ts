import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import type { TextFormat } from '../../src/domain/table.ts';
import { openTables, readTable, sourceOf } from '../../src/tables/tables.ts';
import { workbookOf } from '../support/workbook.ts';
import { zipOf } from '../support/zip.ts';
import { appErrorOf, chunksOf, fixture, read, roomyLimits, sourceFrom } from './source-from.ts';

const plain: TextFormat = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  newline: '\n',
  hasSeparatorLine: false,
};
const list = 'name;amount\r\nJürgen Müller;12,50\r\n"Modèle; Société";3,00\r\n';
const listed = [
  ['name', 'amount'],
  ['Jürgen Müller', '12,50'],
  ['Modèle; Société', '3,00'],
];

describe('a text file', () => {
  test.each([
    ['utf-8', false],
    ['utf-8', true],
    ['utf-16le', true],
    ['utf-16be', true],
    ['utf-16le', false],
    ['utf-16be', false],
    ['iso-8859-1', false],
  ] as const)(
    'in %s, with a byte order mark: %p, gives its format and its rows',
    async (encoding, hasBom) => {
      const bytes = iconv.encode(list, encoding, { addBOM: hasBom });
      for (const chunkBytes of [1, 7, 100_000]) {
        const { format, rows } = await read(bytes, { chunkBytes });
        expect(format).toEqual({ ...plain, encoding, hasBom, delimiter: ';', newline: '\r\n' });
        expect(rows.map(({ cells }) => cells)).toEqual(listed);
      }
    },
  );

  test('in Windows-1252 keeps its euro signs', async () => {
    const { format, rows } = await read(iconv.encode('nom;montant\nChloé;12,50 €\n', 'windows-1252'));
    expect(format).toMatchObject({ encoding: 'windows-1252' });
    expect(rows[1]?.cells).toEqual(['Chloé', '12,50 €']);
  });

  test('has the digest of its bytes as submitted', async () => {
    const packed = gzipSync(list);
    for (const bytes of [Buffer.from(list), packed]) {
      const { bytesDigest } = await read(bytes, { chunkBytes: 3 });
      expect(bytesDigest).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  test('with a line for Excel that names the separator begins on line 2', async () => {
    const { format, rows } = await read('\ufeffsep=;\r\na;b,c\r\n1;2,5\r\n');
    expect(format).toMatchObject({ delimiter: ';', hasSeparatorLine: true, hasBom: true });
    expect(rows).toEqual([
      { line: 2, cells: ['a', 'b,c'] },
      { line: 3, cells: ['1', '2,5'] },
    ]);
  });

  test('is judged by its first megabyte', async () => {
    const long = `a;b,c\n${'1;2,5\n'.repeat(200_000)}`;
    const { format, rows } = await read(long, { limits: { ...roomyLimits, maxRows: 200_001 } });
    expect(format).toMatchObject({ delimiter: ';' });
    expect(rows.length).toBe(200_001);
  });

  test('packed by gzip, in one piece or two, gives the same rows', async () => {
    const halves = Buffer.concat([gzipSync(list.slice(0, 20)), gzipSync(list.slice(20))]);
    for (const bytes of [gzipSync(list), halves]) {
      const { format, rows } = await read(bytes, { chunkBytes: 5 });
      expect(format).toMatchObject({ isPacked: true, delimiter: ';' });
      expect(rows.map(({ cells }) => cells)).toEqual(listed);
    }
  });

  test('is read again by its format alone, as often as needed', async () => {
    const source = sourceFrom(gzipSync(list));
    const { formats } = await openTables(source, {}, roomyLimits);
    const [format = plain] = formats;
    for (let time = 0; time < 2; time++) {
      const rows = [];
      for await (const chunk of readTable(source, format, roomyLimits).chunks) rows.push(...chunk);
      expect(rows.map(({ cells }) => cells)).toEqual(listed);
    }
  });

  test('reads any cells in any separator and encoding as they were written', async () => {
    const unit = fc.constantFrom(...'abcé €üß;,\t|"\n0123456789.-');
    const cells = fc.tuple(fc.string({ unit, maxLength: 8 }), fc.string({ unit, maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(cells, { minLength: 1, maxLength: 10 }),
        fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
        fc.constantFrom('utf-8' as const, 'utf-16le' as const, 'windows-1252' as const),
        fc.boolean(),
        async (rows, delimiter, encoding, hasBom) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const texts = rows.map((row) => ['x', ...row].map(quoted).join(delimiter));
          const format = { ...plain, delimiter, encoding, hasBom: hasBom && encoding !== 'windows-1252' };
          const source = sourceFrom(iconv.encode(texts.join('\n'), encoding, { addBOM: format.hasBom }), 7);
          const got: string[][] = [];
          for await (const chunk of readTable(source, format, roomyLimits).chunks) {
            got.push(...chunk.map((row) => row.cells.slice(1)));
          }
          expect(got).toEqual(rows);
        },
      ),
    );
  });
});

describe('a table', () => {
  test('is not read further than requested, and closes its bytes', async () => {
    let given = 0;
    let isClosed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from(given++ === 0 ? 'a,b\n1,2\n' : '1,2\n'.repeat(1000));
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of readTable(sourceOf('x', endless), plain, roomyLimits).chunks) break;
    expect(given).toBeLessThanOrEqual(2);
    expect(isClosed).toBe(true);
  });

  test('that is closed in the middle closes its bytes; unread, it never opens them', async () => {
    let open = 0;
    async function* bytes() {
      open++;
      try {
        yield Buffer.from('a,b\n1,2\n');
        yield Buffer.from('3,4\n');
      } finally {
        open--;
      }
    }
    const table = readTable(sourceOf('x', bytes), plain, roomyLimits);
    await table.chunks[Symbol.asyncIterator]().next();
    expect(open).toBe(1);
    await table.close();
    expect(open).toBe(0);
    await readTable(sourceOf('x', bytes), plain, roomyLimits).close();
    expect(open).toBe(0);
  });

  test('of a file that vanished fails as its source does, packed or not', async () => {
    const gone = sourceOf('x', async function* () {
      yield await Promise.reject(new Error('gone'));
    });
    for (const isPacked of [false, true]) {
      const table = readTable(gone, { ...plain, isPacked }, roomyLimits);
      await expect(table.chunks[Symbol.asyncIterator]().next()).rejects.toThrow('gone');
    }
  });
});

describe('a workbook', () => {
  const row = (value: string) => `<row r="1"><c r="A1" t="str"><v>${value}</v></c></row>`;
  const sheets = [
    { name: 'Notes', rows: '<row r="1"><c r="A1"/></row><row r="7"/>' },
    { name: 'Liste', rows: row('a') },
    { name: 'Caché', rows: row('b'), state: 'hidden' },
    { name: 'Archive', rows: row('c'), state: 'veryHidden' },
    { name: 'Mars 2026', rows: row('d') },
  ] as const;

  test('has a format for each visible sheet with content, packed or not', async () => {
    for (const isPacked of [false, true]) {
      const bytes = isPacked ? gzipSync(workbookOf(sheets)) : workbookOf(sheets);
      const { formats, rows } = await read(bytes);
      expect(formats).toEqual([
        { kind: 'sheet', isPacked, sheet: 'Liste' },
        { kind: 'sheet', isPacked, sheet: 'Mars 2026' },
      ]);
      expect(rows).toEqual([{ line: 1, cells: ['a'], kinds: ['text'] }]);
    }
  });

  test('has the format of the sheet that is requested, in any case, hidden or not', async () => {
    for (const [asked, sheet, value] of [
      ['mars 2026', 'Mars 2026', 'd'],
      ['CACHÉ', 'Caché', 'b'],
      ['archive', 'Archive', 'c'],
    ] as const) {
      const { formats, rows } = await read(workbookOf(sheets), { hints: { sheet: asked } });
      expect([formats, rows[0]?.cells]).toEqual([[{ kind: 'sheet', isPacked: false, sheet }], [value]]);
    }
  });

  test('without the requested sheet names its sheets', async () => {
    expect(await appErrorOf(read(workbookOf(sheets), { hints: { sheet: 'List' } }))).toEqual({
      exitCode: 2,
      failures: ['sheet_unknown It has "Notes", "Liste", "Caché", "Archive", "Mars 2026".'],
    });
  });
});

describe('a file is refused', () => {
  const compound = Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1');
  const locked = [compound, Buffer.alloc(70_000), Buffer.from('EncryptedPackage', 'utf16le')];
  const zip = (...names: string[]) => zipOf(names.map((name) => ({ name, content: '<x/>' })));
  const broken = gzipSync('a,b\n1,2\n'.repeat(1000));
  test.each([
    ['that is empty', '', 'file_empty'],
    ['that is blank', '\ufeff\r\n \n\t\n', 'file_empty'],
    ['that is blank for long', '\n'.repeat(2_000_000), 'file_empty'],
    ['that is an empty gzip', gzipSync(''), 'file_empty'],
    ['that is a PDF', '%PDF-1.7\n', 'file_binary It is a PDF.'],
    ['that is a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'file_binary It is a picture.'],
    ['of an old Excel', compound, 'file_binary It is a workbook of an old Excel (.xls).'],
    ['that a password locks', Buffer.concat(locked), 'file_locked'],
    ['that is a gzip in a gzip', gzipSync(gzipSync('a')), 'file_binary It is a gzip in a gzip.'],
    ['that is a zip', zip('list.csv'), 'file_binary It is a packed archive: take the list out of it.'],
    ['that is a spreadsheet no more', fixture('spreadsheet.csv'), 'file_damaged It is a zip that is broken'],
    ['of LibreOffice', zip('mimetype', 'content.xml'), 'file_binary It is an OpenDocument file (.ods).'],
    ['of Numbers', zip('Index/Document.iwa'), 'file_binary It is a document of Apple Numbers.'],
    ['of Word', zip('[Content_Types].xml', 'word/document.xml'), 'file_binary It is an Office document.'],
    ['in binary', zip('[Content_Types].xml', 'xl/workbook.bin'), 'file_binary It is a binary workbook'],
    ['that is a web page', ' <html><table><tr>', 'file_binary It is a web page'],
    [
      'that is a web page in UTF-16',
      Buffer.from('\ufeff<!DOCTYPE html>', 'utf16le'),
      'file_binary It is a web',
    ],
    [
      'that is XML',
      '\ufeff<?xml version="1.0"?><Document>',
      'file_binary It is XML: open it in a spreadsheet first.',
    ],
    ['that is no text', Buffer.from('\x01\x02\x03\x04abc\x05\x06'), 'file_binary It is no text.'],
    ['that is a cut gzip', broken.subarray(0, -20), 'file_damaged The gzip is broken or cut off.'],
    ['that is a gzip and more', Buffer.concat([broken, Buffer.from('x')]), 'file_damaged The gzip is broken'],
    ['of text that is torn', Buffer.from('a,b\n1,é').subarray(0, -1), 'encoding_unclear In Windows-1252'],
    [
      'of MacRoman',
      iconv.encode('a,b\n1,2\n3,André\n', 'macintosh'),
      'encoding_unclear In Windows-1252 a word on line 3 would be "AndrŽ", which is wrong.',
    ],
  ])('%s', async (_, content, message) => {
    for (const chunkBytes of [64 * 1024, 1000, 1]) {
      if (chunkBytes === 1 && content.length > 100_000) continue;
      const { exitCode, failures } = await appErrorOf(read(content, { chunkBytes }));
      expect({ exitCode, count: failures.length }).toEqual({ exitCode: 2, count: 1 });
      expect(failures[0]?.slice(0, message.length)).toBe(message);
    }
  });

  test('that is text, where a sheet of it is requested', async () => {
    const { failures } = await appErrorOf(read('a,b\n1,2\n', { hints: { sheet: 'Liste' } }));
    expect(failures).toEqual(['sheet_unknown The file is text, which has no sheets.']);
  });

  test('that has no visible sheet with content', async () => {
    const workbook = workbookOf([{ rows: '<row r="3"><c r="A3" t="str"><v> </v></c></row>' }]);
    const { failures } = await appErrorOf(read(workbook));
    expect(failures).toEqual(['file_empty No sheet that is shown holds anything.']);
  });

  test('with more bytes than allowed, packed or not', async () => {
    const limits = { ...roomyLimits, maxBytes: 1024 * 1024 };
    const zeros = 'a,b\n'.repeat(300_000);
    for (const bytes of [zeros, gzipSync(zeros)]) {
      expect((await appErrorOf(read(bytes, { limits }))).failures).toEqual([
        'file_too_large It holds more than 1 MB.',
      ]);
    }
  });

  test('with more rows than the limit allows whichever line is the header', async () => {
    const limits = { ...roomyLimits, maxRows: 1000 };
    expect((await read('a,b\n'.repeat(1100), { limits })).rows.length).toBe(1100);
    expect((await appErrorOf(read('a,b\n'.repeat(1101), { limits }))).failures).toEqual([
      'file_too_large Found more than 1,000 rows.',
    ]);
  });

  test.each([
    ['bare', '\n'],
    ['of separators', ';\n'],
    ['of blanks in quotes', '" "\n'],
  ])('with more blank lines than a sheet has, %s, however small they are packed', async (_, blank) => {
    const limits = { ...roomyLimits, maxRows: 1000 };
    const most = 1_048_576;
    const packed = gzipSync(`a;b\n1;2\n${blank.repeat(most + 1)}3;4\n`);
    expect((await appErrorOf(read(packed, { limits }))).failures).toEqual([
      `file_too_large Found more than 1,048,576 blank lines.`,
    ]);
    expect((await read(`a;b\n${'\n'.repeat(2000)}1;2\n`, { limits })).rows.length).toBe(2);
  });

  test('naming the line of wrong UTF-8, with any newline, wherever its chunks are cut', async () => {
    for (const newline of ['\n', '\r\n', '\r']) {
      const bytes = Buffer.from(`a,b${newline}é,1${newline}`.concat(`x,€${newline}`.repeat(7), '€,2'));
      const broken = Buffer.concat([bytes.subarray(0, -4), bytes.subarray(-2)]);
      for (let chunkBytes = 1; chunkBytes < 30; chunkBytes++) {
        const source = sourceOf('x', () => chunksOf(broken, chunkBytes));
        const { failures } = await appErrorOf(openTables(source, {}, roomyLimits));
        expect(failures).toEqual(['encoding_unclear It is UTF-8, but line 10 is not.']);
      }
    }
  });
});
