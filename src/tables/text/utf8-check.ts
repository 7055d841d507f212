import { isAscii, isUtf8 } from 'node:buffer';

/** Holds bytes against strict UTF-8 as they come. */
export class Utf8Check {
  /** Offset of the first byte that is not known to be UTF-8. */
  offset = 0;
  /** There was a character beyond ASCII. */
  isBeyondAscii = false;
  #rest: Buffer = Buffer.alloc(0);

  /** Undefined while all is well; else the bytes from `offset` on, which are no UTF-8. Ends the check. */
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

  /** After the last piece: the beginning of a character that does not come to its end, or undefined. */
  finish(): Buffer | undefined {
    return this.#rest.length === 0 ? undefined : this.#rest;
  }
}

/** Where, in bytes that are no UTF-8, the first character that is wrong or not whole begins. */
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

/** Where the last whole character ends: at most three bytes before the end. Wrong bytes are left to be found. */
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
