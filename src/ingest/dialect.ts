import { fileStop } from './file-stop.ts';

/** How a file is written, seen on its header line. */
export interface Dialect {
  readonly delimiter: ',' | ';';
  readonly newline: '\n' | '\r\n' | '\r';
  readonly hasBom: boolean;
  /** Line of the file on which the header begins; blank lines may stand before it. */
  readonly headerLine: number;
}

/** A row larger than this many bytes is taken for an unclosed quote. */
export const largestRow = 64 * 1024;

const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const [lineFeed, carriageReturn, quote, comma, semicolon, nul] = [0x0a, 0x0d, 0x22, 0x2c, 0x3b, 0x00];

/**
 * Reads as far as the end of the header line and gives the dialect, with all the text from the header on. Stops with
 * `file_empty`, with `file_binary` where the header holds a NUL byte, or with `field_too_large` where it never ends.
 */
export async function senseDialect(
  text: AsyncGenerator<Buffer>,
): Promise<{ readonly dialect: Dialect; readonly body: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  let isWhole = false;
  try {
    while (true) {
      const next = await text.next();
      isWhole = next.done === true;
      if (next.done !== true) head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
      const hasBom = head.subarray(0, bom.length).equals(bom);
      const start = skipBlankLines(head, hasBom ? bom.length : 0);
      const found = scanHeader(head, start.at, isWhole);
      if (found !== undefined) {
        const body = joined(head.subarray(start.at), text);
        return { dialect: { ...found, hasBom, headerLine: start.line }, body };
      }
      if (head.length > 2 * largestRow) {
        const isBlank = start.at === head.length;
        throw isBlank ? fileStop('file_empty') : fileStop('field_too_large', `Line ${start.line}.`);
      }
    }
  } catch (error) {
    await text.return(undefined);
    throw error;
  }
}

async function* joined(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

function skipBlankLines(head: Buffer, from: number): { readonly at: number; readonly line: number } {
  let line = 1;
  let start = from;
  for (let at = from; at < head.length; at++) {
    const byte = head[at];
    if (byte === lineFeed || (byte === carriageReturn && head[at + 1] !== lineFeed)) {
      line++;
      start = at + 1;
    } else if (byte !== 0x20 && byte !== 0x09 && byte !== carriageReturn) {
      return { at: start, line };
    }
  }
  return { at: head.length, line };
}

/** Counts separators outside quotes up to the end of the header line; undefined where more must be read. */
function scanHeader(
  head: Buffer,
  start: number,
  isWhole: boolean,
): Pick<Dialect, 'delimiter' | 'newline'> | undefined {
  if (start === head.length) {
    if (isWhole) throw fileStop('file_empty');
    return undefined;
  }
  let isQuoted = false;
  let commas = 0;
  let semicolons = 0;
  for (let at = start; at < head.length; at++) {
    const byte = head[at];
    if (byte === nul)
      throw fileStop('file_binary', 'The first line holds a NUL byte; it may be UTF-16 text.');
    if (byte === quote) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (byte === comma) commas++;
    else if (byte === semicolon) semicolons++;
    else if (byte === lineFeed || byte === carriageReturn) {
      if (byte === carriageReturn && at + 1 === head.length && !isWhole) return undefined;
      const newline = byte === lineFeed ? '\n' : head[at + 1] === lineFeed ? '\r\n' : '\r';
      return { delimiter: semicolons > commas ? ';' : ',', newline };
    }
  }
  return isWhole ? { delimiter: semicolons > commas ? ';' : ',', newline: '\n' } : undefined;
}
