import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import type { Encoding, TextFormat, WrittenRow } from '../../domain/table.ts';
import { adaptedTo, type CharacterSet } from '../../domain/text/characters.ts';
import { withGuards } from '../../domain/text/formula-guard.ts';

/**
 * Rows as the bytes of a text file, a part for each chunk. A character that the encoding lacks is written as what a person would type
 * instead, and what a spreadsheet would run as a formula gets an apostrophe before it.
 */
export async function* textBytes(
  chunks: AsyncIterable<readonly WrittenRow[]> | Iterable<readonly WrittenRow[]>,
  format: TextFormat,
): AsyncGenerator<Buffer> {
  const { delimiter, newline, encoding } = format;
  const repertoire = repertoireOf(encoding);
  const spelt = (cell: string) => withGuards(repertoire === undefined ? cell : adaptedTo(cell, repertoire));
  // Without it a line feed in a cell would stand bare in a file whose lines end otherwise, and end a line for most readers.
  const options = { delimiter, record_delimiter: newline, quote_record_delimiter: true };
  const mark = format.hasBom ? '\ufeff' : '';
  const separatorLine = format.hasSeparatorLine ? `sep=${delimiter}${newline}` : '';
  yield iconv.encode(mark + separatorLine, encoding);
  for await (const rows of chunks) {
    const cells = rows.map((row) => row.cells.map(spelt));
    yield iconv.encode(stringify(cells, options), encoding);
  }
}

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** What an encoding of one byte a character can hold; undefined for those that hold everything. */
function repertoireOf(encoding: Encoding): CharacterSet | undefined {
  if (encoding.startsWith('utf')) return undefined;
  const upperHalf = iconv.decode(everyByte, encoding).slice(128).replaceAll('\ufffd', '');
  const held = `[\\0-\\x7f${upperHalf}]`;
  return { allows: new RegExp(`^${held}$`, 'u'), plain: new RegExp(`^${held}*$`, 'u') };
}
