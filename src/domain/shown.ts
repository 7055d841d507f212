import { maskSecrets } from './mask.ts';

const unseen = /[\p{C}\p{M}\p{Default_Ignorable_Code_Point}]|(?! )\p{Z}/u;
/** Each character that `isUnseen`. */
export const everyUnseen = new RegExp(unseen, 'gu');
const longestShown = 40;

/** `U+00A0` for a character, at least four hexadecimal digits. */
function codePointOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}

/** Unicode's names of characters that nobody can see and that people meet in cells. */
const unseenNames: ReadonlyMap<string, string> = new Map([
  ['\0', 'NULL'],
  ['\t', 'TAB'],
  ['\n', 'LINE FEED'],
  ['\v', 'LINE TABULATION'],
  ['\f', 'FORM FEED'],
  ['\r', 'CARRIAGE RETURN'],
  ['\u001a', 'SUBSTITUTE'],
  ['\u001b', 'ESCAPE'],
  ['\u007f', 'DELETE'],
  ['\u0085', 'NEXT LINE'],
  ['\u00a0', 'NO-BREAK SPACE'],
  ['\u2028', 'LINE SEPARATOR'],
  ['\u2029', 'PARAGRAPH SEPARATOR'],
  ['\u202b', 'RIGHT-TO-LEFT EMBEDDING'],
  ['\u202e', 'RIGHT-TO-LEFT OVERRIDE'],
  ['\u2067', 'RIGHT-TO-LEFT ISOLATE'],
]);

/** True for characters that a person cannot see in a cell: controls, odd spaces, lone accents, zero-width ones. */
export function isUnseen(character: string): boolean {
  return unseen.test(character);
}

/** A text of outside, for instance a file's name, on one line and in the order of its characters: controls and format marks by their code. */
export function legible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, codePointOf);
}

/**
 * A cell's text in quotes, safe for a terminal: unseen characters by their code, IBANs and links masked wherever they stand, at most 40
 * characters.
 */
export function shown(text: string): string {
  return shownUpTo(longestShown, text);
}

/** The same with at most so many characters. */
export function shownUpTo(longest: number, text: string): string {
  // A secret that begins among the first characters is masked before the cut, which would leave half of it.
  const masked = maskSecrets(text.slice(0, 4 * longest));
  const start = [...masked.slice(0, 2 * longest)].slice(0, longest).join('');
  const rest = start.length < masked.length || text.length > 4 * longest ? '…' : '';
  return `"${start.replaceAll(everyUnseen, codePointOf)}${rest}"`;
}

/** One character as a person can find it: `"_"`, `"’" (U+2019)`, or where there is nothing to see `U+202E RIGHT-TO-LEFT OVERRIDE`. */
export function shownCharacter(character: string): string {
  if (isUnseen(character)) {
    const name = unseenNames.get(character);
    return name === undefined ? codePointOf(character) : `${codePointOf(character)} ${name}`;
  }
  return character < '\u007f' ? `"${character}"` : `"${character}" (${codePointOf(character)})`;
}

/** The first character of a text that a person cannot see, as `shownCharacter` has it; undefined where all of it can be seen. */
export function firstUnseen(text: string): string | undefined {
  const [character] = unseen.exec(text) ?? [];
  return character === undefined ? undefined : shownCharacter(character);
}
