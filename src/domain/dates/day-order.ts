import { z } from 'zod';
import { type Message, message } from '../../i18n/messages.ts';
import type { Immutable } from '../immutable.ts';
import type { CellKind } from '../row.ts';
import { joinedLines, LineCount, type LineSample } from '../text/line-sample.ts';
import { dayInOrder, dayText } from './day-text.ts';

export const dayOrders = ['dmy', 'mdy'] as const;

/** Whether days written with slashes or dashes put the day or the month first, and on which basis. Stored with the batch. */
export const dayOrderSchema = z.discriminatedUnion('kind', [
  /** A person chose it. */
  z.object({ kind: z.literal('said'), order: z.enum(dayOrders) }),
  /** A number above 12 is no month, and all such numbers are on the same side. */
  z.object({
    kind: z.literal('proven'),
    order: z.enum(dayOrders),
    proving: z.number(),
    /** Cells with slashes or dashes. */
    ordered: z.number(),
  }),
  z.object({ kind: z.literal('contradictory'), daysFirst: z.number(), monthsFirst: z.number() }),
  z.object({ kind: z.literal('unproven') }),
]);

export type DayOrder = Immutable<z.infer<typeof dayOrderSchema>>;

/** How a column of days is read, for a person. */
export interface DayFinding {
  /** Cells that have no other reading. */
  readonly proving: number;
  /** Cells with slashes or dashes. */
  readonly ordered: number;
  /** Cells that have two readings, and are rejected for it. */
  readonly either: LineSample;
  /** Cells that are rejected because they do not fit the column. */
  readonly unfit: LineSample;
}

/** Collects what the cells of one column prove about the order of day and month. Needs the same memory for any number of cells. */
export class DayEvidence {
  readonly #proving = { dmy: new LineCount(), mdy: new LineCount() };
  readonly #either = new LineCount();
  /** Cells that are no day. */
  readonly #unreadable = new LineCount();
  /** Cells that are the same day in both orders. */
  #alike = 0;

  /** Adds one cell, a normalised text; ignores an empty one. */
  note(text: string, kind: CellKind | undefined, line: number): void {
    if (text === '') return;
    const day = dayText(text, kind);
    if (day === undefined) this.#unreadable.add(line);
    if (day?.kind !== 'ordered') return;
    const [daysFirst, monthsFirst] = [dayInOrder(day, 'dmy'), dayInOrder(day, 'mdy')];
    if (daysFirst === monthsFirst) this.#noteAlike(daysFirst, line);
    else if (monthsFirst === undefined) this.#proving.dmy.add(line);
    else if (daysFirst === undefined) this.#proving.mdy.add(line);
    else this.#either.add(line);
  }

  #noteAlike(day: string | undefined, line: number): void {
    if (day === undefined) this.#unreadable.add(line);
    else this.#alike++;
  }

  /** Decides the order: a person's choice, else the one that cells prove and none contradicts. */
  conclude({ dateOrder }: { readonly dateOrder?: (typeof dayOrders)[number] }): DayOrder {
    if (dateOrder !== undefined) return { kind: 'said', order: dateOrder };
    const [daysFirst, monthsFirst] = [this.#proving.dmy.count, this.#proving.mdy.count];
    if (daysFirst > 0 && monthsFirst > 0) return { kind: 'contradictory', daysFirst, monthsFirst };
    const proving = daysFirst + monthsFirst;
    if (proving === 0) return { kind: 'unproven' };
    return { kind: 'proven', order: daysFirst > 0 ? 'dmy' : 'mdy', proving, ordered: this.#ordered };
  }

  /** Which of the column's cells are read and which are rejected under this order, the result of `conclude`. */
  finding(order: DayOrder): DayFinding {
    const { dmy, mdy } = this.#proving;
    const ordered = this.#ordered;
    if (!('order' in order)) {
      return {
        proving: 0,
        ordered,
        either: joinedLines(this.#either),
        unfit: joinedLines(dmy, mdy, this.#unreadable),
      };
    }
    const [fitting, unfit] = order.order === 'dmy' ? [dmy, mdy] : [mdy, dmy];
    return {
      proving: fitting.count,
      ordered,
      either: joinedLines(),
      unfit: joinedLines(unfit, this.#unreadable),
    };
  }

  get #ordered(): number {
    return this.#proving.dmy.count + this.#proving.mdy.count + this.#either.count + this.#alike;
  }
}

/** The order of the column and its basis, for a person. */
export function basisOf(order: DayOrder): Message {
  switch (order.kind) {
    case 'said':
      return message(order.order === 'dmy' ? 'day_first_said' : 'month_first_said', {});
    case 'proven': {
      const { proving, ordered } = order;
      return message(order.order === 'dmy' ? 'day_first_proven' : 'month_first_proven', { proving, ordered });
    }
    case 'contradictory': {
      const { daysFirst: days, monthsFirst: months } = order;
      return message('day_order_contradictory', { days, months });
    }
    case 'unproven':
      return message('day_order_unproven', {});
  }
}
