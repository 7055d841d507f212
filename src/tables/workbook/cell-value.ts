import { fail } from '../../domain/failure.ts';
import type { CellKind } from '../../domain/row.ts';
import { message } from '../../i18n/messages.ts';
import { dateOfSerial } from './serial-date.ts';
import { plainNumber } from './stored-number.ts';
import type { NumberStyle } from './styles.ts';

/** The data that the cells of a sheet refer to. */
export interface CellContext {
  /** The text of a shared string; undefined where there is none with that number. */
  stringAt(index: number): string | undefined;
  /** Some of that text is struck through. */
  isStruckAt(index: number): boolean;
  readonly styles: readonly NumberStyle[];
  readonly is1904: boolean;
}

/** A cell in the form of `Row`. */
export interface CellValue {
  readonly text: string;
  readonly kind: CellKind;
}

const isoDate = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?)?Z?$/;

/**
 * The value of a cell of a type (`ST_CellType`, ECMA-376 part 1, 18.18.11), from its stored text. Formulas are not
 * computed: the file stores their last result, or nothing.
 */
export function cellOf(
  type: string | undefined,
  stored: string,
  style: number,
  context: CellContext,
): CellValue {
  if (stored === '') return { text: '', kind: 'text' };
  const value = shownValue(type, stored, style, context);
  if (context.styles[style]?.isStruck) return { text: `~${value.text}~`, kind: 'struck' };
  return type === 's' && context.isStruckAt(Number(stored)) ? { text: value.text, kind: 'struck' } : value;
}

function shownValue(
  type: string | undefined,
  stored: string,
  style: number,
  context: CellContext,
): CellValue {
  switch (type) {
    case 's':
      return { text: sharedString(stored, context), kind: 'text' };
    case 'b':
      return { text: stored === '1' || stored === 'true' ? 'TRUE' : 'FALSE', kind: 'boolean' };
    case 'e':
      return { text: stored, kind: 'error' };
    case 'd':
      return dateOf(stored);
    case 'n':
    case undefined:
      return numberOf(stored, style, context);
    default:
      return { text: stored, kind: 'text' };
  }
}

/** Whether the text is one to nine digits; by single characters, because a wide list has millions of cells. */
function isIndex(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return text.length > 0 && text.length <= 9;
}

function sharedString(stored: string, context: CellContext): string {
  const text = isIndex(stored) ? context.stringAt(Number(stored)) : undefined;
  if (text === undefined) throw fail('file_damaged', message('sheet_text_lost', {}));
  return text;
}

function numberOf(stored: string, style: number, context: CellContext): CellValue {
  const digits = plainNumber(stored);
  if (digits === undefined) return { text: stored, kind: 'text' };
  const { isMoney = false, isDate = false, added = '' } = context.styles[style] ?? {};
  const date = isDate ? dateOfSerial(digits, context.is1904) : undefined;
  if (date !== undefined) return { text: date, kind: 'date' };
  // The display is no plain number: 120.5 shown as dollars is not 120.50 euros.
  if (added !== '') return { text: `${digits} ${added}`, kind: 'measured' };
  return { text: digits, kind: isMoney ? 'money' : 'number' };
}

/** A cell of type date, which strict workbooks have. */
function dateOf(stored: string): CellValue {
  const [, day, time] = isoDate.exec(stored) ?? [];
  if (day === undefined) return { text: stored, kind: 'text' };
  return { text: time === undefined || time === '00:00:00' ? day : `${day}T${time}`, kind: 'date' };
}
