import type { Failure } from '../../domain/failure.ts';
import { amountCell, type Figures } from '../../domain/money/amount-cell.ts';
import type { CellKind } from '../../domain/row.ts';
import { normalised } from '../../domain/text/characters.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import { type Choice, columnQuestion } from '../header/column-question.ts';
import { mayNameSum, namesDeduction, namesNoMoney, namesPrice, namesTax } from '../header/sum-names.ts';
import type { Reading } from '../rows/reading.ts';

/** A column that may hold another sum for the same rows. */
interface Watched {
  readonly header: string;
  readonly position: number;
  /** It is named like a sum, so that its whole numbers are sums as well. */
  readonly isNamedSum: boolean;
  filled: number;
  /** Number of cells written as money: with two decimals or a euro sign; or whole, under the name of a sum. */
  money: number;
  differing: number;
  /** The first row where it differs from the amount. */
  first: { readonly line: number; readonly cents: number; readonly ownCents: number } | undefined;
  isAllZero: boolean;
  /** Every step fits the balance of an account before or after each row. */
  isBalance: boolean;
  before: number | undefined;
  /** Columns that explain the amount together with this one: amount = other + this, or amount = other - this. */
  readonly explains: Explanation[];
}

interface Explanation {
  readonly with: number;
  readonly sign: 1 | -1;
}

/** Money columns compared pairwise at most. */
const mostPairs = 40;
/**
 * Watches money columns without a meaning that differ from the amount in some row: net, corrected, already refunded,
 * remaining. A person is asked which one is to be paid. Not asked about: taxes, unit prices, fees and the like that
 * explain the amount, balances of an account, and columns that equal the amount.
 */
export class OtherSums {
  readonly #header: readonly string[];
  readonly #own: number;
  readonly #watched: readonly Watched[];
  readonly #cents: (number | undefined)[];
  #hasExplanations = false;

  constructor(header: readonly string[], own: number, positions: readonly number[]) {
    this.#header = header;
    this.#own = own;
    const sums = positions.filter((position) => !namesNoMoney(header[position] ?? ''));
    this.#watched = own === -1 ? [] : sums.map((position) => watchedAt(header[position] ?? '', position));
    this.#cents = this.#watched.map(() => undefined);
  }

  /** Checks a row that would be paid. */
  note({ row: { cells, kinds, line }, signedCents }: Pick<Reading, 'row' | 'signedCents'>): void {
    if (this.#watched.length === 0) return;
    const ownCents = signedCents ?? looseCents(cells[this.#own] ?? '', kinds?.[this.#own], true);
    if (ownCents === undefined) return;
    let filled = 0;
    for (const [at, watched] of this.#watched.entries()) {
      this.#cents[at] = undefined;
      const cell = cells[watched.position] ?? '';
      if (cell === '' || (cell.length < 12 && filledText(cell) === '')) continue;
      watched.filled += 1;
      const kind = kinds?.[watched.position];
      if (!(watched.isNamedSum || kind === 'money' ? mayBeSum : mayBeMoney).test(cell)) continue;
      const cents = looseCents(cell, kind, watched.isNamedSum);
      if (cents === undefined) continue;
      this.#cents[at] = cents;
      filled += 1;
      compare(watched, cents, ownCents, line);
    }
    this.#explain(ownCents, filled);
  }

  /** One question with every column that could be the sum. */
  get failures(): readonly Failure[] {
    const sums = this.#watched.filter(
      ({ filled, money, differing, isNamedSum }) => differing > 0 && (isNamedSum || 2 * money >= filled),
    );
    const explaining = sums.filter((one) => isExplained(one));
    const open = sums.filter((one) => !explaining.includes(one));
    const [first] = open;
    if (first?.first === undefined) return [];
    // A deduction is a reason to ask, but never offered as the sum.
    const offered = open.filter(({ header }) => !namesDeduction(header));
    const choices = [this.#own, ...offered.map(({ position }) => position)].map(
      (position): Choice => ['amount', position],
    );
    const { line, ownCents: sum, cents: other } = first.first;
    const columns = explaining.map(({ header }) => shown(header));
    const seen = message('line_of_two_sums', { line, sum, other, column: shown(first.header) });
    const left = columns.length === 0 ? [] : [message('sums_left_out', { columns })];
    return [columnQuestion(this.#header, choices, [seen, ...left])];
  }

  #explain(ownCents: number, filled: number): void {
    if (!this.#hasExplanations && filled > 1) {
      this.#hasExplanations = true;
      const positions = this.#cents.flatMap((cents, at) => (cents === undefined ? [] : [at]));
      for (const at of positions.slice(0, mostPairs)) this.#mayExplain(at, positions);
    }
    if (!this.#hasExplanations) return;
    for (const [at, { explains }] of this.#watched.entries()) {
      if (explains.length === 0) continue;
      const cents = this.#cents[at];
      if (cents === undefined) continue;
      for (let order = explains.length - 1; order >= 0; order -= 1) {
        const { with: other, sign } = explains[order] ?? { with: -1, sign: 1 };
        const otherCents = this.#cents[other];
        if (otherCents === undefined || otherCents + sign * cents !== ownCents) explains.splice(order, 1);
      }
    }
  }

  /** A deduction may explain the amount with any other money column that is filled in the same row. */
  #mayExplain(at: number, filled: readonly number[]): void {
    const one = this.#watched[at];
    if (one === undefined || !namesDeduction(one.header)) return;
    for (const other of filled.slice(0, mostPairs))
      if (other !== at) one.explains.push({ with: other, sign: 1 }, { with: other, sign: -1 });
  }
}

function watchedAt(header: string, position: number): Watched {
  return {
    header,
    position,
    isNamedSum: mayNameSum(header),
    filled: 0,
    money: 0,
    differing: 0,
    first: undefined,
    isAllZero: true,
    isBalance: true,
    before: undefined,
    explains: [],
  };
}

function compare(watched: Watched, cents: number, ownCents: number, line: number): void {
  watched.money += 1;
  if (cents !== 0) watched.isAllZero = false;
  const step = watched.before === undefined ? ownCents : Math.abs(cents - watched.before);
  if (step !== Math.abs(ownCents)) watched.isBalance = false;
  watched.before = cents;
  if (cents === ownCents) return;
  watched.differing += 1;
  watched.first ??= { line, cents, ownCents };
}

function isExplained({ isAllZero, isBalance, money, explains, header }: Watched): boolean {
  return (
    isAllZero || (isBalance && money > 2) || explains.length > 0 || namesTax(header) || namesPrice(header)
  );
}

/** Quick check for two decimals or a euro sign: nearly every cell that is not money fails it. */
const mayBeMoney = /\d[.,]\d\d\D*$|€|eur|\d[.,]-/i;
const mayBeSum = /^[\s'(+−-]*(?:€|EUR)?\s*[+−-]?\d/i;

/** The cents of a single cell; a mark that may be decimal or thousands counts as thousands. Only for comparison. */
function looseCents(cell: string, kind: CellKind | undefined, isSum: boolean): number | undefined {
  const read = amountCell(normalised(cell), kind);
  if (read.kind !== 'amount') return undefined;
  const isMoney = kind === 'money' || read.hasCurrency || hasTwoDecimals(read.figures) || isSum;
  const cents = isMoney ? centsIn(read.figures) : undefined;
  return cents === undefined || !read.isNegative ? cents : -cents;
}

function hasTwoDecimals(figures: Figures): boolean {
  return figures.kind === 'decimal' && figures.decimals.length === 2;
}

function centsIn(figures: Figures): number | undefined {
  switch (figures.kind) {
    case 'whole':
    case 'grouped':
      return Number(figures.digits) * 100;
    case 'either':
      return Number(figures.whole + figures.rest) * 100;
    case 'decimal':
      return figures.decimals.length <= 2
        ? Number(figures.whole + figures.decimals.padEnd(2, '0'))
        : undefined;
    case 'stored':
      return Math.round(Number(figures.digits) * 10 ** (2 - figures.scale));
  }
}
