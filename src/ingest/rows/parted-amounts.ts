import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import type { Plan } from '../../domain/plan.ts';
import { meaningOf } from '../header/column-names.ts';
import { foldedName, writtenName } from '../header/header-names.ts';
import type { TableRow } from './table-rows.ts';

const whole = /^[-+]?\d+$/;
const decimals = /^\d{1,2}(?:\s?(?:€|EUR))?$/i;

/** Names under which people write free text, of which nobody is left with two digits in every row. */
const freeText =
  /^(?:notes?|comments?|commentaires?|remarks?|remarques?|memo|motifs?|bemerkung(?:en)?|notiz(?:en)?|hinweis)$/;

/**
 * Notices where commas that part the cells have parted `24,90` into 24 and 90: every amount is whole, and beside each stand one or two digits in a
 * column without a name, or one for a label or notes, which the header has and the rows have not.
 */
export class PartedAmounts {
  readonly #position: number;
  #rows = 0;
  #isPossible: boolean;

  constructor({ format, header, at }: Pick<Plan, 'format' | 'header' | 'at'>, hints: Hints) {
    this.#position = at.amount ?? -1;
    const next = header[this.#position + 1];
    // Who says what the decimal mark is has looked at the amounts.
    const isCommas = format.kind === 'text' && format.delimiter === ',' && hints.decimalMark === undefined;
    const isFree = this.#position + 1 === at.label || (next !== undefined && isForText(next));
    this.#isPossible = isCommas && this.#position !== -1 && isFree;
  }

  /** Takes a row in. */
  note({ cells, flaw }: TableRow): void {
    if (!this.#isPossible || flaw !== undefined) return;
    const [amount = '', next = ''] = [cells[this.#position]?.trim(), cells[this.#position + 1]?.trim()];
    this.#isPossible = whole.test(amount) && decimals.test(next);
    this.#rows += 1;
  }

  /** What all rows come to. */
  get failures(): readonly Failure[] {
    return this.#isPossible && this.#rows > 0 ? [{ code: 'amounts_parted', field: 'amount' }] : [];
  }
}

function isForText(name: string): boolean {
  const meaning = meaningOf(writtenName(name));
  const namesLabel = meaning !== undefined && 'column' in meaning && meaning.column === 'label';
  return name.trim() === '' || namesLabel || freeText.test(foldedName(name));
}
