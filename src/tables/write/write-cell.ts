import type { CellKind } from '../../domain/row.ts';

/** What a cell of a workbook holds; null for an empty one. A date is the local time that the cell shows, taken for UTC. */
export type CellValue = string | number | boolean | Date | null;

/**
 * A cell's text as what it was in a workbook. A number or a date that would not come back as it is written stays text, and so does
 * everything that looks like a formula.
 */
export function cellValue(text: string, kind: CellKind = 'text'): CellValue {
  if (text === '') return null;
  switch (kind) {
    case 'number':
    case 'money':
      return numberOf(text) ?? escaped(text);
    case 'date':
      return dateOf(text) ?? escaped(text);
    case 'boolean':
      return text === 'TRUE' || text === 'FALSE' ? text === 'TRUE' : escaped(text);
    case 'text':
    case 'error':
    case 'struck':
    case 'measured':
      return escaped(text);
  }
}

/** The number, where a spreadsheet that reads it has the very number of the text. */
function numberOf(text: string): number | undefined {
  const decimal = decimalOf(text);
  if (decimal === undefined) return undefined;
  const value = Number(text);
  if (decimalOf(String(value)) === decimal) return value;
  // Spreadsheets store a fraction by 17 digits, 24.9 as 24.899999999999999: the same number as the short text gives.
  return text.includes('.') && decimalOf(value.toPrecision(17)) === decimal ? value : undefined;
}

const number = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?(?:[eE]([+-]?\d{1,3}))?$/;

/** One spelling for each decimal value: `0.125e2` for `12.50`, `12.5` and `1.25E1`. Undefined for what is no number. */
function decimalOf(text: string): string | undefined {
  const match = number.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const zeros = /^0*/.exec(whole + fraction)?.[0].length ?? 0;
  const digits = (whole + fraction).slice(zeros).replace(/0+$/, '');
  return digits === '' ? '0' : `${sign}0.${digits}e${whole.length - zeros + Number(exponent)}`;
}

const isoLocal = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?$/;
/** Before it the days of spreadsheets differ: some count a 29 February 1900, which never was. */
const firstSureDay = Date.UTC(1900, 2, 1);

function dateOf(text: string): Date | undefined {
  if (!isoLocal.test(text)) return undefined;
  const date = new Date(text.includes('T') ? `${text}Z` : text);
  // A day that no month has would be moved into the next one.
  return date.getTime() >= firstSureDay && date.toISOString().startsWith(text) ? date : undefined;
}

/** What reads as an escape of OOXML (`_x000D_`) and is none, and characters that XML cannot hold. */
const needsEscape = /_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]|\p{Cs}/gu;

/** The text so that it comes back as it is (ECMA-376 part 1, 22.9.2.19); the writer itself escapes control characters. */
function escaped(text: string): string {
  return text.replace(needsEscape, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `_x${hex}_`;
  });
}
