import { stringify } from 'csv-stringify/sync';
import iconv from 'iconv-lite';
import type { Encoding, TextFormat, WrittenRow } from '../../domain/table.ts';
import { adaptedTo, type CharacterSet } from '../../domain/text/characters.ts';
import { withGuards } from '../../domain/text/formula-guard.ts';

/**
 * Writes rows as a text file, a part for each chunk. Replaces a character that the encoding lacks by what a person
 * would type, and puts an apostrophe before what a spreadsheet would run as a formula.
 */
export async function* textBytes(
  chunks: AsyncIterable<readonly WrittenRow[]> | Iterable<readonly WrittenRow[]>,
  format: TextFormat,
): AsyncGenerator<Buffer> {
  const { delimiter, newline, encoding } = format;
  const repertoire = repertoireOf(encoding);
  const spelt = (cell: string) => withGuards(repertoire === undefined ? cell : adaptedTo(cell, repertoire));
  // Else a line feed in a cell would be unquoted in a file with other line ends, and end a line for most readers.
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

/** The characters of a single-byte encoding; undefined for encodings that have all. */
function repertoireOf(encoding: Encoding): CharacterSet | undefined {
  if (encoding.startsWith('utf')) return undefined;
  const upperHalf = iconv.decode(everyByte, encoding).slice(128).replaceAll('\ufffd', '');
  const held = `[\\0-\\x7f${upperHalf}]`;
  return { allows: new RegExp(`^${held}$`, 'u'), plain: new RegExp(`^${held}*$`, 'u') };
}
