import anyAscii from 'any-ascii';
import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import { isUnseen, shownCharacter } from './shown.ts';

/** A set of characters that a field may contain. */
export interface CharacterSet {
  /** Matches one allowed character. */
  readonly allows: RegExp;
  /** Matches whole texts of allowed characters, but not all of them: a quick test for the common case. */
  readonly plain: RegExp;
}

/**
 * Names and labels: letters of any Latin alphabet, digits, space, apostrophe and the provider's `+ ( ) / . - ! ? , ; & % €`.
 * Bridge's reference lists the set without accents; its sandbox accepts accents and refuses the colon.
 */
export const providerText: CharacterSet = {
  allows:
    /^(?:(?![\uFB00-\uFB06\uFF00-\uFFEF\u2100-\u218F])(?=\p{L})\p{Script=Latin}|[0-9 '+()/.\-!?,;&%€])$/u,
  plain: /^[A-Za-z0-9 '+()/.\-!?,;&%€\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02AF]*$/,
};

/** End-to-end ids: the characters that every SEPA bank passes on (EPC217-08), and the underscore. */
export const sepaText: CharacterSet = {
  allows: /^[A-Za-z0-9/\-?:().,'+ _]$/,
  plain: /^[A-Za-z0-9/\-?:().,'+ _]*$/,
};

/** Bridge's `external_reference`: letters and digits, and the `-` and `_` of its own examples. */
export const payerReferenceText: CharacterSet = {
  allows: /^[A-Za-z0-9_-]$/,
  plain: /^[A-Za-z0-9_-]*$/,
};

/** References: every visible character, and the space. */
export const visibleText: CharacterSet = {
  allows: /^(?:[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]| )$/u,
  plain: /^[\x20-\x7e]*$/,
};

const ownReplacements: ReadonlyMap<string, string> = new Map([
  ...pairs('’‘‚‛ʼʻʹ′´`"“”„‟«»″', "'"),
  ...pairs('‐‑‒–—―−~=_:*', '-'),
  ...pairs('[{<', '('),
  ...pairs(']}>', ')'),
  ...pairs('|\\', '/'),
  ...pairs('\t\n\r', ' '),
]);

function pairs(characters: string, replacement: string): [string, string][] {
  return [...characters].map((character) => [character, replacement]);
}

/** What to type instead of a character outside `set`: characters of `set`, or nothing where it is best left out. */
export function replacementFor(character: string, set: CharacterSet): string {
  const fits = (text: string) => text !== '' && [...text].every((each) => set.allows.test(each));
  const own = ownReplacements.get(character) ?? (/\p{Z}/u.test(character) ? ' ' : '');
  if (fits(own)) return own;
  if (own === '' && isUnseen(character)) return '';
  const ascii = anyAscii(character);
  return fits(ascii) ? ascii : '-';
}

const beyondAscii = /[^\0-\x7f]/;
/** Spaces of every width, without line and paragraph separators. */
const spaces = /\p{Zs}/gu;
/**
 * Invisible characters (Unicode's Default_Ignorable_Code_Point): zero-width spaces, soft hyphens, byte order marks, direction marks. Without
 * those that reverse the order of what follows: in such a cell a person sees other digits than the stored ones.
 */
const ignorable = /(?![\u202b\u202e\u2067])\p{Default_Ignorable_Code_Point}/gu;
const either = /(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/u;

/**
 * A cell trimmed, without invisible characters, with plain spaces, and in Unicode's composed form (NFC), so that equal names are equal.
 * Every function that judges a text expects this form, and treats the empty text as absent.
 */
export function normalised(cell: string): string {
  const text = cell.trim();
  // The common case.
  if (!beyondAscii.test(text)) return text;
  const plain = either.test(text) ? text.replaceAll(ignorable, '').replaceAll(spaces, ' ').trim() : text;
  return plain.normalize('NFC');
}

/** The distinct characters of a text outside `set`, in order. */
export function charactersOutside(text: string, set: CharacterSet): readonly string[] {
  if (set.plain.test(text)) return [];
  return [...new Set(text)].filter((character) => !set.allows.test(character));
}

/** The text with every character outside `set` replaced by its `replacementFor`. */
export function adaptedTo(text: string, set: CharacterSet): string {
  if (set.plain.test(text)) return text;
  return [...text]
    .map((character) => (set.allows.test(character) ? character : replacementFor(character, set)))
    .join('');
}

/** Adds one `characters_not_allowed` that names the characters outside `set`, at most ten, and what to type instead. */
export function judgeCharacters(text: string, set: CharacterSet, field: string, found: Failure[]): void {
  const foreign = charactersOutside(text, set);
  if (foreign.length === 0) return;
  const proposals = foreign.slice(0, 10).map((character) => {
    const replacement = replacementFor(character, set);
    const name = shownCharacter(character);
    return replacement === ''
      ? message('character_to_leave_out', { character: name })
      : message('character_to_replace', { character: name, replacement });
  });
  const count = foreign.length - proposals.length;
  const more = count > 0 ? [message('characters_more', { count })] : [];
  found.push({ code: 'characters_not_allowed', field, details: [...proposals, ...more] });
}

/** Whether a text has more code points than `limit`. */
export function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && [...text].length > limit;
}
