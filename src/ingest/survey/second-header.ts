import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { message } from '../../i18n/messages.ts';
import { readColumns } from '../header/columns.ts';
import { foldedName } from '../header/header-names.ts';
import { fitsHeader } from '../header.ts';
import type { Rules } from '../rows/reading.ts';
import type { TableRow } from '../rows/table-rows.ts';

/**
 * Rows read as a header at most: a list has few without digits in amount and IBAN, and reading each of very many
 * takes long.
 */
const mostLookedAt = 1000;

/**
 * Detects a second table below the first, whose header orders the columns differently: its rows would be read by the
 * wrong header.
 */
export class SecondHeader {
  readonly #plan: Pick<Plan, 'at' | 'header'>;
  readonly #rules: Rules;
  #looked = 0;
  #line: number | undefined;

  constructor(plan: Pick<Plan, 'at' | 'header'>, rules: Rules) {
    this.#plan = plan;
    this.#rules = rules;
  }

  /** Checks a row. */
  note(row: TableRow): void {
    const { amount = -1, iban = -1 } = this.#plan.at;
    if (/\d/.test(row.cells[amount] ?? '') || /\d/.test(row.cells[iban] ?? '')) return;
    if (this.#line !== undefined || this.#looked === mostLookedAt) return;
    this.#looked += 1;
    if (this.#isOther(row)) this.#line = row.line;
  }

  /** `second_header` if there is one. */
  get failures(): readonly Failure[] {
    return this.#line === undefined
      ? []
      : [{ code: 'second_header', details: [message('see_line', { line: this.#line })] }];
  }

  /** A header repeated on each printed page has the same columns in the same places. */
  #isOther(row: TableRow): boolean {
    const { hints, options } = this.#rules;
    if (!fitsHeader([row], hints, options.defaultBeneficiary)) return false;
    const { at, header } = this.#plan;
    const other = readColumns(row.cells, hints.map, options.defaultBeneficiary).columns.at;
    return Object.entries(at).some(([column, position]) => {
      const isNamedSo = foldedName(row.cells[position] ?? '') === foldedName(header[position] ?? '');
      return !isNamedSo && other[column as keyof typeof other] !== position;
    });
  }
}
