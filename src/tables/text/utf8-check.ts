import { isAscii, isUtf8 } from 'node:buffer';

/** Checks bytes against strict UTF-8 piece by piece. */
export class Utf8Check {
  /** The offset of the first byte that is not confirmed as UTF-8. */
  offset = 0;
  /** There was a character beyond ASCII. */
  isBeyondAscii = false;
  #rest: Buffer = Buffer.alloc(0);

  /**
   * Undefined while all bytes are valid; else the bytes from `offset` on, which are no UTF-8. The check then ends.
   */
  add(piece: Buffer): Buffer | undefined {
    const joined = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const end = endOfWholeCharacters(joined);
    const whole = joined.subarray(0, end);
    if (!isUtf8(whole)) return joined;
    this.#rest = joined.subarray(end);
    this.offset += end;
    this.isBeyondAscii ||= !isAscii(whole);
    return undefined;
  }

  /** After the last piece: the beginning of an incomplete character, or undefined. */
  finish(): Buffer | undefined {
    return this.#rest.length === 0 ? undefined : this.#rest;
  }
}

/** The position of the first wrong or incomplete character in bytes that are no UTF-8. */
export function firstWrongByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const start = bytes.subarray(0, middle);
    if (isUtf8(start.subarray(0, endOfWholeCharacters(start)))) good = middle;
    else bad = middle;
  }
  return endOfWholeCharacters(bytes.subarray(0, good));
}

/** The end of the last complete character: at most three bytes before the end. Does not look for wrong bytes. */
function endOfWholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
