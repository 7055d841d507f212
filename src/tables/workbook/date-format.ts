/**
 * What a number format shows literally: quoted text, escaped, skipped and repeated characters, colours, conditions
 * and currencies.
 */
const literals = /"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gs;

/**
 * Whether the first section of a number format shows days or times of day (ECMA-376 part 1, 18.8.31). Durations such
 * as `[h]:mm` are numbers.
 */
export function isDateFormat(code: string): boolean {
  if (/\[(?:h+|m+|s+)\]/i.test(code)) return false;
  const [first = ''] = code.replaceAll(literals, '').split(';');
  const signs = first.replaceAll(/s\.0+/gi, 's');
  return /[dmyhs]/i.test(signs) && !/[0#?%]/.test(signs);
}

/**
 * The same for a built-in format without a code (18.8.30): 27 to 36 and 50 to 58 are dates of east Asian languages.
 */
export function isBuiltInDateFormat(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id === 45 || id === 47 || (id >= 50 && id <= 58);
}

/** Whether a number format shows decimals or euros, as nobody formats cents. */
export function isMoneyFormat(code: string): boolean {
  const [first = ''] = code.split(';');
  return /€|\bEUR\b/.test(first) || /[0#?]\.[0#?]+(?!.*E[+-])/i.test(first.replaceAll(literals, ''));
}

const builtInMoney = [2, 4, 7, 8, 39, 40, 43, 44];

/** The same for a built-in format without a code (18.8.30). */
export function isBuiltInMoney(id: number): boolean {
  return builtInMoney.includes(id);
}
