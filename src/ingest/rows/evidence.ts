import type { AmountMarks } from '../../domain/amount-marks.ts';
import { DayEvidence } from '../../domain/dates/day-order.ts';
import type { Hints } from '../../domain/hints.ts';
import { AmountEvidence } from '../../domain/money/amount-evidence.ts';
import { NameEvidence } from '../../domain/parties/whole-name.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ReadBefore } from '../../domain/reading-mark.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { LineCount } from '../../domain/text/line-sample.ts';
import type { TableRow } from './table-rows.ts';
import { isOnlyAmount, totalCell } from './total-line.ts';

/** Lines of totals whose sums are remembered; a list has few. */
const mostTotals = 100;

/** Names of columns whose whole names are those of companies. */
const firms = /fournisseur|raison|soci[eé]t|supplier|vendor|lieferant|kreditor|creditor|firma|company/i;

/**
 * What the cells of a file prove about the notation of its amounts, dates and whole names: by column, never by single
 * cell.
 */
export class Evidence {
  /** Amounts of rows that hold nothing else although the file has other columns: such rows may be totals. */
  readonly #onlyAmounts = new AmountEvidence();
  readonly #amounts = new AmountEvidence();
  /**
   * Amounts of rows that a returned report lists as accepted: corrections made since cannot disprove their notation.
   */
  readonly #accepted = new AmountEvidence();
  readonly days = new DayEvidence();
  readonly names = new NameEvidence();
  readonly #at: Plan['at'];
  readonly #totals: TableRow[] = [];
  /** Lines of totals, counted. */
  readonly totals = new LineCount();
  readonly #isOfFirms: boolean;

  constructor({ at, header }: Pick<Plan, 'at' | 'header'>) {
    this.#at = at;
    this.#isOfFirms = firms.test(header[at.beneficiary_name ?? -1] ?? '');
  }

  /** Amount evidence of all rows that hold more than an amount; of the others where there are none. */
  get amounts(): AmountEvidence {
    return this.#amounts.isEmpty ? this.#onlyAmounts : this.#amounts;
  }

  /** Some rows hold more than an amount. */
  get hasOthers(): boolean {
    return !this.#amounts.isEmpty;
  }

  /** Some rows hold more than an amount, and some do not. */
  get hasOnlyAmounts(): boolean {
    return this.hasOthers && !this.#onlyAmounts.isEmpty;
  }

  /** Adds the cells of a row. */
  note(row: TableRow): void {
    const { cells, kinds, line, flaw } = row;
    if (flaw !== undefined) return;
    const amounts = isOnlyAmount(row, { at: this.#at }) ? this.#onlyAmounts : this.#amounts;
    const { amount = -1, expires_at: expiry, beneficiary_name: name } = this.#at;
    amounts.note(filledText(cells[amount] ?? ''), kinds?.[amount], line);
    if (row.wasAccepted) this.#accepted.noteRead(filledText(cells[amount] ?? ''), kinds?.[amount], line);
    if (expiry !== undefined) this.days.note(filledText(cells[expiry] ?? ''), kinds?.[expiry], line);
    if (name !== undefined) this.names.note(filledText(cells[name] ?? ''), line);
  }

  /** Adds a line of totals, whose sum shows the notation of the amounts, too. */
  noteTotal(row: TableRow): void {
    this.totals.add(row.line);
    if (this.#totals.length < mostTotals) this.#totals.push(row);
  }

  /**
   * The proven notation. A person's hints come first, then the notation in `before`, by which returned rows were read. The
   * unit of the amounts is not decided here, because it takes a declared sum.
   */
  conclude(hints: Hints, before: ReadBefore | undefined): ReadBefore {
    // If no amount has a mark, that of a sum proves nothing for them: they may be in cents.
    if (!this.amounts.areBare) {
      for (const row of this.#totals.splice(0)) {
        const { text, kind } = totalCell(row, { at: this.#at });
        this.amounts.note(text, kind, row.line);
      }
    }
    const ofNames = this.#isOfFirms ? undefined : this.names.conclude();
    const nameOrder = before === undefined ? ofNames : before.nameOrder;
    const earlier = before?.amounts ?? this.#acceptedMarks();
    const proven = hints.decimalMark === undefined && earlier?.kind !== 'unproven' ? earlier : undefined;
    const dayOrder =
      (hints.dateOrder === undefined ? before?.dayOrder : undefined) ?? this.days.conclude(hints);
    return {
      amounts: proven ?? this.amounts.conclude(hints),
      ...(this.#at.expires_at !== undefined && { dayOrder }),
      ...(nameOrder !== undefined && { nameOrder }),
    };
  }

  /** The notation of rows accepted before; undefined where they do not prove it. */
  #acceptedMarks(): AmountMarks | undefined {
    const marks = this.#accepted.conclude({});
    return marks.kind === 'proven' ? { ...marks, proving: 0, marked: 0 } : undefined;
  }
}
