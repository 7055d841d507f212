const shape = /^\d{10}[A-Z0-9]{11}\d{2}$/;

/**
 * Whether the text is a French RIB, which is also the national part of a French IBAN: bank and branch of 5 digits each, an account of 11
 * letters and digits, and a key of 97 - ((89 bank + 15 branch + 3 account) mod 97). In upper case, without spaces.
 */
export function isRib(text: string): boolean {
  if (text.length !== 23 || !shape.test(text)) return false;
  // The weights are the place values of the parts modulo 97, so the whole number must be divisible by 97.
  let remainder = 0;
  for (let position = 0; position < text.length; position++) {
    if (remainder > 100_000_000) remainder %= 97;
    remainder = remainder * 10 + digitOf(text.charCodeAt(position));
  }
  const key = text.slice(-2);
  return remainder % 97 === 0 && key >= '01' && key <= '97';
}

/** The digit that a RIB's character stands for: A to I are 1 to 9, J to R are 1 to 9, S to Z are 2 to 9. */
function digitOf(code: number): number {
  if (code < 0x41) return code - 0x30;
  if (code < 0x4a) return code - 0x40;
  return code < 0x53 ? code - 0x49 : code - 0x51;
}
