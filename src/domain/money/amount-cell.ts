import type { Mark } from '../amount-marks.ts';
import { type CellKind, isNumber } from '../row.ts';

/** The digits of an amount, grouped by the ways in which they can be read. */
export type Figures =
  /** No mark, or spaces or apostrophes between thousands. */
  | { readonly kind: 'whole'; readonly digits: string; readonly groupMark?: string }
  /** The mark can only be the decimal mark. */
  | {
      readonly kind: 'decimal';
      readonly mark: Mark;
      readonly whole: string;
      readonly decimals: string;
      readonly groupMark?: string;
    }
  /** The mark can only separate thousands. */
  | { readonly kind: 'grouped'; readonly mark: Mark; readonly digits: string }
  /** Three digits after a single mark: thousands or decimals. */
  | { readonly kind: 'either'; readonly mark: Mark; readonly whole: string; readonly rest: string }
  /** A number of a workbook: the last `scale` digits are decimals; a negative scale counts zeros to append. */
  | { readonly kind: 'stored'; readonly digits: string; readonly scale: number };

/** A cell of a column of amounts, parsed without regard to the other cells. */
export type AmountCell =
  | {
      readonly kind: 'amount';
      readonly figures: Figures;
      readonly isNegative: boolean;
      /** The cell names the euro. */
      readonly hasCurrency: boolean;
    }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unreadable' };

/** Characters; long enough for a currency and all the digits of a float. */
const longestAmount = 100;

const stored = /^(-?)(\d+)(?:\.(\d+))?(?:[Ee]([+-]?\d{1,3}))?$/;
const around = /^(\D*)(\d(?:.*\d)?)(\D*)$/s;
/** The dashes of `12,-` and `12.--`. */
const noCents = /(?<=\d[.,])[-\u2013\u2014\u2212]{1,2}(?![-\u2013\u2014\u2212\d])/;
const before = /^([-\u2212+(]?)([^-\u2212+()]*)([-\u2212+(]?)$/;
const after = /^([-\u2212)]?)([^-\u2212+()]*)([-\u2212)]?)$/;
const isNegativeBySign: ReadonlyMap<string, boolean> = new Map([
  ['', false],
  ['+', false],
  ['-', true],
  ['\u2212', true],
  ['()', true],
]);

/** Parses a normalised text that is not empty. A numeric `kind` marks a typed cell of a workbook. */
export function amountCell(text: string, kind: CellKind | undefined): AmountCell {
  if (text.length > longestAmount) return { kind: 'unreadable' };
  if (isNumber(kind)) return storedCell(text);
  // Spreadsheets put an apostrophe before a text that would otherwise run as a formula.
  const match = around.exec(text.replace(/^'/, '').replace(noCents, '0'));
  if (match === null) return { kind: 'unreadable' };
  const figures = figuresOf(match[2] ?? '');
  const [, outerBefore, wordBefore = '', innerBefore] = before.exec(joined(match[1])) ?? [];
  const [, innerAfter, wordAfter = '', outerAfter] = after.exec(joined(match[3])) ?? [];
  const isNegative = isNegativeBySign.get(`${outerBefore}${innerBefore}${innerAfter}${outerAfter}`);
  if (figures === undefined || isNegative === undefined) return { kind: 'unreadable' };
  const words = [wordBefore, wordAfter].filter((word) => word !== '');
  const otherWords = words.filter((word) => !euro.test(word));
  if (otherWords.length > 0) return { kind: otherWords.every(isForeignCurrency) ? 'foreign' : 'unreadable' };
  return { kind: 'amount', figures, isNegative, hasCurrency: words.length > 0 };
}

function storedCell(text: string): AmountCell {
  const match = stored.exec(text);
  if (match === null) return { kind: 'unreadable' };
  const [, sign, whole = '', decimals = '', exponent = '0'] = match;
  const figures = {
    kind: 'stored',
    digits: whole + decimals,
    scale: decimals.length - Number(exponent),
  } as const;
  return { kind: 'amount', figures, isNegative: sign === '-', hasCurrency: false };
}

function joined(text = ''): string {
  return text.replaceAll(/\s/g, '');
}

const euro = /^(?:€|eur|euros?)$/i;
const currencySign = /^[a-z]{0,3}(?!€)\p{Sc}[a-z]{0,3}$/iu;
const currencyCodes = new Set(Intl.supportedValuesOf('currency'));

function isForeignCurrency(word: string): boolean {
  return currencySign.test(word) || currencyCodes.has(word.toUpperCase());
}

const firstGroup = /^[1-9]\d{0,2}$/;
const decimalMarks = ['.', ','];
/** Without line ends and tabs: they separate two numbers, not thousands. */
const groupMark = /^[.,' \u00a0\u2007\u2009\u202f\u2019]$/;

/** Parses the text from the first digit to the last; undefined where no reading fits. */
function figuresOf(text: string): Figures | undefined {
  const marks = text.replaceAll(/\d/g, '');
  if (marks === '') return { kind: 'whole', digits: text };
  const parts = text.split(/\D/);
  const [first = '', last = ''] = [marks[0], marks.at(-1)];
  if (marks.length === 1 && isMark(first)) return singleMark(first, parts);
  if (first === last) return areGroups(parts, marks) ? groupedBy(first, parts.join('')) : undefined;
  if (!isMark(last) || !areGroups(parts.slice(0, -1), marks.slice(0, -1))) return undefined;
  const [whole, decimals = ''] = [parts.slice(0, -1).join(''), parts.at(-1)];
  return { kind: 'decimal', mark: last, whole, decimals, groupMark: plainSpace(first) };
}

function isMark(text: string): text is Mark {
  return decimalMarks.includes(text);
}

function singleMark(mark: Mark, [whole = '', rest = '']: readonly string[]): Figures {
  const isEither = rest.length === 3 && firstGroup.test(whole);
  return isEither ? { kind: 'either', mark, whole, rest } : { kind: 'decimal', mark, whole, decimals: rest };
}

function groupedBy(mark: string, digits: string): Figures {
  return isMark(mark)
    ? { kind: 'grouped', mark, digits }
    : { kind: 'whole', digits, groupMark: plainSpace(mark) };
}

/** Whether the parts are thousands: three digits after each mark, and the same mark throughout. */
function areGroups([first = '', ...others]: readonly string[], marks: string): boolean {
  const [mark = ''] = marks;
  return (
    groupMark.test(mark) &&
    marks === mark.repeat(others.length) &&
    firstGroup.test(first) &&
    others.every((part) => part.length === 3)
  );
}

function plainSpace(mark: string): string {
  return /\s/.test(mark) ? ' ' : mark;
}
