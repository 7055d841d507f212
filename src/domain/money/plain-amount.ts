/** Result of `markPosition` for a text that is no plain amount. */
export const notPlain = -2;

const [zero, nine, point, comma] = [0x30, 0x39, 0x2e, 0x2c];

/**
 * The position of the only mark of a plain amount: -1 for `1234`, 4 for `1234.50` and `1234,50`; `notPlain` for anything but ASCII digits
 * with at most one point or comma between them. Nearly every cell is plain, so this does not allocate.
 */
export function markPosition(text: string): number {
  const { length } = text;
  let at = -1;
  for (let position = 0; position < length; position++) {
    const code = text.charCodeAt(position);
    if (code >= zero && code <= nine) continue;
    if (at !== -1 || position === 0 || (code !== point && code !== comma)) return notPlain;
    at = position;
  }
  return length === 0 || at === length - 1 ? notPlain : at;
}
