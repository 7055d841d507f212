import type { Failure } from '../../domain/failure.ts';
import type { Hints } from '../../domain/hints.ts';
import type { Plan } from '../../domain/plan.ts';
import { meaningOf } from '../header/column-names.ts';
import { foldedName, writtenName } from '../header/header-names.ts';
import type { TableRow } from './table-rows.ts';

const whole = /^[-+]?\d+$/;
const decimals = /^\d{1,2}(?:\s?(?:€|EUR))?$/i;

/** Names of columns for free text, where nobody writes one or two digits in every row. */
const freeText =
  /^(?:notes?|comments?|commentaires?|remarks?|remarques?|memo|motifs?|bemerkung(?:en)?|notiz(?:en)?|hinweis)$/;

/**
 * Detects that separating commas have split `24,90` into 24 and 90: every amount is whole and followed by one or two
 * digits, in a column without a name, or in one for a label or notes, which only the header has.
 */
export class PartedAmounts {
  readonly #position: number;
  #rows = 0;
  #isPossible: boolean;

  constructor({ format, header, at }: Pick<Plan, 'format' | 'header' | 'at'>, hints: Hints) {
    this.#position = at.amount ?? -1;
    const next = header[this.#position + 1];
    // A person who gave the decimal mark has looked at the amounts.
    const isCommas = format.kind === 'text' && format.delimiter === ',' && hints.decimalMark === undefined;
    const isFree = this.#position + 1 === at.label || (next !== undefined && isForText(next));
    this.#isPossible = isCommas && this.#position !== -1 && isFree;
  }

  /** Checks a row. */
  note({ cells, flaw }: TableRow): void {
    if (!this.#isPossible || flaw !== undefined) return;
    const [amount = '', next = ''] = [cells[this.#position]?.trim(), cells[this.#position + 1]?.trim()];
    this.#isPossible = whole.test(amount) && decimals.test(next);
    this.#rows += 1;
  }

  /** `amounts_parted` if every row looks so. */
  get failures(): readonly Failure[] {
    return this.#isPossible && this.#rows > 0 ? [{ code: 'amounts_parted', field: 'amount' }] : [];
  }
}

function isForText(name: string): boolean {
  const meaning = meaningOf(writtenName(name));
  const namesLabel = meaning !== undefined && 'column' in meaning && meaning.column === 'label';
  return name.trim() === '' || namesLabel || freeText.test(foldedName(name));
}
