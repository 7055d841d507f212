const stored = /^([+-]?)(\d*)(?:\.(\d*))?(?:[Ee]([+-]?\d+))?$/;
/** Longer than any amount, reference or serial date; a longer number is shown as stored. */
const mostDigits = 20;

/**
 * The digits of a number in a workbook, without an exponent where the plain form has at most 20 digits: `1.5E+3`
 * becomes `1500`, `7.61E+25` stays. Undefined for a text that is no number.
 */
export function plainNumber(text: string): string | undefined {
  const match = stored.exec(text);
  const [, sign = '', whole = '', decimals = '', exponent] = match ?? [];
  const digits = whole + decimals;
  if (digits === '') return undefined;
  if (exponent === undefined) return text;
  const point = whole.length + Number(exponent);
  if (Math.max(digits.length, point) + Math.max(0, 1 - point) > mostDigits) return text;
  const padded = '0'.repeat(Math.max(0, 1 - point)) + digits.padEnd(point, '0');
  const at = Math.max(1, point);
  const front = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  return sign + front + (padded.length > at ? `.${padded.slice(at)}` : '');
}
