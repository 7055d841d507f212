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
  // A secret that begins among the first 40 characters is masked before the cut, which would leave half of it.
  const masked = maskSecrets(text.slice(0, 4 * longestShown));
  const start = [...masked.slice(0, 2 * longestShown)].slice(0, longestShown).join('');
  const rest = start.length < masked.length || text.length > 4 * longestShown ? '…' : '';
  return `"${start.replaceAll(everyUnseen, codePointOf)}${rest}"`;
}

/** One character as a person can find it: `"_"`, `"’" (U+2019)`, or `U+200B` where there is nothing to see. */
export function shownCharacter(character: string): string {
  if (isUnseen(character)) return codePointOf(character);
  return character < '\u007f' ? `"${character}"` : `"${character}" (${codePointOf(character)})`;
}
