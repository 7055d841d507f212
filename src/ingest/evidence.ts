import { AmountEvidence } from '../domain/amount-marks.ts';
import { normalised } from '../domain/characters.ts';
import { DayEvidence } from '../domain/day-order.ts';
import type { Hints } from '../domain/hints.ts';
import type { Plan } from '../domain/plan.ts';
import { NameEvidence } from '../domain/whole-name.ts';
import type { TableRow } from './table-rows.ts';

/** What the cells of a file prove about how its amounts, dates and whole names are written; column by column, never cell by cell. */
export class Evidence {
  readonly amounts = new AmountEvidence();
  readonly #days = new DayEvidence();
  readonly #names = new NameEvidence();
  readonly #at: Plan['at'];

  constructor({ at }: Pick<Plan, 'at'>) {
    this.#at = at;
  }

  /** Takes a row's cells in. */
  note({ cells, kinds, line }: TableRow): void {
    const { amount = -1, expires_at: expiry, beneficiary_name: name } = this.#at;
    this.amounts.note(normalised(cells[amount] ?? ''), kinds?.[amount], line);
    if (expiry !== undefined) this.#days.note(normalised(cells[expiry] ?? ''), kinds?.[expiry]);
    if (name !== undefined) this.#names.note(normalised(cells[name] ?? ''));
  }

  /** What is proven, a person's hints first; the unit of the amounts is decided elsewhere, since it takes a declared sum. */
  conclude(hints: Hints, unit: 'euros' | 'cents'): Pick<Plan, 'amounts' | 'dayOrder' | 'nameOrder'> {
    const dayOrder = hints.dateOrder ?? this.#days.conclude();
    const nameOrder = this.#names.conclude();
    return {
      amounts: { ...this.amounts.conclude(hints), unit },
      ...(dayOrder !== undefined && { dayOrder }),
      ...(nameOrder !== undefined && { nameOrder }),
    };
  }
}
