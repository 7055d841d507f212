/** Where a cell stands: its column from 0, its row from 1. */
export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

const reference = /^([A-Z]{1,3})([1-9]\d{0,6})$/;

/** The place that a reference such as `AB12` names; undefined for what is none. */
export function placeOf(text: string): CellPlace | undefined {
  const [, letters, digits] = reference.exec(text) ?? [];
  return letters === undefined ? undefined : { column: columnOf(letters), row: Number(digits) };
}

/** 0 for `A`, 26 for `AA`. */
function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters) column = 26 * column + letter.charCodeAt(0) - 64;
  return column - 1;
}
