import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import type { Encoding, TextFormat, WrittenRow } from '../../../src/domain/table.ts';
import { withoutGuards } from '../../../src/domain/text/formula-guard.ts';
import { textBytes } from '../../../src/tables/write/write-text.ts';

const plain: TextFormat = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  newline: '\n',
  hasSeparatorLine: false,
};

async function written(rows: readonly WrittenRow[], format: TextFormat): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of textBytes([rows], format)) parts.push(part);
  return Buffer.concat(parts);
}

const textOf = async (cells: readonly string[], changes: Partial<TextFormat> = {}) => {
  const format = { ...plain, ...changes };
  return iconv.decode(await written([{ cells }], format), format.encoding, { stripBOM: false });
};

const encodings: readonly Encoding[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
];
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** Cells that a file of the encoding can hold, among them many that need care. */
function cellsOf(encoding: Encoding): fc.Arbitrary<string> {
  const careful = fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', '\r\n', "'", '=', '-', '+', ' ', '1');
  const characters = iconv.decode(everyByte, encoding).replaceAll('\ufffd', '');
  const any = encoding.startsWith('utf') ? fc.string({ unit: 'binary' }) : fc.constantFrom(...characters);
  return fc.array(fc.oneof(careful, any), { maxLength: 6 }).map((parts) => parts.join(''));
}

describe('a written text', () => {
  test.each(encodings)(
    'in %s returns any cell as it was, whatever separates cells and lines',
    async (encoding) => {
      const format = fc.record({
        kind: fc.constant('text' as const),
        isPacked: fc.constant(false),
        encoding: fc.constant(encoding),
        hasBom: encoding.startsWith('utf') ? fc.boolean() : fc.constant(false),
        delimiter: fc.constantFrom(',', ';', '\t', '|'),
        newline: fc.constantFrom('\n', '\r\n', '\r'),
        hasSeparatorLine: fc.boolean(),
      });
      const rows = fc.array(fc.array(cellsOf(encoding), { minLength: 1, maxLength: 4 }), { maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(format, rows, async (chosen, cells) => {
          const bytes = await written(
            [{ cells: ['header'] }, ...cells.map((row) => ({ cells: row }))],
            chosen,
          );
          const text = iconv.decode(bytes, encoding, { stripBOM: false });
          const start = `${chosen.hasBom ? '\ufeff' : ''}${chosen.hasSeparatorLine ? `sep=${chosen.delimiter}${chosen.newline}` : ''}header${chosen.newline}`;
          expect(text.slice(0, start.length)).toBe(start);
          const read: string[][] = parse(text.slice(start.length), {
            delimiter: chosen.delimiter,
            record_delimiter: chosen.newline === '\r' ? ['\r'] : ['\r\n', '\n'],
            relax_column_count: true,
          });
          expect(read.map((row) => row.map(withoutGuards))).toEqual(cells);
        }),
      );
    },
  );

  test('quotes only what needs it', async () => {
    const cells = ['A; "B"', 'C, D', 'E\nF', ' G '];
    expect(await textOf(cells, { delimiter: ';', newline: '\r\n' })).toBe('"A; ""B""";C, D;"E\nF"; G \r\n');
  });

  test('has no cell that a spreadsheet would run, and amounts stay amounts', async () => {
    const cells = ['=1+1', '+49', '-5.00', '-5,00', '@x', '-x', "'=1", '\t=1', '1-2', 'x;=1'];
    const guarded = ["'=1+1", '+49', '-5.00', '-5,00', "'@x", "'-x", "''=1", "'\t'=1", '1-2', "x;'=1"];
    expect(await textOf(cells, { delimiter: '|' })).toBe(`${guarded.join('|')}\n`);
  });

  test('has a character that the encoding lacks as a person would type it', async () => {
    const cells = ['Łódź', '’', 'a\u200bb', '€', '\u{1f600}'];
    expect(await textOf(cells, { encoding: 'iso-8859-1' })).toBe("Lódz,',ab,EUR,:grinning:\n");
    expect(await textOf(cells, { encoding: 'windows-1252' })).toBe('Lódz,’,ab,€,:grinning:\n');
    expect(await textOf(cells, { encoding: 'utf-16be' })).toBe('Łódź,’,a\u200bb,€,\u{1f600}\n');
  });

  test('has no replacement of a character that ends a cell or runs as a formula', async () => {
    expect(await textOf(['\uff1b', '\uff1d1'], { encoding: 'iso-8859-15', delimiter: ';' })).toBe(
      '";";\'=1\n',
    );
  });

  test('of no rows is only what precedes them', async () => {
    const format: TextFormat = { ...plain, hasBom: true, hasSeparatorLine: true, newline: '\r\n' };
    expect((await written([], format)).toString()).toBe('\ufeffsep=,\r\n');
  });
});
