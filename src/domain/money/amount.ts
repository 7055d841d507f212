import { type Message, message } from '../../i18n/messages.ts';
import { type AmountMarks, basisOf, exampleIn } from '../amount-marks.ts';
import type { Failure } from '../failure.ts';
import { type CellKind, isNumber } from '../row.ts';
import { firstUnseen, shown } from '../text/shown.ts';
import { type AmountCell, amountCell, type Figures } from './amount-cell.ts';
import { markPosition, notPlain } from './plain-amount.ts';

type Flaw = Pick<Failure, 'code' | 'details'>;

/** The integer `digits` times 10 to the power of `-scale`. */
interface Decimal {
  readonly digits: string;
  readonly scale: number;
}

/** Whole digits; with more, the cents are not exact as a number. */
const mostDigits = 13;
/** Significant digits of a float that its writer meant; further ones come from binary fractions. */
const floatDigits = 15;

/**
 * Reads a normalised text as whole cents above zero, under the marks of its column; by digits, never through a float. Where the text is
 * no such amount, or the column does not prove how to read it, it adds one failure to `found` and returns undefined.
 */
export function readAmount(
  text: string,
  kind: CellKind | undefined,
  marks: AmountMarks,
  field: string,
  found: Failure[],
): number | undefined {
  const cents = plainCents(text, kind, marks);
  if (cents > 0) return cents;
  const missing = { code: 'amount_missing', details: exampleIn(marks) } as const;
  const read = text === '' ? missing : positiveCents(text, kind, marks);
  if (typeof read === 'number') return read;
  found.push({ ...read, field });
  return undefined;
}

/** Whole cents of a control sum, which may be negative or zero; undefined where the text is no amount or has two readings. */
export function signedCents(
  text: string,
  kind: CellKind | undefined,
  marks: AmountMarks,
): number | undefined {
  if (text === '') return undefined;
  const cell = amountCell(text, kind);
  const cents = cell.kind === 'amount' ? centsOf(cell.figures, marks, text) : undefined;
  if (typeof cents !== 'number') return undefined;
  return cell.kind === 'amount' && cell.isNegative && cents > 0 ? -cents : cents;
}

/** The common case, without an allocation: digits, and at most two more after the column's mark. 0 in any other case. */
function plainCents(text: string, kind: CellKind | undefined, marks: AmountMarks): number {
  if (text.length > mostDigits) return 0;
  const at = markPosition(text);
  if (at === notPlain) return 0;
  const decimals = at === -1 ? 0 : text.length - at - 1;
  if (decimals > 0) {
    const mark = isNumber(kind) ? '.' : 'decimalMark' in marks ? marks.decimalMark : undefined;
    if (decimals > 2 || text[at] !== mark || marks.unit === 'cents') return 0;
  }
  let cents = 0;
  for (let position = 0; position < text.length; position++) {
    if (position !== at) cents = cents * 10 + text.charCodeAt(position) - 0x30;
  }
  return marks.unit === 'cents' || decimals === 2 ? cents : decimals === 1 ? cents * 10 : cents * 100;
}

function positiveCents(text: string, kind: CellKind | undefined, marks: AmountMarks): number | Flaw {
  const cell = amountCell(text, kind);
  if (cell.kind !== 'amount') return flawOf(cell, marks, text);
  const notPositive = { code: 'amount_not_positive', details: [foundText(text)] } as const;
  if (cell.isNegative) return notPositive;
  const cents = centsOf(cell.figures, marks, text);
  return cents === 0 ? notPositive : cents;
}

function flawOf(cell: Exclude<AmountCell, { kind: 'amount' }>, marks: AmountMarks, text: string): Flaw {
  if (cell.kind === 'foreign') return { code: 'currency_not_supported', details: [foundText(text)] };
  const unseen = firstUnseen(text);
  const found =
    unseen === undefined
      ? foundText(text)
      : message('found_unseen', { found: shown(text), character: unseen });
  return { code: 'amount_unreadable', details: [found, ...exampleIn(marks)] };
}

function foundText(text: string): Message {
  return message('found', { found: shown(text) });
}

function centsOf(figures: Figures, marks: AmountMarks, text: string): number | Flaw {
  const decimal = figures.kind === 'stored' ? figures : decimalOf(figures, marks, text);
  if ('code' in decimal) return decimal;
  const hundredths = hundredthsOf(decimal);
  if (typeof hundredths === 'string') return { code: hundredths, details: [foundText(text)] };
  if (marks.unit === 'euros') return hundredths;
  const isWhole = figures.kind === 'stored' ? hundredths % 100 === 0 : decimal.scale === 0;
  return isWhole
    ? hundredths / 100
    : { code: 'amount_unreadable', details: [foundText(text), ...exampleIn(marks)] };
}

/** The figures as the marks of the column read them. */
function decimalOf(
  figures: Exclude<Figures, { kind: 'stored' }>,
  marks: AmountMarks,
  text: string,
): Decimal | Flaw {
  if (figures.kind === 'whole') return { digits: figures.digits, scale: 0 };
  if (!('decimalMark' in marks)) return misfitOf(figures, marks, text);
  const isDecimal = figures.mark === marks.decimalMark;
  switch (figures.kind) {
    case 'decimal':
      return isDecimal ? withDecimals(figures.whole, figures.decimals, text) : misfitOf(figures, marks, text);
    case 'grouped':
      return isDecimal ? misfitOf(figures, marks, text) : { digits: figures.digits, scale: 0 };
    case 'either': {
      const { mark, whole, rest } = figures;
      if (marks.kind === 'said' && isDecimal) return withDecimals(whole, rest, text);
      const isGroup = !isDecimal && (marks.kind === 'said' || marks.groupMark === mark);
      return isGroup ? { digits: whole + rest, scale: 0 } : misfitOf(figures, marks, text);
    }
  }
}

/** Allows two decimals at most, except for a float that was written out in full. */
function withDecimals(whole: string, decimals: string, text: string): Decimal | Flaw {
  const digits = whole + decimals;
  const isFloat = digits.replace(/^0+/, '').length > floatDigits;
  if (decimals.length > 2 && !isFloat)
    return { code: 'amount_too_many_decimals', details: [foundText(text)] };
  return { digits, scale: decimals.length };
}

/** The failure of figures that the marks of the column do not settle. */
function misfitOf(figures: Figures, marks: AmountMarks, text: string): Flaw {
  if (marks.kind === 'said')
    return { code: 'amount_unreadable', details: [foundText(text), ...basisOf(marks)] };
  const mark = 'decimalMark' in marks ? marks.decimalMark : '.';
  const ways =
    figures.kind === 'either'
      ? message('found_either', {
          found: shown(text),
          one: `${figures.whole}${figures.rest}${mark}00`,
          other: `${figures.whole}${mark}${figures.rest}`,
        })
      : foundText(text);
  return { code: 'amount_ambiguous', details: [ways, ...basisOf(marks)] };
}

/** Whole hundredths, exact; only digits beyond `floatDigits` are rounded, half up. */
function hundredthsOf({
  digits,
  scale,
}: Decimal): number | 'amount_above_ceiling' | 'amount_too_many_decimals' {
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return 0;
  if (significant.length - scale > mostDigits) return 'amount_above_ceiling';
  const dropped = Math.max(0, significant.length - floatDigits);
  const value = dropped === 0 ? BigInt(significant) : halfUp(BigInt(significant), dropped);
  const decimals = scale - dropped;
  if (decimals <= 2) return Number(value * tenTo(2 - decimals));
  const beyond = tenTo(decimals - 2);
  return value % beyond === 0n ? Number(value / beyond) : 'amount_too_many_decimals';
}

function halfUp(value: bigint, dropped: number): bigint {
  return (value + 5n * tenTo(dropped - 1)) / tenTo(dropped);
}

function tenTo(power: number): bigint {
  return 10n ** BigInt(power);
}
