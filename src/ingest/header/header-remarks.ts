import { foldedName, plainName } from './header-names.ts';

const inBrackets = /\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\}|<([^<>]*)>/g;

/** Words of forms for how to fill in a cell, anywhere in a name. */
const wordsOfForms =
  'obligatoire|requis|required|mandatory|pflicht(?:feld|angabe)?|erforderlich|optional|optionnel(?:le)?|facultati(?:f|ve)|freiwillig';
const filling = new RegExp(`(?<!\\p{L})(?:${wordsOfForms})(?!\\p{L})`, 'gu');

const unwanted =
  'espaces?|spaces?|blanks?|leer(?:zeichen|stellen)|accents?|akzente?|umlaute?|titres?|titles?|titel|civilite|anrede|tirets?|dashes|hyphens?|' +
  'bindestriche?|points?|dots?|punkte?|ponctuation|punctuation|satzzeichen|separat(?:eurs?|ors?)|trennzeichen|caracteres speciaux|' +
  'special characters|sonderzeichen';
const counted =
  'caracteres?|characters?|chars?|car|zeichen|signes?|lettres?|letters?|buchstaben|digits?|chiffres?|stellen|ziffern';
const withDigit = '[a-z]*\\d[\\da-z]*';
const example = `${withDigit}(?:[ .,'/-]+${withDigit})*(?: ?(?:eur|euros?|€))?`;

/**
 * One statement of a remark about filling in, in the form that `plainName` gives. Any other text could change the
 * column's meaning.
 */
const onFilling = new RegExp(
  `^(?:${[
    '\\*+',
    wordsOfForms,
    `(?:sans|avec|without|with|no|ohne|mit|keine) (?:${unwanted})`,
    `(?:(?:de )?(?:max|maxi|maximum|min|mini|minimum|jusqu.a|up to|at most|bis(?: zu)?|hoe?chstens|au plus)[. :]*)?\\d[\\d., ]*(?:${counted})?` +
      '(?: ?(?:max|maxi|maximum|ou moins|or less|or fewer|oder weniger|au plus|exactly|exactement|genau))?\\.?',
    '(?:format ?:? ?)?(?:[ymdajt]{1,4}[-./ ][ymdajt]{1,4}[-./ ][ymdajt]{1,4}|[0#x]+[.,][0#x]+)',
    `(?:ex[.:]|exemple|p\\. ?ex\\.?|e\\. ?g\\.?|eg|example|for example|par exemple|z\\. ?b\\.?|bsp\\.?|beispiel|zum beispiel)[ :]*${example}`,
    '(?:format )?(?:iban|sepa|bic|swift)(?: format|-format)?',
    '(?:(?:en|in) )?(?:eur|euros?|€)',
    '(?:(?:avec|with|mit) )?(?:deux|two|zwei|2) ?(?:decimales?|decimals?|decimal places|chiffres apres la virgule|nachkommastellen|dezimal(?:stelle)?n)',
    '(?:(?:en|in) )?(?:lettres )?(?:majuscules|minuscules|capitals|capital letters|(?:upper|lower)[ -]?case|(?:gross|klein)buchstaben)',
    '(?:chiffres uniquement|digits only|numbers only|nur (?:ziffern|zahlen))',
    'court|short|kurz|en clair|texte?|text',
    'full name|nom complet|(?:nom et prenom|prenom et nom)|vollstandiger name|vor- und nachname|(?:first|last) and (?:last|first) name',
    '(?:as|comme|wie|tel que) (?:the|your|la|votre|die|ihre) (?:bank|banque) (?:knows it|le connait|ihn kennt|sie kennt)',
  ].join('|')})$`,
  'u',
);

/**
 * The name without remarks on how to fill in its cells: `IBAN (sans espaces)` is `iban`, `[required] Montant` is
 * `montant`. Any other remark remains, because it may change the column's meaning: `Montant (HT)`, `Name (payer)`,
 * `IBAN (invalide)`. Undefined where the name has no such remark.
 */
export function withoutRemarks(written: string): string | undefined {
  const name = plainName(written);
  const bare = name
    .replaceAll(inBrackets, (whole, ...parts: unknown[]) => {
      const remark = parts.slice(0, 4).find((part) => typeof part === 'string');
      return meansFilling(String(remark)) ? ' ' : whole;
    })
    .replaceAll(filling, ' ');
  return bare === name || foldedName(bare) === '' ? undefined : bare;
}

function meansFilling(remark: string): boolean {
  // A comma inside a number separates nothing.
  const parts = remark.split(/,(?!\d)|[;/](?!\w)|\s(?:et|and|und)\s|\s[-–—]\s/u);
  return parts.every((part) => part.trim() === '' || onFilling.test(part.trim()));
}
