import iconv from 'iconv-lite';
import type { Encoding } from '../../domain/table.ts';

/** Turns bytes into text piece by piece; a character that is torn between two pieces is joined. */
export interface Decoder {
  write(bytes: Buffer): string;
  /** What was still held; undefined or empty where nothing was. */
  end(): string | undefined;
}

/**
 * A decoder of one encoding, which leaves a byte order mark out and gives U+FFFD for what is no character. The one of iconv-lite:
 * `TextDecoder` of Node 20 gets the euro sign of Windows-1252 wrong.
 */
export function decoderOf(encoding: Encoding): Decoder {
  return iconv.getDecoder(encoding);
}

/** Small, because a cell that somebody keeps holds on to all the text that it was cut out of. */
const mostBytesAtOnce = 16 * 1024;

/** Bytes as text, in pieces of about 16,000 characters. */
export async function* decoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = decoderOf(encoding);
  for await (const piece of bytes) {
    for (let start = 0; start < piece.length; start += mostBytesAtOnce) {
      yield decoder.write(piece.subarray(start, start + mostBytesAtOnce));
    }
  }
  yield decoder.end() ?? '';
}
