import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import { amountCell } from '../../domain/money/amount-cell.ts';
import type { BesideAmounts, Plan } from '../../domain/plan.ts';
import type { Row } from '../../domain/row.ts';
import { filledText } from '../../domain/text/empty-words.ts';

const wholeNumber = /^[-+]?\d+$/;
/** What a comma splits off: the cents of `12,50`, alone or with text behind them, and the rest of `1,250.00`. */
const partedOff = /^(?:\d{2}|\d{2}\s\D.*|\d{3}[.,]\d{2})$/s;

/**
 * Whether a comma seems to have split the amount of a comma-separated row: a whole number, followed by what may be
 * its rest.
 */
export function looksParted(cells: readonly string[], amount: number): boolean {
  const [one, next] = [cells[amount]?.trim() ?? '', cells[amount + 1]?.trim() ?? ''];
  return wholeNumber.test(one) && partedOff.test(next);
}

/** Collects from complete rows of a text file what the column to the right of the amounts holds. */
export class AmountsNeighbour {
  readonly #amount: number;
  readonly #isCommas: boolean;
  /** The column holds text, or is empty beside decimals: it is not meant for digits. */
  #hasOthers = false;
  /** The column holds a number beside an amount with decimals, which no comma has split. */
  #hasOwnNumbers = false;
  readonly #numbers = new Set<'wholes' | 'decimals'>();

  constructor({ at, format }: Pick<Plan, 'at' | 'format'>, { decimalMark }: Hints) {
    this.#amount = format.kind === 'text' ? (at.amount ?? -1) : -1;
    // A person who gave the decimal mark has looked at the amounts.
    this.#isCommas = format.kind === 'text' && format.delimiter === ',' && decimalMark === undefined;
  }

  /** Counts a row; ignores one that was padded to the header's width. */
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

  /** The result, as the plan holds it. */
  get found(): readonly BesideAmounts[] {
    const mayBeParted = this.#isCommas && this.#hasOthers && !this.#hasOwnNumbers;
    return [...(mayBeParted ? (['parts'] as const) : []), ...this.#numbers];
  }
}
