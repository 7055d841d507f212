/**
 * Recognises texts whose letters another program lost or replaced: it read one encoding as another, or could not write a letter. This file
 * judges single texts; `tables/` finds the encoding of a whole file.
 */

/** What the text is for: a label may end in a question mark, a name has none. */
export type TextUse = 'name' | 'label' | 'reference';

/** Damage of a text; `meant` is the original text, where it is certain enough to be proposed. */
export interface Damage {
  readonly meant?: string;
}

/** Quick test: nearly every text has none of these. */
const suspects = /[?\ufffd]|[^\0-\x7f]/;

/** The replacement character, controls of ISO-8859, and marks that reverse the order of letters. */
const destroyed = /[\ufffd\u0080-\u009f\u202b\u202e\u2067]/;
const lostInName = /\p{L}\?|\?\p{L}/u;
const lostInLabel = /\p{L}\?+\p{L}/u;

/** The bytes 0x80 to 0x9F in Windows-1252. */
const specials = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
/** Bytes 0x80 to 0xBF in Windows-1252, without the no-break space, the soft hyphen and unassigned bytes. */
const continued = '\u00a1-\u00ac\u00ae-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
/** UTF-8 that was read as Windows-1252: `Ã§`, `â€™`. */
const twiceEncoded = new RegExp(`[\u00c2-\u00df][${continued}]|[\u00e0-\u00ef][${continued}]{2}`, 'g');
const twiceEncodedCut = /\p{Ll}[ÂÃ](?:\p{Ll}|\s|$)/u;
const plausible = /^[\p{Script=Latin}\p{P}€°²³½]$/u;

/** `Wa³êsa`, `£ukasz`: letters of Windows-1250 that were read as Windows-1252. */
const signInWord = /\p{L}[¤¥¢£¦§¨¬¯±¶¸×÷¼½¾³²¹†‡ˆ˜‰‚„‹›•™®©]\p{Ll}|(?<![\p{L}\d])[£¥¯³¹]\p{Ll}{2}/u;

/**
 * Letters of Windows-1254 and -1257 that were read as Windows-1252, in places where no language has them. Only Icelandic and Faroese have
 * `þ` and `ð`, and neither begins a word with `ð`, ends one with `þ`, or has them beside letters such as `à` and `ë`.
 */
const misplaced = new RegExp(
  [
    '(?<!\\p{L})ð\\p{L}',
    'þ(?:[bcdfghkpqstwxz]|(?!\\p{L}))',
    '(?<!\\p{L})(?=\\p{L}*[þð])\\p{L}*?[cqwzàâãäåçèêëìîïñòôõùûüÿ]',
    '(?:ien|yt|ut|ait|ût)ë(?!\\p{L})',
    'ý\\p{L}*[çü]|[çü]\\p{L}*ý',
  ].join('|'),
  'iu',
);
const northern = /[þðÞÐ]/;
/** What `ş`, `ğ` and `ı` of Turkish turn into; Icelandic and Faroese have all three letters. */
const replaced = /[þðýÞÐÝ]/;
const hasTwoReplaced = /ý.*[þð]|[þð].*ý/iu;
/** Letters and endings of Icelandic and Faroese names that Turkish and French do not have. */
const ofTheNorth = /[áíóúæø]|(?:son|dottir)(?!\p{L})/iu;
/** IBANs of countries whose names have these letters: Iceland, the Faroes, and Czechia and Slovakia for `ý`. */
const homes = /^(?:IS|FO)/;
const homesOfY = /^(?:IS|FO|CZ|SK)/;
/** Holders of accounts in these countries very rarely have Icelandic names. */
const balticIban = /^(?:LT|LV|EE)/;

const icelandic = /[þðÞÐ].*(?:[áéíóúæÁÉÍÓÚÆ]|son(?!\p{L}))|[áéíóúæÁÉÍÓÚÆ].*[þðÞÐ]/iu;

/** Whether a text has letters that a wrong encoding puts in place of Turkish and Baltic ones, and no other sign of Icelandic. */
export function mayBeOfOtherEncoding(text: string): boolean {
  return /[þðýÞÐÝ]/.test(text) && !icelandic.test(text);
}

/**
 * The damage of a normalised text; undefined where there is none. `iban` is the row's, whose country can decide. `isReplaced`: names of other
 * rows show that Turkish or Baltic letters were replaced, so every `þ`, `ð` and `ý` counts as damage, unless the country has them.
 */
export function damageOf(text: string, use: TextUse, iban: string, isReplaced = false): Damage | undefined {
  if (!suspects.test(text)) return undefined;
  if (destroyed.test(text)) return {};
  if (use === 'reference') return undefined;
  if ((use === 'name' ? lostInName : lostInLabel).test(text)) return {};
  const meant = text.replaceAll(twiceEncoded, decodedOnce);
  if (meant !== text) return { meant };
  if (twiceEncodedCut.test(text) || misplaced.test(text)) return {};
  if (use === 'name' && (signInWord.test(text) || isTurkish(text, iban))) return {};
  if (use === 'name' && isReplaced && showsReplaced(text, iban)) return {};
  return northern.test(text) && balticIban.test(iban) ? {} : undefined;
}

/** Whether a name is damaged and has a letter that was then replaced in all names of its file. */
export function hasReplacedLetters(text: string, iban: string): boolean {
  return replaced.test(text) && damageOf(text, 'name', iban) !== undefined;
}

function isTurkish(text: string, iban: string): boolean {
  return hasTwoReplaced.test(text) && !ofTheNorth.test(text) && !homes.test(iban);
}

function showsReplaced(text: string, iban: string): boolean {
  if (ofTheNorth.test(text)) return false;
  return northern.test(text) ? !homes.test(iban) : replaced.test(text) && !homesOfY.test(iban);
}

function decodedOnce(found: string): string {
  const bytes = [...found].map((character) => {
    const special = specials.indexOf(character);
    return special === -1 ? character.charCodeAt(0) : 0x80 + special;
  });
  const decoded = Buffer.from(bytes).toString('utf8');
  return plausible.test(decoded) ? decoded : found;
}
