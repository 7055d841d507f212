import { getCountrySpecifications, isValidIBAN, ValidationErrorsIBAN, validateIBAN } from 'ibantools';
import type { Failure } from './failure.ts';
import type { Iban } from './instruction.ts';

/**
 * Countries and territories of the SEPA schemes with an IBAN code of their own (EPC409-09, with AL, MD, ME, MK and RS,
 * which joined in 2024 and 2025 and which ibantools does not know yet).
 */
export const sepaCountries: ReadonlySet<string> = new Set(
  (
    'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO ' +
    'PL PT RO RS SE SI SK SM VA'
  ).split(' '),
);

const spaces = /[\s\u200b\u202f]+/g;
const shape = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$/;
/** ISO 13616 makes check digits from 02 to 98; these three pass the division all the same. */
const impossibleCheckDigits = new Set(['00', '01', '99']);

/**
 * The IBAN of a text in electronic form; spaces and case are forgiven. A wrong national check key alone is a warning,
 * since some banks never kept it. Failures name the country and never show the whole IBAN.
 */
export function judgeIban(
  text: string,
  field: string,
  found: Failure[],
  warnings: Failure[],
): Iban | undefined {
  const iban = electronicForm(text);
  const fits = sepaCountries.has(iban.slice(0, 2)) && !impossibleCheckDigits.has(iban.slice(2, 4));
  if (fits && isValidIBAN(iban)) return iban as Iban;
  const failure = whatIsWrong(iban, field);
  if (failure.code === 'iban_national_check') {
    warnings.push(failure);
    return iban as Iban;
  }
  found.push(failure);
  return undefined;
}

function electronicForm(text: string): string {
  const joined = text.replace(spaces, '');
  // Only ASCII may change case: others turn into letters that nobody typed ("ı" into "I").
  return /^[a-zA-Z0-9]*$/.test(joined) ? joined.toUpperCase() : joined;
}

function whatIsWrong(iban: string, field: string): Failure {
  const seen = `${showIban(iban)}, ${iban.length} characters`;
  if (!shape.test(iban)) return { code: 'iban_malformed', field, detail: `Found ${seen}.` };
  const code = iban.slice(0, 2);
  const country = countryName(code);
  if (!sepaCountries.has(code)) {
    return { code: 'iban_country_not_sepa', field, detail: `Found ${seen}, ${country}.` };
  }
  const errors = new Set(validateIBAN(iban).errorCodes);
  if (errors.has(ValidationErrorsIBAN.WrongBBANLength)) {
    const due = getCountrySpecifications()[code]?.chars ?? '?';
    return { code: 'iban_length_wrong', field, detail: `Found ${seen}; ${country} has ${due}.` };
  }
  if (errors.has(ValidationErrorsIBAN.WrongBBANFormat)) {
    const detail = `Found ${seen}: a letter where ${country} has a digit, or the reverse.`;
    return { code: 'iban_malformed', field, detail };
  }
  const wrong =
    errors.has(ValidationErrorsIBAN.WrongIBANChecksum) || impossibleCheckDigits.has(iban.slice(2, 4));
  const detail = `Found ${showIban(iban)}, ${country}.`;
  return { code: wrong ? 'iban_checksum_wrong' : 'iban_national_check', field, detail };
}

/** The shape of an IBAN that may be shown: first four and last three characters, `FR40…J28`. */
export function showIban(iban: string): string {
  const visible = iban.replaceAll(/[^A-Za-z0-9]/g, '?');
  return visible.length < 12 ? `${visible.slice(0, 2)}…` : `${visible.slice(0, 4)}…${visible.slice(-3)}`;
}

let names: Intl.DisplayNames | undefined;

function countryName(code: string): string {
  names ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
