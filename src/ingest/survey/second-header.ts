import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { message } from '../../i18n/messages.ts';
import { readColumns } from '../header/columns.ts';
import { foldedName } from '../header/header-names.ts';
import { fitsHeader } from '../header.ts';
import type { Rules } from '../rows/reading.ts';
import type { TableRow } from '../rows/table-rows.ts';

/** A list has few rows without digits in amount and IBAN; to read each of very many as a header takes long. */
const mostLookedAt = 1000;

/** Notices a second table below the first one, whose header has the columns in another order: its rows would be read by the wrong header. */
export class SecondHeader {
  readonly #plan: Pick<Plan, 'at' | 'header'>;
  readonly #rules: Rules;
  #looked = 0;
  #line: number | undefined;

  constructor(plan: Pick<Plan, 'at' | 'header'>, rules: Rules) {
    this.#plan = plan;
    this.#rules = rules;
  }

  /** Takes a row in. */
  note(row: TableRow): void {
    const { amount = -1, iban = -1 } = this.#plan.at;
    if (/\d/.test(row.cells[amount] ?? '') || /\d/.test(row.cells[iban] ?? '')) return;
    if (this.#line !== undefined || this.#looked === mostLookedAt) return;
    this.#looked += 1;
    if (this.#isOther(row)) this.#line = row.line;
  }

  /** What all rows come to. */
  get failures(): readonly Failure[] {
    return this.#line === undefined
      ? []
      : [{ code: 'second_header', details: [message('see_line', { line: this.#line })] }];
  }

  /** A header as repeated on each page of a print has the same columns in the same places. */
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
