/** The euro in a cell: its code in letters or digits (ISO 4217) or its name, once or several times. */
const euro = /^\W*(?:eur|euros?|978)(?:\W+(?:eur|euros?|978))*\W*$/i;
/** The sign, alone or with a code or a name. */
const sign = /^[\s()/-]*€?[\s()/-]*(?:eur|euros?|978)?[\s()/-]*€?[\s()/-]*$/i;
/** Quick test that rules out nearly every other text. */
const mayBeEuro = /eur|€|978/i;
const longestCurrency = 20;

/** Whether a normalised text names the euro and nothing else: `EUR`, `Euro`, `euros`, `€`, `EUR (€)`, `978`. */
export function namesEuro(text: string): boolean {
  return text.length <= longestCurrency && mayBeEuro.test(text) && (sign.test(text) || euro.test(text));
}

const codes = new Set(Intl.supportedValuesOf('currency'));
let words: ReadonlySet<string> | undefined;

/** Words in the names of all currencies, in English, French and German, singular and plural: `dollar`, `livre`, `franken`. */
function currencyWords(): ReadonlySet<string> {
  const names = ['en', 'fr', 'de'].map((language) => new Intl.DisplayNames([language], { type: 'currency' }));
  const inNames = [...codes].flatMap((code) => names.flatMap((name) => wordsIn(name.of(code) ?? '')));
  return new Set(inNames.flatMap((word) => [word, `${word}s`, word.replace(/s$/, '')]));
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
