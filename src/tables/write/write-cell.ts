import type { CellKind } from '../../domain/row.ts';

/**
 * The content of a workbook cell; null for an empty one. A date is the local time that the cell shows, as if it were
 * UTC.
 */
export type CellValue = string | number | boolean | Date | null;

/**
 * The value of a cell from its text and its kind in the input. A number or date that would not read back unchanged
 * stays text, and so does everything that looks like a formula.
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

/** The number, if a spreadsheet reads exactly the number of the text. */
function numberOf(text: string): number | undefined {
  const decimal = decimalOf(text);
  if (decimal === undefined) return undefined;
  const value = Number(text);
  if (decimalOf(String(value)) === decimal) return value;
  // Spreadsheets store a fraction with 17 digits, 24.9 as 24.899999999999999, which is the number of the short text.
  return text.includes('.') && decimalOf(value.toPrecision(17)) === decimal ? value : undefined;
}

const number = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A canonical form of a decimal: `0.125e2` for `12.50`, `12.5` and `1.25E1`. Undefined where the text is no number.
 */
function decimalOf(text: string): string | undefined {
  const match = number.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const zeros = /^0*/.exec(whole + fraction)?.[0].length ?? 0;
  const digits = (whole + fraction).slice(zeros).replace(/0+$/, '');
  return digits === '' ? '0' : `${sign}0.${digits}e${whole.length - zeros + Number(exponent)}`;
}

const isoLocal = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2})?$/;
/** Spreadsheets disagree on earlier days: some count a 29 February 1900, which never was. */
const firstSureDay = Date.UTC(1900, 2, 1);

function dateOf(text: string): Date | undefined {
  if (!isoLocal.test(text)) return undefined;
  const date = new Date(text.includes('T') ? `${text}Z` : text);
  // JavaScript moves a day that its month lacks into the next month.
  return date.getTime() >= firstSureDay && date.toISOString().startsWith(text) ? date : undefined;
}

/** Text that looks like an escape of OOXML (`_x000D_`), and characters that XML cannot hold. */
const needsEscape = /_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]|\p{Cs}/gu;

/**
 * Escapes a text so that it reads back unchanged (ECMA-376 part 1, 22.9.2.19); the writer itself escapes control
 * characters.
 */
function escaped(text: string): string {
  return text.replace(needsEscape, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `_x${hex}_`;
  });
}
