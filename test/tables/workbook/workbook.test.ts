import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { referenceMs } from '../../support/effort.ts';
import { type SheetXml, type WorkbookXml, workbookOf } from '../../support/workbook.ts';
import { zipOf } from '../../support/zip.ts';
import { appErrorOf, read } from '../source-from.ts';

async function rowsOf(rows: string, more: WorkbookXml & Pick<SheetXml, 'state'> = {}) {
  return (await read(workbookOf([{ rows }], more))).rows;
}

/** The one cell of the one row. */
async function cellOf(cell: string, more: WorkbookXml = {}) {
  const [row] = await rowsOf(`<row r="1">${cell}</row>`, more);
  return [row?.cells[0], row?.kinds?.[0]];
}

const dateStyles = `<numFmts><numFmt numFmtId="170" formatCode="[Red]&quot;le&quot; dd/mm/yy"/></numFmts>
  <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="22"/></cellXfs>`;

describe('a cell', () => {
  test.each([
    ['<c><v>19.990000000000002</v></c>', '19.990000000000002', 'number'],
    ['<c><v>1E3</v></c>', '1000', 'number'],
    ['<c><v>7.6114508E+25</v></c>', '7.6114508E+25', 'number'],
    ['<c><v>-0.1</v></c>', '-0.1', 'number'],
    ['<c t="b"><v>1</v></c>', 'TRUE', 'boolean'],
    ['<c t="e"><v>#N/A</v></c>', '#N/A', 'error'],
    ['<c t="str"><f>A1&amp;B1</f><v>FR76</v></c>', 'FR76', 'text'],
    ['<c><f>SUM(A2:A9)</f><v>12.5</v></c>', '12.5', 'number'],
    ['<c t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', ' a ', 'text'],
    [
      '<c t="inlineStr"><is><r><t>Ada</t></r><r><t xml:space="preserve"> Example</t></r></is></c>',
      'Ada Example',
      'text',
    ],
    ['<c t="inlineStr"><is><t>a_x000D_b &amp; c</t></is></c>', 'a\rb & c', 'text'],
  ])('%s is %j, a %s', async (xml, text, kind) => {
    expect(await cellOf(xml)).toEqual([text, kind]);
  });

  test('of the shared texts has its runs joined, and no phonetic text of Japanese', async () => {
    const strings =
      '<si><t>one</t></si><si><r><t>Ada</t></r><r><t xml:space="preserve"> E</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>';
    expect(await cellOf('<c t="s"><v>1</v></c>', { strings })).toEqual(['Ada E', 'text']);
  });

  test('with a date format is a date, of either calendar, to the second', async () => {
    const styles = dateStyles;
    expect(await cellOf('<c s="1"><v>46387</v></c>', { styles })).toEqual(['2026-12-31', 'date']);
    expect(await cellOf('<c s="2"><v>46387</v></c>', { styles })).toEqual(['2026-12-31', 'date']);
    expect(await cellOf('<c s="3"><v>46387.75</v></c>', { styles })).toEqual(['2026-12-31T18:00:00', 'date']);
    expect(await cellOf('<c s="1"><v>44925</v></c>', { styles, is1904: true })).toEqual([
      '2026-12-31',
      'date',
    ]);
    expect(await cellOf('<c s="0"><v>46387</v></c>', { styles })).toEqual(['46387', 'number']);
  });
});

test('that is struck through, by its style or in a shared text, is marked', async () => {
  const styles = `<fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>
    <cellXfs><xf/><xf fontId="1"/><xf fontId="2"/></cellXfs><dxfs><dxf><font><strike/></font></dxf></dxfs>`;
  const strings = '<si><r><rPr><strike/></rPr><t>100</t></r><r><t>80</t></r></si><si><t>Ada</t></si>';
  const more = { styles, strings };
  expect(await cellOf('<c s="1"><v>12.5</v></c>', more)).toEqual(['~12.5~', 'struck']);
  expect(await cellOf('<c s="2"><v>12.5</v></c>', more)).toEqual(['12.5', 'number']);
  expect(await cellOf('<c t="s"><v>0</v></c>', more)).toEqual(['~100~80', 'struck']);
  expect(await cellOf('<c t="s"><v>1</v></c>', more)).toEqual(['Ada', 'text']);
});

test('with a number that is shown as another currency, a share or thousands is no plain number', async () => {
  const styles = `<numFmts><numFmt numFmtId="170" formatCode="[$$-409]#,##0.00"/></numFmts>
    <cellXfs><xf numFmtId="170"/><xf numFmtId="9"/><xf numFmtId="2"/></cellXfs>`;
  expect(await cellOf('<c s="0"><v>120.5</v></c>', { styles })).toEqual(['120.5 $', 'measured']);
  expect(await cellOf('<c s="1"><v>0.5</v></c>', { styles })).toEqual(['0.5 %', 'measured']);
  expect(await cellOf('<c s="2"><v>120.5</v></c>', { styles })).toEqual(['120.5', 'money']);
});

describe('a sheet', () => {
  test('gives filled rows by their numbers, with hidden ones marked and cells in their places', async () => {
    const rows = await rowsOf(
      '<row r="2"><c r="C2"><v>1</v></c></row><row r="3"><c r="A3"/></row>' +
        '<row r="7" hidden="1"><c r="A7"><v>2</v></c></row><row><c><v>3</v></c><c r="D8"/></row>',
    );
    expect(rows.map(({ line, cells, isHidden }) => [line, cells, isHidden])).toEqual([
      [2, ['', '', '1'], undefined],
      [7, ['2'], true],
      [8, ['3'], undefined],
    ]);
  });

  test('that another program wrote has the cells that it shows', async () => {
    const cells = [
      ['a', 12.5, true, new Date('2026-12-31T00:00:00Z')],
      ['ü', 0.1 + 0.2, false, null],
    ];
    const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: 'List', rows: cells }] }));
    const { rows } = await read(bytes);
    expect(rows.map((row) => row.cells)).toEqual([
      ['a', '12.5', 'TRUE', '2026-12-31'],
      ['ü', '0.30000000000000004', 'FALSE'],
    ]);
    expect((await readXlsx(bytes)).sheets[0]?.rows.length).toBe(2);
  });

  test('of many rows comes in chunks and can be abandoned in the middle', async () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `<row><c><v>${at}</v></c></row>`).join('');
    const all = await rowsOf(rows);
    expect([all.length, all.at(-1)?.cells]).toEqual([5_000, ['4999']]);
  });
});

describe('a workbook that two programs could read in two ways is damaged:', () => {
  const one = '<row r="2"><c r="A2"><v>12</v></c></row>';
  const sheet = (content: string | Buffer) => ({ name: 'xl/worksheets/sheet1.xml', content });
  test.each([
    ['rows out of order', `${one}<row r="1"><c r="A1"><v>1</v></c></row>`],
    ['a row twice', one + one],
    ['cells out of order', '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>'],
    ['a cell twice', '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'],
    ['a cell of another row', '<row r="1"><c r="A7"><v>1</v></c></row>'],
    ['a cell without a place', '<row r="1"><c r="1"><v>1</v></c></row>'],
    ['a cell with two values', '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>'],
    ['a cell in a cell', '<row r="1"><c r="A1"><c r="B1"><v>5</v></c></c></row>'],
    ['an element in a value', '<row r="1"><c r="A1"><v><t>9</t>12</v></c></row>'],
    ['an element in a text', '<row r="1"><c r="A1" t="inlineStr"><is><t>1<t>2</t>3</t></is></c></row>'],
    ['a row in a row', '<row r="1"><row r="2"/></row>'],
    ['a text that is not there', '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'],
  ])('%s', async (_, rows) => {
    expect((await appErrorOf(read(workbookOf([{ rows }])))).failures[0]).toMatch(/^file_damaged /);
  });

  test.each([
    ['an element in a shared text', '<si><t>1<t>2</t>3</t></si>'],
    ['a shared text in another', '<si><si><t>1</t></si><t>2</t></si>'],
  ])('%s', async (_, strings) => {
    const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';
    expect((await appErrorOf(read(workbookOf([{ rows }], { strings })))).failures[0]).toMatch(
      /^file_damaged /,
    );
  });

  test('two parts of one name, in any case', async () => {
    const files = [{ name: 'XL/Worksheets/Sheet1.xml', content: '<worksheet/>' }];
    const workbook = workbookOf([{ rows: one }], { files });
    expect((await appErrorOf(read(workbook))).failures[0]).toMatch(/^file_damaged /);
  });

  test('a digit that changed on the way', async () => {
    const content = `<worksheet><sheetData>${one}</sheetData></worksheet>`;
    const stored = { ...sheet(content), isStored: true };
    expect((await read(workbookOf([{ rows: '' }], { files: [stored] }))).rows[0]?.cells).toEqual(['12']);
    const declaredChecksum = crc32(content.replace('12', '92'));
    const changed = workbookOf([{ rows: '' }], { files: [{ ...stored, declaredChecksum }] });
    expect((await appErrorOf(read(changed))).failures[0]).toMatch(/^file_damaged /);
  });
});

describe('XML is read', () => {
  const list = 'http://purl.oclc.org/ooxml/spreadsheetml/main';
  const cell = '<x:row r="1"><x:c r="A1" t="str"><x:v>é</x:v></x:c></x:row>';
  const content = `<x:worksheet xmlns:x="${list}"><x:sheetData>${cell}</x:sheetData></x:worksheet>`;
  test.each([
    ['with prefixes and in the strict form', Buffer.from(content)],
    ['in UTF-16', Buffer.from(`\ufeff${content}`, 'utf16le')],
    ['with a byte order mark', Buffer.from(`\ufeff${content}`)],
  ])('%s', async (_, bytes) => {
    const workbook = workbookOf([{ rows: '' }], {
      files: [{ name: 'xl/worksheets/sheet1.xml', content: bytes }],
    });
    expect((await read(workbook)).rows).toEqual([{ line: 1, cells: ['é'], kinds: ['text'] }]);
  });
});

describe('a malicious workbook', () => {
  const head = '<row><c t="inlineStr"><is><t>amount</t></is></c></row>';
  const bombs: readonly (readonly [what: string, book: () => Buffer, code: string])[] = [
    [
      'of 10 million empty rows',
      () => workbookOf([{ rows: head + '<row/>'.repeat(10_000_000) }]),
      'file_too_large',
    ],
    [
      'whose cell is 200 MB',
      () => workbookOf([{ rows: `${head}<row><c><v>${'1'.repeat(200_000_000)}</v></c></row>` }]),
      'file_too_large',
    ],
    [
      'with 5 million shared texts',
      () => workbookOf([{ rows: head }], { strings: '<si><t>xxxxxxxxxxxxxxx</t></si>'.repeat(5_000_000) }),
      'file_too_large',
    ],
    [
      'whose entities unfold',
      () =>
        workbookOf([{ rows: head }], {
          files: [
            {
              name: 'xl/sharedStrings.xml',
              content:
                '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>',
            },
          ],
        }),
      'file_damaged',
    ],
    [
      'with a text of 60 kB in two million cells',
      () => {
        const rows = `<row>${'<c t="s"><v>0</v></c>'.repeat(1000)}</row>`.repeat(2000);
        return workbookOf([{ rows: head + rows }], { strings: `<si><t>${'x'.repeat(60_000)}</t></si>` });
      },
      'file_too_large',
    ],
    ['with 16 million open tags', () => workbookOf([{ rows: '<a>'.repeat(16_000_000) }]), 'file_damaged'],
    [
      'with 9 million styles',
      () => workbookOf([{ rows: head }], { styles: `<cellXfs>${'<xf/>'.repeat(9_000_000)}</cellXfs>` }),
      'file_too_large',
    ],
    [
      'with 9 million empty texts',
      () => workbookOf([{ rows: head }], { strings: '<si/>'.repeat(9_000_000) }),
      'file_too_large',
    ],
    [
      'with a column beyond the thousandth',
      () => workbookOf([{ rows: '<row r="1"><c r="XFD1"><v>1</v></c></row>' }]),
      'file_too_large',
    ],
    [
      'with 20,000 parts',
      () => zipOf(Array.from({ length: 20_000 }, (_, at) => ({ name: `${at}`, content: '' }))),
      'file_too_large',
    ],
    [
      'that claims to hold 4 GB',
      () => workbookOf([{ rows: head }], { files: [{ name: 'a', content: 'x', declaredSize: 0xffff_fff0 }] }),
      'file_too_large',
    ],
    [
      'that claims to be small',
      () => {
        const content = `<worksheet><sheetData>${head}${'<row/>'.repeat(20_000_000)}</sheetData></worksheet>`;
        return workbookOf([{ rows: head }], {
          files: [{ name: 'xl/worksheets/sheet1.xml', content, declaredSize: 1000 }],
        });
      },
      '',
    ],
  ];

  // In a process of its own, so that its memory and time are its own, too.
  test.each(bombs)('%s is refused within 200 MB and in little time', async (_, book, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'linkmill-bomb-'));
    try {
      const path = join(folder, 'bomb.xlsx');
      writeFileSync(path, book());
      const opener = join(import.meta.dirname, '../open-file.js');
      const { stdout, status } = spawnSync(process.execPath, [opener, path], { encoding: 'utf8' });
      const { codes, peakMb, cpuMs } = JSON.parse(stdout) as {
        codes: string[];
        peakMb: number;
        cpuMs: number;
      };
      const effort = cpuMs / (await referenceMs());
      expect(status).toBe(0);
      expect(code === '' ? ['file_too_large', 'file_damaged'] : [code]).toContain(codes[0]);
      expect({ isSmall: peakMb < 200, isQuick: effort < 100 }).toEqual({ isSmall: true, isQuick: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    [
      'a part that is missing',
      workbookOf([{ rows: head }], { files: [{ name: '_rels/.rels', content: '' }] }),
    ],
    ['broken XML', workbookOf([{ rows: `${head}<row><c>` }])],
    ['a path out of it', workbookOf([{ rows: head }], { files: [{ name: '../a', content: 'x' }] })],
    ['bytes cut off', workbookOf([{ rows: head }]).subarray(0, 900)],
  ])('or was damaged, by %s, is refused', async (_, bytes) => {
    expect((await appErrorOf(read(bytes))).failures[0]).toMatch(/^file_(damaged|too_large|binary)/);
  });
});
