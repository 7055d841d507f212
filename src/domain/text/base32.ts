const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first `length` characters of the bytes in base32 (RFC 4648), lower case and without padding. */
export function base32Of(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let buffer = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += alphabet[(buffer >> bits) & 31];
    }
  }
  return text;
}
