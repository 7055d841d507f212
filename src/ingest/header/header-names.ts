import { namesEuro } from '../../domain/money/currency.ts';
import { withoutEntities } from '../../domain/text/html-entities.ts';

/** Longer names are compared by their beginning: every name with a meaning is shorter. */
const longestCompared = 200;

const euroUnit = /(?:[^\p{L}\p{N}](?:in|en))?(?:[^\p{L}\p{N}]+(?:eur|euros?)|\s*€)[^\p{L}\p{N}]*$/u;

/** A name in lower case without accents and HTML entities, with its punctuation and spaces; at most 200 characters. */
export function plainName(written: string): string {
  const text = written.includes('&') ? withoutEntities(written.slice(0, 4 * longestCompared)) : written;
  const letters = text.normalize('NFKD').toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return letters.replaceAll('ß', 'ss').slice(0, longestCompared);
}

/**
 * The form in which names are compared: lower-case letters and digits only, without accents, spaces, punctuation and
 * a final euro sign or `EUR`. `Prénom du bénéficiaire` is `prenomdubeneficiaire`, `Montant (€)` is `montant`.
 */
export function foldedName(written: string): string {
  return plainName(written)
    .replace(euroUnit, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** A name trimmed, composed (NFC) and in lower case, as label templates refer to columns. */
export function writtenName(written: string): string {
  return written.normalize('NFC').trim().toLowerCase();
}

const otherSigns = /(?!€)[\p{Sc}%‰]/gu;
const otherScale = /pence|penny|millier|thousand|tausend|million|(?:^|[^\p{L}])[kt](?:€|eur)/u;
const codes = new Set(Intl.supportedValuesOf('currency'));
/** Currency codes that are also words. */
const words = new Set(['ALL', 'TOP', 'TRY', 'CUP', 'MAD', 'PEN', 'GEL', 'LAK', 'BAM', 'AMD', 'EUR']);
const otherCodes = new Set([...codes].filter((code) => !words.has(code)));

/**
 * Whether the name states something other than euros: `Amount ($)`, `Solde (%)`, `Betrag PLN`, `Amount in pence`,
 * `Montant (k€)`.
 */
export function countsOther(written: string): boolean {
  const plain = plainName(written);
  const parts = plain.toUpperCase().split(/[^A-Z]+/);
  return (
    plain.search(otherSigns) !== -1 || otherScale.test(plain) || parts.some((part) => otherCodes.has(part))
  );
}

/**
 * The currency code or sign that the whole cell is, `EUR` for the euro in any spelling; undefined for other texts,
 * such as `Bob` or `Ron`.
 */
export function currencyIn(text: string): string | undefined {
  if (namesEuro(text)) return 'EUR';
  if (text.length > 5) return undefined;
  const code = text.toUpperCase();
  const isCode = text === code ? codes.has(code) : text === text.toLowerCase() && otherCodes.has(code);
  return isCode || /^[A-Z]{0,3}\p{Sc}$/u.test(code) ? code : undefined;
}

/**
 * The key by which a header is recognised when a similar file comes again: its folded names with what they count
 * other than euros, sorted, so that column order does not matter. Pass the header without the columns that our
 * reports add.
 */
export function headerKey(header: readonly string[]): string {
  return header.map(comparedName).toSorted().join(' ');
}

function comparedName(written: string): string {
  const signs = plainName(written).match(otherSigns) ?? [];
  return `${foldedName(written)}${signs.join('')}${countsOther(written) ? '!' : ''}`;
}
