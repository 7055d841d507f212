const shape = /^\d{10}[A-Z0-9]{11}\d{2}$/;

/**
 * A French RIB, also the national part of a French IBAN: bank and branch of 5 digits, an account of 11 letters and digits, and a key that
 * is 97 - ((89 bank + 15 branch + 3 account) mod 97). In upper case, without spaces.
 */
export function isRib(text: string): boolean {
  if (text.length !== 23 || !shape.test(text)) return false;
  // The weights are those of the whole number's parts modulo 97, so that it must come to nothing.
  let remainder = 0;
  for (let position = 0; position < text.length; position++) {
    if (remainder > 100_000_000) remainder %= 97;
    remainder = remainder * 10 + digitOf(text.charCodeAt(position));
  }
  const key = text.slice(-2);
  return remainder % 97 === 0 && key >= '01' && key <= '97';
}

/** Digits as they are; A to I are 1 to 9, J to R are 1 to 9, S to Z are 2 to 9. */
function digitOf(code: number): number {
  if (code < 0x41) return code - 0x30;
  if (code < 0x4a) return code - 0x40;
  return code < 0x53 ? code - 0x49 : code - 0x51;
}
