import type { AmountMarks } from './amount-marks.ts';
import type { Column } from './column.ts';
import type { DayOrder } from './day-order.ts';
import type { Added } from './report-columns.ts';
import type { Format } from './table.ts';
import type { NameOrder } from './whole-name.ts';

/** How a file was understood: read by the same plan, the same bytes give the same rows. It is kept with the file. */
export interface Plan {
  readonly format: Format;
  /** Line on which the header begins; lines above it are no rows. */
  readonly headerLine: number;
  /** As written, without the columns that we added. */
  readonly header: readonly string[];
  /** Whether the file is a report of ours, or the rejected rows of one, coming back. */
  readonly added?: Added;
  /** Position of each column that the file has. */
  readonly at: { readonly [column in Column]?: number };
  readonly amounts: AmountMarks;
  readonly dayOrder?: DayOrder;
  readonly nameOrder?: NameOrder;
  /**
   * Lines that have nothing but an amount, which is the sum of the rows above them. Present where some rows have nothing but an amount and
   * others say more: those that are not listed are rejected.
   */
  readonly totalLines?: readonly number[];
}
