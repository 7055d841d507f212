/** The euro as lists write it: its code by letters or digits (ISO 4217), its sign, or its name, perhaps two of them. */
const euro = /^\W*(?:eur|euros?|978)(?:\W+(?:eur|euros?|978))*\W*$/i;
/** What may stand around the sign, too. */
const sign = /^[\s()/-]*€?[\s()/-]*(?:eur|euros?|978)?[\s()/-]*€?[\s()/-]*$/i;
/** Nearly no other text comes further. */
const mayBeEuro = /eur|€|978/i;
const longestCurrency = 20;

/** Whether a normalised text says euros: `EUR`, `Euro`, `euros`, `€`, `EUR (€)`, `978`. */
export function namesEuro(text: string): boolean {
  return text.length <= longestCurrency && mayBeEuro.test(text) && (sign.test(text) || euro.test(text));
}

const codes = new Set(Intl.supportedValuesOf('currency'));
let words: ReadonlySet<string> | undefined;

/** Words of the names of all currencies, in English, French and German: `dollar`, `livre`, `franken`. */
function currencyWords(): ReadonlySet<string> {
  const names = ['en', 'fr', 'de'].map((language) => new Intl.DisplayNames([language], { type: 'currency' }));
  const spoken = [...codes].flatMap((code) => names.flatMap((name) => wordsIn(name.of(code) ?? '')));
  return new Set(spoken.flatMap((word) => [word, `${word}s`, word.replace(/s$/, '')]));
}

function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2);
}

/** Whether a normalised text may name any currency, by code, number, sign or name. */
export function mayNameCurrency(text: string): boolean {
  if (/\p{Sc}|^\d{3}$/u.test(text)) return true;
  words ??= currencyWords();
  return text
    .split(/[^\p{L}]+/u)
    .some((word) => codes.has(word.toUpperCase()) || words?.has(word.toLowerCase()));
}
