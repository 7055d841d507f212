/**
 * Apostrophes that keep a spreadsheet from running a cell of ours as a formula. Which character ends a cell is chosen by whoever opens a
 * text, so a guard stands before what would begin a formula behind any separator that spreadsheets offer: `x;=1` is written `x;'=1`.
 */

/** What begins a formula, in Japanese and Chinese widths too (U+FF0B, U+FF0D, U+FF1D, U+FF20 and their small forms). */
const starts = '=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b';
/** Separators that spreadsheets offer, and ends of lines; a blank is one, too, but stands in ordinary text. */
const separators = ',;|\\t\\n\\v\\f\\r\u0085\u2028\u2029';
/** What a spreadsheet may skip before a formula: blanks, quotes, apostrophes, and what nobody can see. */
const skipped = '\\p{Z}\\p{C}\\p{Default_Ignorable_Code_Point}"\'';

const start = new RegExp(`[${starts}]`, 'u');
const separator = new RegExp(`[${separators}]`, 'u');
const skip = new RegExp(`[${skipped}]`, 'u');
/** Nearly no cell has any. */
const mayStart = new RegExp(`^'*[\\t\\r]|(?:^|[${separators}${skipped}])[${starts}]`, 'u');

/** A plain number is no formula, sign included, where the cell ends with it. */
const number = /[+-]\d+(?:[.,]\d+)?(?=$|[\t\n\r])/y;
/** Behind a blank: a sign alone, a number, and a flag of ours, as sentences have them. */
const plainWord =
  /(?:[^\s]|[+-]\d+(?:[.,]\d+)*%?"?[.,;:)]*|--[a-z][a-z-]*["\u0060]?[.,;:)]*)(?=$|[ \t\n\r])/y;

type Place = 'cell' | 'word' | 'inside';

/** Where the next character stands after this one: at the start of what may be a cell, of a word, or inside. */
function placeAfter(character: string, place: Place): Place {
  if (separator.test(character)) return 'cell';
  if (character === ' ') return place === 'inside' ? 'word' : place;
  return skip.test(character) ? place : 'inside';
}

/** The positions in a text at which a formula may begin, and whether that is behind a blank alone. */
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
 * The cell so that no spreadsheet runs any of it, whichever separator it is told: an apostrophe before whatever may begin a formula. Plain
 * numbers stay as they are. `withoutGuards` takes them off again, whatever the cell holds.
 */
export function withGuards(cell: string): string {
  if (!mayStart.test(cell)) return cell;
  let guarded = '';
  let done = 0;
  for (const { at, place } of startsIn(cell)) {
    // An apostrophe of its own gets one more, or it would be taken off.
    if (cell[at - 1] !== "'" && fits(place === 'cell' ? number : plainWord, cell, at)) continue;
    guarded += `${cell.slice(done, at)}'`;
    done = at;
  }
  return withGuardBeforeTab(guarded + cell.slice(done));
}

/** A file of ours with one is older than guards inside of cells; so it has one still. */
function withGuardBeforeTab(cell: string): string {
  return /^'*[\t\r]/.test(cell) ? `'${cell}` : cell;
}

/** The cell without any guard that a file of ours has. */
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

/** The cell without the apostrophe that other programs, too, put before a formula: at its start alone. */
export function withoutGuard(cell: string): string {
  return /^''*[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
