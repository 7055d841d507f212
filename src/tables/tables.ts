/**
 * Bytes in, rows of cells out; nothing here knows what the cells mean. The whole file is analyzed before it yields
 * any row, so that its format follows from its content, never from its name. After that the format alone is enough to
 * read the same bytes again.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Hints } from '../domain/hints.ts';
import type { Row } from '../domain/row.ts';
import type { FileLimits, Format, Table, TableFile } from '../domain/table.ts';
import { judgeRowCount, withinBytes } from './bounds.ts';
import { formatsOf } from './formats.ts';
import type { Source } from './source.ts';
import { contentOf } from './text/byte-streams.ts';
import { decoded } from './text/decoder.ts';
import { textRows } from './text/text-rows.ts';
import { rowsOfSheet } from './workbook/workbook-reading.ts';

export { openSource, type Source, sourceOf, sourceOfHandle } from './source.ts';
export { digestOfFile, placeBeside } from './workbook/place-beside.ts';
export { templateTable } from './write/template.ts';
export { checkTablePath, openTableDigest, openTableWriter, writeNewFile } from './write/write-table.ts';

/** An analyzed file. */
export interface OpenedTables extends TableFile {
  /** SHA-256, hexadecimal, of the file's bytes as submitted, packed or not. */
  readonly bytesDigest: string;
}

/**
 * Analyzes a whole file. Throws `file_empty`, `file_binary`, `file_damaged`, `file_locked`, `file_too_large`,
 * `encoding_unclear` or `sheet_unknown`.
 */
export async function openTables(
  source: Source,
  hints: Pick<Hints, 'sheet' | 'encoding'>,
  limits: FileLimits,
): Promise<OpenedTables> {
  const hash = createHash('sha256');
  const formats = await formatsOf(hashing(source.bytes(), hash), { source, hints, limits });
  const read = (format: Format) => readTable(source, format, limits);
  return { name: source.name, formats, read, bytesDigest: hash.digest('hex') };
}

/** Reads a table of known format, without analyzing it again. */
export function readTable(source: Source, format: Format, limits: FileLimits): Table {
  const chunks = rowsOf(source, format, limits);
  return {
    chunks,
    close: async () => {
      await chunks.return(undefined);
    },
  };
}

async function* rowsOf(source: Source, format: Format, limits: FileLimits): AsyncGenerator<readonly Row[]> {
  const bytes = contentOf(source.bytes(), format.isPacked);
  if (format.kind === 'sheet') return yield* rowsOfSheet({ source, bytes, limits }, format.sheet);
  let count = 0;
  const text = decoded(withinBytes(bytes, limits.maxBytes), format.encoding);
  for await (const rows of textRows(text, format, limits)) {
    count += rows.length;
    judgeRowCount(count, limits);
    yield rows;
  }
}

async function* hashing(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
}

/** A file of known format that can be read again and again, without limits: it was within them when submitted. */
export function tablesOf(source: Source, format: Format): TableFile {
  return { name: source.name, formats: [format], read: (one) => readTable(source, one, noLimits) };
}

const noLimits: FileLimits = { maxBytes: Number.MAX_SAFE_INTEGER, maxRows: Number.MAX_SAFE_INTEGER };
