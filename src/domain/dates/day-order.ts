import { z } from 'zod';
import { type Message, message } from '../../i18n/messages.ts';
import type { Immutable } from '../immutable.ts';
import type { CellKind } from '../row.ts';
import { joinedLines, LineCount, type LineSample } from '../text/line-sample.ts';
import { dayInOrder, dayText } from './day-text.ts';

export const dayOrders = ['dmy', 'mdy'] as const;

/** Whether days written with slashes or dashes put the day or the month first, and why we think so. Plain data, stored with the batch. */
export const dayOrderSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), order: z.enum(dayOrders) }),
  /** A number above 12 is no month, and all such numbers stand on one side. */
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

/** What a person is to be told of how a column of days is read. */
export interface DayFinding {
  /** Cells that can only be read so. */
  readonly proving: number;
  /** Cells with slashes or dashes. */
  readonly ordered: number;
  /** Cells that are held, since they could be either. */
  readonly either: LineSample;
  /** Cells that are held or not read, since they do not fit the column. */
  readonly unfit: LineSample;
}

/** What the cells of one column prove about the order of day and month. Bounded memory, however many cells. */
export class DayEvidence {
  readonly #proving = { dmy: new LineCount(), mdy: new LineCount() };
  readonly #either = new LineCount();
  readonly #strange = new LineCount();
  #alike = 0;

  /** Takes in one cell, as a normalised text; an empty one says nothing. */
  note(text: string, kind: CellKind | undefined, line: number): void {
    if (text === '') return;
    const day = dayText(text, kind);
    if (day === undefined) this.#strange.add(line);
    if (day?.kind !== 'ordered') return;
    const [daysFirst, monthsFirst] = [dayInOrder(day, 'dmy'), dayInOrder(day, 'mdy')];
    if (daysFirst === monthsFirst) this.#noteAlike(daysFirst, line);
    else if (monthsFirst === undefined) this.#proving.dmy.add(line);
    else if (daysFirst === undefined) this.#proving.mdy.add(line);
    else this.#either.add(line);
  }

  #noteAlike(day: string | undefined, line: number): void {
    if (day === undefined) this.#strange.add(line);
    else this.#alike++;
  }

  /** The order that a person said, else the one that cells prove and none contradicts. */
  conclude({ dateOrder }: { readonly dateOrder?: (typeof dayOrders)[number] }): DayOrder {
    if (dateOrder !== undefined) return { kind: 'said', order: dateOrder };
    const [daysFirst, monthsFirst] = [this.#proving.dmy.count, this.#proving.mdy.count];
    if (daysFirst > 0 && monthsFirst > 0) return { kind: 'contradictory', daysFirst, monthsFirst };
    const proving = daysFirst + monthsFirst;
    if (proving === 0) return { kind: 'unproven' };
    return { kind: 'proven', order: daysFirst > 0 ? 'dmy' : 'mdy', proving, ordered: this.#ordered };
  }

  /** What becomes of the column's cells under the order that was concluded. */
  finding(order: DayOrder): DayFinding {
    const { dmy, mdy } = this.#proving;
    const ordered = this.#ordered;
    if (!('order' in order)) {
      return {
        proving: 0,
        ordered,
        either: joinedLines(this.#either),
        unfit: joinedLines(dmy, mdy, this.#strange),
      };
    }
    const [fitting, unfit] = order.order === 'dmy' ? [dmy, mdy] : [mdy, dmy];
    return {
      proving: fitting.count,
      ordered,
      either: joinedLines(),
      unfit: joinedLines(unfit, this.#strange),
    };
  }

  get #ordered(): number {
    return this.#proving.dmy.count + this.#proving.mdy.count + this.#either.count + this.#alike;
  }
}

/** How the column writes and on which basis, for a person. */
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
