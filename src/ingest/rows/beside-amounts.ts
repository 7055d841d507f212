import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import { amountCell } from '../../domain/money/amount-cell.ts';
import type { BesideAmounts, Plan } from '../../domain/plan.ts';
import type { Row } from '../../domain/row.ts';
import { filledText } from '../../domain/text/empty-words.ts';

const wholeNumber = /^[-+]?\d+$/;
/** The cents of `12,50`, alone or with the text that stood behind them, and the rest of `1,250.00`. */
const partedOff = /^(?:\d{2}|\d{2}\s\D.*|\d{3}[.,]\d{2})$/s;

/** Whether a row between commas looks as if one of them had parted its amount: a whole number, and what may be the rest of it. */
export function looksParted(cells: readonly string[], amount: number): boolean {
  const [one, next] = [cells[amount]?.trim() ?? '', cells[amount + 1]?.trim() ?? ''];
  return wholeNumber.test(one) && partedOff.test(next);
}

/** Gathers from whole rows of a text what the column to the right of the amounts holds. */
export class AmountsNeighbour {
  readonly #amount: number;
  readonly #isCommas: boolean;
  /** A text there, or nothing beside decimals: digits are not what the column is for. */
  #hasOthers = false;
  /** A number stands there beside an amount with decimals, which no comma has parted. */
  #hasOwnNumbers = false;
  readonly #numbers = new Set<'wholes' | 'decimals'>();

  constructor({ at, format }: Pick<Plan, 'at' | 'format'>, { decimalMark }: Hints) {
    this.#amount = format.kind === 'text' ? (at.amount ?? -1) : -1;
    // Who says what the decimal mark is has looked at the amounts.
    this.#isCommas = format.kind === 'text' && format.delimiter === ',' && decimalMark === undefined;
  }

  /** Takes a row in; one that was filled up shows nothing. */
  note({ cells, flaw, forgiven = [] }: Row & { readonly flaw: Failure | undefined }): void {
    if (this.#amount === -1 || flaw !== undefined || forgiven.includes('short')) return;
    const amount = filledText(cells[this.#amount] ?? '');
    const next = filledText(cells[this.#amount + 1] ?? '');
    const hasDecimals = amount !== '' && !wholeNumber.test(amount);
    if (/^\p{L}/u.test(next) || (next === '' && hasDecimals)) this.#hasOthers = true;
    if (!/^[-+]?\d/.test(next)) return;
    this.#hasOwnNumbers ||= hasDecimals;
    if (wholeNumber.test(next)) this.#numbers.add('wholes');
    else if (amountCell(next, undefined).kind === 'amount') this.#numbers.add('decimals');
  }

  /** For the plan. */
  get found(): readonly BesideAmounts[] {
    const mayBeParted = this.#isCommas && this.#hasOthers && !this.#hasOwnNumbers;
    return [...(mayBeParted ? (['parts'] as const) : []), ...this.#numbers];
  }
}
