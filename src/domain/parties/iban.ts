import { countrySpecs, isValidBBAN, isValidIBAN, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import { type Message, message } from '../../i18n/messages.ts';
import type { Failure, FailureCode } from '../failure.ts';
import type { Iban } from '../instruction.ts';
import { type CellKind, isNumber } from '../row.ts';
import { shown, shownCharacter } from '../text/shown.ts';
import { isRib } from './rib.ts';

/**
 * Countries and territories of the SEPA schemes with their own IBAN code: EPC409-09, including AL, MD, ME, MK and RS, which joined in 2024
 * and 2025 and which ibantools does not yet list.
 */
export const sepaCountries: ReadonlySet<string> = new Set(
  (
    'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO ' +
    'PL PT RO RS SE SI SK SM VA'
  ).split(' '),
);

const electronic = /^[A-Z0-9]+$/;
/** What people and spreadsheets write between groups. */
const separators = /[\s.\-\u2010\u2011\u2013]+/g;
const shape = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$/;
const checkDigits = /^..\d\d/;
/** What a spreadsheet turns an account number into: `7,61E+25`. */
const scientific = /^\d(?:[.,]\d+)?E\+?\d{1,3}$/i;
/** ISO 13616 issues check digits from 02 to 98; these three can still pass the division. */
const impossibleCheckDigits = new Set(['00', '01', '99']);

/**
 * Reads a text as an IBAN in electronic form; ignores case, spaces, dots, dashes, and `IBAN` or an apostrophe before it. A wrong national
 * check key alone is a warning, since some banks do not follow it. Failures never show the whole IBAN.
 */
export function judgeIban(
  text: string,
  field: string,
  found: Failure[],
  warnings: Failure[],
  kind?: CellKind,
): Iban | undefined {
  if (isNumber(kind) || scientific.test(text)) {
    // A long text still shows digits of the account number.
    const seen = text.length > 10 ? message('found_number', {}) : message('found', { found: shown(text) });
    found.push({ code: 'iban_destroyed', field, details: [seen] });
    return undefined;
  }
  const iban = electronicForm(text);
  const fits = sepaCountries.has(iban.slice(0, 2)) && !impossibleCheckDigits.has(iban.slice(2, 4));
  if (fits && (isSurelyValid(iban) || isValidIBAN(iban))) return iban as Iban;
  const failure = whatIsWrong(iban, field);
  if (failure.code === 'iban_national_check') {
    warnings.push(failure);
    return iban as Iban;
  }
  found.push(failure);
  return undefined;
}

function electronicForm(text: string): string {
  if (electronic.test(text)) return text;
  const joined = text
    .replace(/^'/, '')
    .replace(separators, '')
    .replace(/^IBAN:?/i, '');
  // Only ASCII changes case: other letters could turn into ones that nobody typed ("ı" into "I").
  return /^[a-zA-Z0-9]*$/.test(joined) ? joined.toUpperCase() : joined;
}

/** Countries whose IBANs contain a RIB. */
const ribCountries = new Set(['FR', 'MC']);

/** True only where `isValidIBAN` is true as well, but much faster: nearly every IBAN is valid. */
function isSurelyValid(iban: string): boolean {
  const [country, bban] = [iban.slice(0, 2), iban.slice(4)];
  if (!(ribCountries.has(country) ? isRib(bban) : isValidBBAN(bban, country))) return false;
  return checkDigits.test(iban) && hasGoodChecksum(iban);
}

/** ISO 7064 MOD 97-10 over letters and digits, with the first four characters last and A to Z as 10 to 35. */
function hasGoodChecksum(iban: string): boolean {
  let remainder = 0;
  for (let position = 4; position < iban.length; position++) remainder = withNext(remainder, iban, position);
  for (let position = 0; position < 4; position++) remainder = withNext(remainder, iban, position);
  return remainder % 97 === 1;
}

/** Appends one letter or digit to the number; takes the remainder only where the number would outgrow a small integer. */
function withNext(number: number, iban: string, position: number): number {
  const code = iban.charCodeAt(position);
  const small = number < 10_000_000 ? number : number % 97;
  return code < 0x41 ? small * 10 + code - 0x30 : small * 100 + code - 0x37;
}

function whatIsWrong(iban: string, field: string): Failure {
  const seen = { found: showIban(iban), count: iban.length };
  const wrongBy = (code: FailureCode, detail: Message): Failure => ({ code, field, details: [detail] });
  if (isRib(iban)) return wrongBy('iban_is_rib', message('found_in_characters', seen));
  if (!shape.test(iban)) {
    const why = foreignIn(iban, seen) ?? lettersO(iban, seen) ?? message('found_in_characters', seen);
    return wrongBy('iban_malformed', why);
  }
  const country = iban.slice(0, 2);
  if (!sepaCountries.has(country)) {
    return wrongBy('iban_country_not_sepa', message('iban_of_other_country', { ...seen, country }));
  }
  const errors = new Set(validateIBAN(iban).errorCodes);
  if (errors.has(ValidationErrorsIBAN.WrongBBANLength)) {
    const due = countrySpecs[country]?.chars ?? 0;
    return wrongBy('iban_length_wrong', message('iban_length_due', { ...seen, country, due }));
  }
  if (errors.has(ValidationErrorsIBAN.WrongBBANFormat)) {
    const why = lettersO(iban, seen) ?? message('iban_letter_for_digit', { ...seen, country });
    return wrongBy('iban_malformed', why);
  }
  const wrong =
    errors.has(ValidationErrorsIBAN.WrongIBANChecksum) || impossibleCheckDigits.has(iban.slice(2, 4));
  const why = message('iban_of_country', { found: seen.found, country });
  return wrongBy(wrong ? 'iban_checksum_wrong' : 'iban_national_check', why);
}

/** An IBAN as `showIban` masks it, and its length. */
interface SeenIban {
  readonly found: string;
  readonly count: number;
}

/** Names the first character that no IBAN has; undefined where there is none. */
function foreignIn(iban: string, seen: SeenIban): Message | undefined {
  const [foreign] = /[^A-Za-z0-9]/u.exec(iban) ?? [];
  if (foreign === undefined) return undefined;
  return message('iban_foreign_character', { ...seen, character: shownCharacter(foreign) });
}

/** Names the position of each letter O where the country's format has a digit; undefined where there is none. */
function lettersO(iban: string, seen: SeenIban): Message | undefined {
  const spec = sepaCountries.has(iban.slice(0, 2)) ? countrySpecs[iban.slice(0, 2)] : undefined;
  if (spec?.chars !== iban.length) return undefined;
  const classes = [...(spec.bban_regexp ?? '').matchAll(/\[([^\]]+)\]\{(\d+)\}/g)];
  const ofBban = classes.flatMap(([, each, count]) => Array(Number(count)).fill(each));
  const due = ['A-Z', 'A-Z', '0-9', '0-9', ...ofBban];
  const places = [...iban].flatMap((letter, at) =>
    letter === 'O' && due[at] === '0-9' ? [String(at + 1)] : [],
  );
  return places.length === 0 ? undefined : message('iban_letter_o', { ...seen, places });
}

/** A masked IBAN, safe to show: the first four and last three characters, `FR40…J28`. */
export function showIban(iban: string): string {
  const visible = iban.replaceAll(/[^A-Za-z0-9]/g, '?');
  return visible.length < 12 ? `${visible.slice(0, 2)}…` : `${visible.slice(0, 4)}…${visible.slice(-3)}`;
}

const ibanStart = /(?<![\p{L}\p{N}])[A-Z]{2}\s?\d{2}/giu;
/** IBANs that `ibansIn` returns at most. */
const mostInText = 5;

/** The first valid IBANs among the other words of a text, each once, in electronic form. */
export function ibansIn(text: string): Iban[] {
  const found = new Set<Iban>();
  for (const { index, 0: start } of text.matchAll(ibanStart)) {
    const due = countrySpecs[start.slice(0, 2).toUpperCase()]?.chars;
    if (due === undefined || found.size === mostInText) continue;
    // Room for an IBAN of 34 characters in groups of four, and some more separators.
    const iban = text
      .slice(index, index + 60)
      .replaceAll(separators, '')
      .slice(0, due)
      .toUpperCase();
    if (judgeIban(iban, '', [], []) !== undefined) found.add(iban as Iban);
  }
  return [...found];
}
