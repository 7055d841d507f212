import { namesEuro } from '../../domain/money/currency.ts';
import { withoutEntities } from '../../domain/text/html-entities.ts';

/** Longer names are compared by their beginning: no name that means anything to us is so long. */
const longestCompared = 200;

const euroUnit = /(?:[^\p{L}\p{N}](?:in|en))?(?:[^\p{L}\p{N}]+(?:eur|euros?)|\s*€)[^\p{L}\p{N}]*$/u;

/** A name in small letters without accents and HTML entities, its marks and spaces still in it; at most 200 characters. */
export function plainName(written: string): string {
  const text = written.includes('&') ? withoutEntities(written.slice(0, 4 * longestCompared)) : written;
  const letters = text.normalize('NFKD').toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return letters.replaceAll('ß', 'ss').slice(0, longestCompared);
}

/**
 * A name as it is compared: small letters and digits only, without accents, spaces, marks and a euro sign or `EUR` at its end.
 * `Prénom du bénéficiaire` is `prenomdubeneficiaire`, `Montant (€)` is `montant`.
 */
export function foldedName(written: string): string {
  return plainName(written)
    .replace(euroUnit, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** A name as it is told from another: trimmed, composed, in small letters; what label templates call a column. */
export function writtenName(written: string): string {
  return written.normalize('NFC').trim().toLowerCase();
}

const otherSigns = /(?!€)[\p{Sc}%‰]/gu;
const otherScale = /pence|penny|millier|thousand|tausend|million|(?:^|[^\p{L}])[kt](?:€|eur)/u;
const codes = new Set(Intl.supportedValuesOf('currency'));
/** Currency codes that are words of their own. */
const words = new Set(['ALL', 'TOP', 'TRY', 'CUP', 'MAD', 'PEN', 'GEL', 'LAK', 'BAM', 'AMD', 'EUR']);
const otherCodes = new Set([...codes].filter((code) => !words.has(code)));

/** Whether the name says that its cells are no euros: `Amount ($)`, `Solde (%)`, `Betrag PLN`, `Amount in pence`, `Montant (k€)`. */
export function countsOther(written: string): boolean {
  const plain = plainName(written);
  const parts = plain.toUpperCase().split(/[^A-Z]+/);
  return (
    plain.search(otherSigns) !== -1 || otherScale.test(plain) || parts.some((part) => otherCodes.has(part))
  );
}

/** The code or the sign that a cell is as a whole, `EUR` for those of the euro; undefined where it says something else, `Bob` or `Ron`. */
export function currencyIn(text: string): string | undefined {
  if (namesEuro(text)) return 'EUR';
  if (text.length > 5) return undefined;
  const code = text.toUpperCase();
  const isCode = text === code ? codes.has(code) : text === text.toLowerCase() && otherCodes.has(code);
  return isCode || /^[A-Z]{0,3}\p{Sc}$/u.test(code) ? code : undefined;
}

/**
 * What a header line is known by when a file like it comes again: its folded names with what they count other than euros, sorted, so
 * that the order of the columns does not matter. Take the header without the columns that we added.
 */
export function headerKey(header: readonly string[]): string {
  return header.map(comparedName).toSorted().join(' ');
}

function comparedName(written: string): string {
  const signs = plainName(written).match(otherSigns) ?? [];
  return `${foldedName(written)}${signs.join('')}${countsOther(written) ? '!' : ''}`;
}
