/**
 * Guards: apostrophes that prevent a spreadsheet from running a cell of ours as a formula. The person who opens a text file chooses which
 * character separates its cells, so a formula is guarded after every separator that spreadsheets offer: `x;=1` is written `x;'=1`.
 */

/** What begins a formula, also in full width (U+FF0B, U+FF0D, U+FF1D, U+FF20) and in small forms. */
const starts = '=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b';
/** Separators that spreadsheets offer, and line ends; without the blank, which ordinary text contains. */
const separators = ',;|\\t\\n\\v\\f\\r\u0085\u2028\u2029';
/** What a spreadsheet may skip before a formula: blanks, quotes, apostrophes and invisible characters. */
const skipped = '\\p{Z}\\p{C}\\p{Default_Ignorable_Code_Point}"\'';

const start = new RegExp(`[${starts}]`, 'u');
const separator = new RegExp(`[${separators}]`, 'u');
const skip = new RegExp(`[${skipped}]`, 'u');
/** Quick test: nearly no cell matches. */
const mayStart = new RegExp(`^'*[\\t\\r]|(?:^|[${separators}${skipped}])[${starts}]`, 'u');

/** A plain number with its sign is no formula where the cell ends with it. */
const number = /[+-]\d+(?:[.,]\d+)?(?=$|[\t\n\r])/y;
/** After a blank, no formula either: a single character, a number, or a flag of the command line, as sentences contain them. */
const plainWord =
  /(?:[^\s]|[+-]\d+(?:[.,]\d+)*%?"?[.,;:)]*|--[a-z][a-z-]*["\u0060]?[.,;:)]*)(?=$|[ \t\n\r])/y;

type Place = 'cell' | 'word' | 'inside';

/** The place of the character after this one: at the start of a possible cell, at the start of a word, or inside either. */
function placeAfter(character: string, place: Place): Place {
  if (separator.test(character)) return 'cell';
  if (character === ' ') return place === 'inside' ? 'word' : place;
  return skip.test(character) ? place : 'inside';
}

/** The positions in a text where a formula may begin; `word` where only a blank is before it. */
function* startsIn(text: string): Generator<{ readonly at: number; readonly place: 'cell' | 'word' }> {
  let place: Place = 'cell';
  let at = 0;
  for (const character of text) {
    if (place !== 'inside' && start.test(character)) yield { at, place };
    place = placeAfter(character, place);
    at += character.length;
  }
}

function fits(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/**
 * The cell with an apostrophe before everything that may begin a formula, so that no spreadsheet runs any of it, whichever separator is
 * chosen. Plain numbers stay as they are. `withoutGuards` restores every cell exactly.
 */
export function withGuards(cell: string): string {
  if (!mayStart.test(cell)) return cell;
  let guarded = '';
  let done = 0;
  for (const { at, place } of startsIn(cell)) {
    // The cell's own apostrophe gets one more: `withoutGuards` would remove it otherwise.
    if (cell[at - 1] !== "'" && fits(place === 'cell' ? number : plainWord, cell, at)) continue;
    guarded += `${cell.slice(done, at)}'`;
    done = at;
  }
  return withGuardBeforeTab(guarded + cell.slice(done));
}

/** Files of earlier builds guard a tab or a line end at the start of a cell; later files must read alike. */
function withGuardBeforeTab(cell: string): string {
  return /^'*[\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** The cell without the guards that `withGuards` added. */
export function withoutGuards(cell: string): string {
  if (!cell.includes("'")) return cell;
  const text = /^''*[\t\r]/.test(cell) ? cell.slice(1) : cell;
  let plain = '';
  let done = 0;
  for (const { at } of startsIn(text)) {
    if (text[at - 1] !== "'") continue;
    plain += text.slice(done, at - 1);
    done = at;
  }
  return plain + text.slice(done);
}

/** The cell without the apostrophe that other programs put before a formula, which they do only at its start. */
export function withoutGuard(cell: string): string {
  return /^''*[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
