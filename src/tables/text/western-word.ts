/**
 * Whether a word decoded as Windows-1252 or ISO-8859 makes sense. Bytes of other encodings become words that no
 * western language has: a MacRoman `André` becomes `AndrŽ`, a cp850 `Müller` becomes `M\u0081ller`, a cp1250 `Gdańsk`
 * becomes `Gdañsk`.
 */
export interface Sense {
  /** `contested`: makes sense in Windows-1252 only if another word of the file proves that encoding. */
  readonly kind: 'good' | 'contested' | 'nonsense';
  /** The word makes sense, and is nonsense as MacRoman and as cp850: it proves that the file is neither. */
  readonly isProof: boolean;
  /**
   * Has bytes that are letters of Turkish and Baltic words in other encodings: `open` unless some word of the file is
   * Icelandic.
   */
  readonly north: 'none' | 'open' | 'icelandic';
}

const lower = 'a-zß-öø-ÿšžœ';
const letter = `A-ZÀ-ÖØ-Þ${lower}ŠŽŒŸ`;
const foreign = 'À-ÖØ-öø-ÿŠšŽžŒœŸ';

const notNorthern = 'cqwzàâãäåçèêëìîïñòôõùûüÿÀÂÃÄÅÇÈÊËÌÎÏÑÒÔÕÙÛÜ';

const nonsense = anyOf(
  // Bytes without a character.
  '[\ufffd\u0080-\u009f]',
  // A capital inside a word of small letters; plain capitals are allowed for names like McDonald.
  `[${lower}][À-ÖØ-ÞŠŽŒŸ]|[A-Z][À-ÖØ-ÞŠŽŒŸ][a-z]`,
  // Symbols that never follow a letter, never precede one, or never occur inside a word.
  `[${letter}][ˆ˜‰†‡ƒ¤¥¢£¦¨¬¯±¶¸×÷¼½¾‚„‹•¿¡§]`,
  `[ˆ˜‰†‡ƒ¤¥¢£¦¨¬¯±¶¸×÷¼½¾€™®©²³¹ªº][${letter}]`,
  `[${letter}][“”«»›…][${letter}]|[${letter}][–—][${lower}]`,
  `[^lL]·[${letter}]|[${letter}]·[^lL]`,
  `[${letter}]{3}[²³¹ªº]`,
  // The rest of a UTF-8 character, other alphabets, and what MacRoman and cp850 have at these bytes: no-break space,
  // euro, n°.
  '[ÂÃ][^A-Za-z]',
  `[${foreign}]{3}`,
  '^\u00a0*[ÂÃÊÕÛÐÞÇÿý]+\u00a0*$|^[nN]ø$',
  // Combinations of letters that occur only in words of cp1250 and cp850: ńs, eń, ěm, ům, ić, ač, če, řá, ő, ț, ăl,
  // aß, eiß.
  'ñ(?!ch)[b-df-hj-np-tv-xz]|eñ$|[ìù][a-z]|iæ|[ai]è$|ø[áí]|øej|þ$',
  `[${letter}]{2}õs?$|ã(?![aeio]|s?$)|[ao]á|(?:ei|ie)á`,
  // Letters of Windows-1254 and -1257 at these bytes. Only Icelandic and Faroese have þ and ð: not in these
  // positions, nor with these other letters.
  `^[ðÐ][${letter}]|þ[bcdfghkpqstwxz]`,
  `[þðÞÐ][${letter}]*[${notNorthern}]|[${notNorthern}][${letter}]*[þðÞÐ]`,
  `[èÈ][ei]|[ûÛ][${letter}]*ë|(?:ien|yt|ut|ait)ë$|ý[${letter}]*[çü]|[çü][${letter}]*ý`,
);

const contested = anyOf(
  '[ŠšŽžŸ]|[œŒ](?![uU])',
  `[${letter}][’‘\u00a0][${letter}]`,
  `[${letter}][’‘“™…–—]$`,
  `^[’”‚„…–—][${letter}]`,
  '[ÂÃ]$|Õ(?![Ee])',
);

/** `d’avril`, `L’Oréal`, `qu’on`, `O’Brien`; `Example’s`; `’s-Gravenhage`. */
const elisions = new RegExp(`^(?:[cdhjlmnost]|qu)’(?=[${letter}])|(?<=[${letter}]{3})’s$|^’[st]$`, 'giu');

const proof = /[a-z][äöüåéèêëàâçîôûñíóúãõßæ]|[A-Z][äöüåéèêëàâçîôûñíóúãõæ][a-z]/;

function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join('|'), 'u');
}

/** Judges a word: a run, not empty, of letters and characters beyond ASCII. */
export function senseOf(word: string): Sense {
  if (nonsense.test(word)) return { kind: 'nonsense', isProof: false, north: 'none' };
  const isContested = contested.test(word.replaceAll(elisions, ''));
  return { kind: isContested ? 'contested' : 'good', isProof: proof.test(word), north: northOf(word) };
}

const northern = /[ðþýÐÞÝ]/;
const icelandic = /[ðþÐÞ].*(?:[áéíóúæÁÉÍÓÚÆ]|son$|SON$)|[áéíóúæÁÉÍÓÚÆ].*[ðþÐÞ]/;

function northOf(word: string): Sense['north'] {
  if (!northern.test(word)) return 'none';
  return icelandic.test(word) ? 'icelandic' : 'open';
}
