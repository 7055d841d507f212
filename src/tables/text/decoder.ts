import iconv from 'iconv-lite';
import type { Encoding } from '../../domain/table.ts';

/** Decodes bytes piece by piece; joins a character that is split between two pieces. */
export interface Decoder {
  write(bytes: Buffer): string;
  /** The remaining text; undefined or empty where there is none. */
  end(): string | undefined;
}

/**
 * A decoder of one encoding, which drops a byte order mark and yields U+FFFD for invalid bytes. From iconv-lite:
 * `TextDecoder` of Node 20 decodes the euro sign of Windows-1252 wrongly.
 */
export function decoderOf(encoding: Encoding): Decoder {
  return iconv.getDecoder(encoding);
}

/** Small, because a cell that stays in memory keeps all the text that it was sliced from. */
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
