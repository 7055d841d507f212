/** The position of a cell: its column from 0, its row from 1. */
export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

const mostLetters = 3;
const mostDigits = 7;

/**
 * The position of a reference such as `AB12`, one to three capital letters and a number of up to seven digits;
 * undefined for any other text. Column 0 is `A`, 26 is `AA`. Goes by single characters, because a wide list has
 * millions of cells.
 */
export function placeOf(text: string): CellPlace | undefined {
  let at = 0;
  let column = 0;
  for (
    let code = text.charCodeAt(0);
    code >= 65 && code <= 90 && at < mostLetters;
    code = text.charCodeAt(at)
  ) {
    column = 26 * column + code - 64;
    at += 1;
  }
  const letters = at;
  let row = 0;
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(at)) {
    row = 10 * row + code - 48;
    at += 1;
    // A row number cannot begin with zero.
    if (row === 0) return undefined;
  }
  const digits = at - letters;
  const isPlace = letters > 0 && digits > 0 && digits <= mostDigits && at === text.length;
  return isPlace ? { column: column - 1, row } : undefined;
}
