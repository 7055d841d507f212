/** From this amount on, a double no longer represents every amount with two decimals exactly. */
const tooManyCents = 1e15;

/**
 * Whole cents as the JSON number of euros, printed with at most two decimals (`120.98`). Exact below 10^15 cents: a
 * decimal of 15 digits always survives a double, and JSON prints the shortest decimal that does. Throws a RangeError
 * for anything else.
 */
export function eurosFromCents(cents: number): number {
  if (!Number.isInteger(cents) || cents <= 0 || cents >= tooManyCents) {
    throw new RangeError(`not a sendable amount: ${cents} cents`);
  }
  return cents / 100;
}

/** The whole cents of a JSON number of euros; undefined if it has more than two decimals. */
export function centsFromEuros(euros: number): number | undefined {
  const cents = Math.round(euros * 100);
  return Number.isSafeInteger(cents) && cents / 100 === euros ? cents : undefined;
}
