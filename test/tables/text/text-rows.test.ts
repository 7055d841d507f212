import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../../../src/domain/row.ts';
import type { TextFormat } from '../../../src/domain/table.ts';
import { textRows } from '../../../src/tables/text/text-rows.ts';
import { appErrorOf, fixture, roomyLimits } from '../source-from.ts';

const plain: TextFormat = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  newline: '\n',
  hasSeparatorLine: false,
};

async function* piecesOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function chunks(text: string, format: Partial<TextFormat> = {}, size = 16_000) {
  const all: (readonly Row[])[] = [];
  const cut = textRows(piecesOf(text, size), { ...plain, ...format }, roomyLimits);
  for await (const rows of cut) all.push(rows);
  return all;
}

const rowsOf = async (...from: Parameters<typeof chunks>) => (await chunks(...from)).flat();
const shown = (rows: readonly Row[]) => rows.map(({ line, cells }) => `${line} ${cells.join('|')}`);

describe('the rows of a text', () => {
  test('keep commas, quotes and line breaks of the quoted fixture, and count physical lines', async () => {
    for (const size of [1, 7, 100_000]) {
      const rows = await rowsOf(fixture('quoted.csv').toString(), { newline: '\r\n' }, size);
      expect(rows.map(({ line, cells }) => [line, cells.at(-1)])).toEqual([
        [1, 'note'],
        [2, 'two\r\nlines, and a "quote"'],
        [5, ''],
        [6, ''],
        [8, 'last line without an end'],
      ]);
    }
  });

  test.each(['\n', '\r\n', '\r'] as const)('with line ends %j begin on their own lines', async (newline) => {
    const text = ['', ' ', 'a,b', '1,2', '', '3,"x', 'y"', '4,5', ''].join(newline);
    for (const size of [3, 100_000]) {
      expect(shown(await rowsOf(text, { newline }, size))).toEqual([
        '3 a|b',
        '4 1|2',
        `6 3|x${newline}y`,
        '8 4|5',
      ]);
    }
  });

  test('are all lines with content: titles, ragged ones, totals', async () => {
    const text = 'Export of 12.03.2026\n,,\na,b,c\n1,2\n\t\n" ",""\n3,4,5,6\nTotal,,7\n';
    expect(shown(await rowsOf(text))).toEqual([
      '1 Export of 12.03.2026',
      '3 a|b|c',
      '4 1|2',
      '7 3|4|5|6',
      '8 Total||7',
    ]);
  });

  test('have unchanged cells: nothing trimmed, NUL bytes and lone carriage returns included', async () => {
    expect((await rowsOf(' a ,"\tb ",c\0,d\re\n'))[0]?.cells).toEqual([' a ', '\tb ', 'c\0', 'd\re']);
  });

  test('begin after the line that names the separator', async () => {
    const format = { delimiter: ';', hasSeparatorLine: true } as const;
    expect(shown(await rowsOf('sep=;\na;b\nsep=;\n', format))).toEqual(['2 a|b', '3 sep=|']);
    expect(shown(await rowsOf('sep=;\n"a";b\n', format))).toEqual(['2 a|b']);
  });

  test('come at most 200 at a time', async () => {
    const sizes = (await chunks('1,2\n'.repeat(450), {}, 100_000)).map((rows) => rows.length);
    expect([Math.max(...sizes), sizes.reduce((sum, size) => sum + size)]).toEqual([200, 450]);
  });

  test('may be as long as 64 KiB', async () => {
    for (const quote of ['', '"']) {
      const cell = 'x'.repeat(64 * 1024 - 2);
      expect((await rowsOf(`1,${quote}${cell}${quote}\n2,3\n`)).map(({ line }) => line)).toEqual([1, 2]);
    }
  });

  test('are what was quoted into them, on the right lines, however they are cut', async () => {
    const unit = fc.constantFrom('a', 'é', ',', ';', '"', '\n', '\r\n', ' ', '😀');
    const cell = fc.string({ unit, maxLength: 6 });
    const row = fc.tuple(fc.constant('x'), cell, cell);
    const written = (cells: readonly string[], delimiter: string, everyQuoted: boolean) =>
      cells
        .map((text) => (everyQuoted || /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
        .join(delimiter);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(row, fc.boolean()), { maxLength: 8 }),
        fc.constantFrom(',' as const, ';' as const),
        fc.constantFrom('\n' as const, '\r\n' as const),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, newline, size) => {
          const texts = rows.map(([cells, everyQuoted]) => written(cells, delimiter, everyQuoted));
          const got = await rowsOf(texts.join(newline), { delimiter, newline }, size);
          expect(got.map(({ cells }) => cells)).toEqual(rows.map(([cells]) => cells));
          let line = 1;
          for (const [position, text] of texts.entries()) {
            expect(got[position]?.line).toBe(line);
            line += 1 + (text.match(/\n/g)?.length ?? 0);
          }
        },
      ),
    );
  });
});

describe('quotes that break the rules', () => {
  test.each([
    ['inside a cell', 'a,b\n1,2 "x"\n3,4\n', ['1 a|b', '2 1|2 "x"', '3 3|4']],
    ['alone in a cell', 'a,b\n1,12"\n1,2\n"3",4\n', ['1 a|b', '2 1|12"', '3 1|2', '4 3|4']],
    ['with blanks around them', 'a,b\r\n "1" ,"2" \r\n3,4', ['1 a|b', '2 1|2', '3 3|4']],
    ['in a formula', 'a,b\n="1,5",2\n3,4\n', ['1 a|b', '2 ="1,5"|2', '3 3|4']],
    ['around whole lines', '"a,b"\n"1,""2,5"""\n"3,4"\n', ['1 a|b', '2 1|2,5', '3 3|4']],
    ['around some lines', 'a,b\n"1,""2,5"""\n3,4\n', ['1 a|b', '2 1|2,5', '3 3|4']],
    ['after a cell of two lines', 'a,b\n"1\n1",2\n3, "4"\n', ['1 a|b', '2 1\n1|2', '4 3|4']],
  ])('%s have only one reading', async (_, text, due) => {
    for (const size of [1, 7, 16_000]) {
      expect(shown(await rowsOf(text, { newline: text.includes('\r') ? '\r\n' : '\n' }, size))).toEqual(due);
    }
  });

  test('are marked on each row', async () => {
    const rows = await rowsOf('a,b\n1,2 "x"\n3,4\n"5,6"\n');
    expect(rows.map(({ forgiven }) => forgiven)).toEqual([
      undefined,
      ['loose_quotes'],
      undefined,
      ['line_quoted'],
    ]);
  });
});

test('spaces around quotes are dropped, and a tab is no blank where it separates cells', async () => {
  const text = 'a\tb\n "1" \t"2" \n"3"\t"4"\n';
  expect(shown(await rowsOf(text, { delimiter: '\t' }))).toEqual(['1 a|b', '2 1|2', '3 3|4']);
});

describe('the end of a text', () => {
  test("may have DOS's end mark, after the last cell or on a line of its own", async () => {
    expect(shown(await rowsOf('a,b\n1,2\u001a'))).toEqual(['1 a|b', '2 1|2']);
    expect(shown(await rowsOf('a,b\n1,2\n\u001a'))).toEqual(['1 a|b', '2 1|2', '3 \u001a']);
  });

  test('is reported where its last line has no end', async () => {
    const ends = async (text: string) => (await rowsOf(text)).map(({ isUnended = false }) => isUnended);
    expect(await ends('a,b\n1,2')).toEqual([false, true]);
    expect(await ends('a,b\n1,2\n')).toEqual([false, false]);
    expect(await ends('a,b\n1,2\u001a')).toEqual([false, false]);
  });
});

describe('a text is refused', () => {
  const open = `a,b\n1,"${'x'.repeat(5 * 1024 * 1024)}`;
  test.each([
    ['when a quote is not closed', 'a,b\n1,2\n3,"4\n5,6\n', 'quote_broken', 3],
    ['when text follows a quoted cell', 'a,b\n1,2\n"x"y,2\n', 'quote_broken', 3],
    ['when a quoted field has 10 MB', `${open}${open.slice(6)}",2\n`, 'field_too_large', 2],
    ['when an unquoted field has 5 MB', `a,b\n1,${'x'.repeat(5_000_000)}\n`, 'field_too_large', 2],
    ['when a row has millions of cells', `a,b\n1,2\n${','.repeat(5_000_000)}\n`, 'field_too_large', 3],
    ['when a quoted row has millions', `a,b\n1,2\n"3"${','.repeat(5_000_000)}\n`, 'field_too_large', 3],
    ['when a quoted row has thousands', `a,b\n"1",2\n"3"${','.repeat(100_000)}\n`, 'field_too_large', 3],
    ['when its header never ends', `a,"b${'\n'.repeat(200_000)}`, 'field_too_large', 1],
    ['when quotes never end', 'a,b\n1,"""'.concat('""'.repeat(200_000)), 'field_too_large', 2],
    ['when a long row opens a quote late', `${'x'.repeat(200_000)},"\n`, 'field_too_large', 1],
  ])('%s', async (_, text, code, line) => {
    for (const size of [1000, 16_000, 200_000]) {
      expect(await appErrorOf(rowsOf(text, {}, size))).toEqual({
        exitCode: 2,
        failures: [`${code} The row begins on line ${line}.`],
      });
    }
  });
});
