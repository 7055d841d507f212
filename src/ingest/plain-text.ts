import { isUtf8 } from 'node:buffer';
import { fileStop } from './file-stop.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Enough to know every format below by its first bytes. */
const longestMark = 8;

/** First bytes, as Latin-1, of what people hand in by mistake. */
const binaryMarks: readonly (readonly [mark: string, what: string])[] = [
  ['PK\x03\x04', 'a spreadsheet (xlsx, ods) or a zip'],
  ['\xd0\xcf\x11\xe0', 'an old spreadsheet (xls)'],
  ['%PDF', 'a PDF'],
  ['\x1f\x8b', 'a gzip'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['\xff\xfe', 'UTF-16 text'],
  ['\xfe\xff', 'UTF-16 text'],
];

/**
 * The same bytes, cut so that no character is torn between two chunks. Stops with `file_binary` on the first bytes of a known
 * other format, and with `file_not_utf8`, naming the line, where the bytes are no UTF-8. An empty input gives nothing.
 */
export async function* plainText(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let lineFeeds = 0;
  // They end lines only where there is no line feed: in files of the old Mac.
  let carriageReturns = 0;
  let held: Buffer = Buffer.alloc(0);
  let isKnownText = false;
  const checked = (chunk: Buffer) => {
    if (isUtf8(chunk)) return chunk;
    const newline = lineFeeds > 0 || chunk.includes(lineFeed) ? lineFeed : carriageReturn;
    const before = newline === lineFeed ? lineFeeds : carriageReturns;
    const line = before + 1 + goodLines(chunk, newline);
    throw fileStop('encoding_unclear', `The first byte that is not stands on line ${line}.`);
  };
  for await (const chunk of bytes) {
    const joined = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    held = joined;
    if (!isKnownText && joined.length < longestMark) continue;
    if (!isKnownText) refuseBinary(joined);
    isKnownText = true;
    const end = endOfWholeCharacters(joined);
    held = joined.subarray(end);
    const whole = checked(joined.subarray(0, end));
    lineFeeds += countOf(lineFeed, whole);
    if (lineFeeds === 0) carriageReturns += countOf(carriageReturn, whole);
    if (end > 0) yield whole;
  }
  if (held.length === 0) return;
  if (!isKnownText) refuseBinary(held);
  yield checked(held);
}

function refuseBinary(start: Buffer): void {
  const head = start.toString('latin1', 0, longestMark);
  const known = binaryMarks.find(([mark]) => head.startsWith(mark));
  if (known !== undefined) throw fileStop('file_binary', `It looks like ${known[1]}.`);
}

/** Whole lines of the chunk before the first that is no UTF-8. */
function goodLines(chunk: Buffer, newline: number): number {
  let lines = 0;
  let start = 0;
  for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
    if (!isUtf8(chunk.subarray(start, end))) return lines;
    start = end + 1;
    lines++;
  }
  return lines;
}

/** Where the last whole character ends: at most three bytes before the end. Wrong bytes are left for `checked`. */
function endOfWholeCharacters(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte < 0x80) return chunk.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? chunk.length - back : chunk.length;
    }
  }
  return chunk.length;
}

function countOf(byte: number, chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(byte); at !== -1; at = chunk.indexOf(byte, at + 1)) count++;
  return count;
}
