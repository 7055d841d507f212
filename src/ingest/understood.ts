import type { DayFinding } from '../domain/dates/day-order.ts';
import type { ForgivenLines } from '../domain/forgiven.ts';
import type { AmountFinding } from '../domain/money/amount-evidence.ts';
import type { Plan } from '../domain/plan.ts';
import type { LineSample } from '../domain/text/line-sample.ts';
import type { FoundColumn } from './header/assignment.ts';
import type { Columns } from './header/columns.ts';
import type { ListName } from './header/known-lists.ts';
import type { Evidence } from './rows/evidence.ts';

/** How a file was understood and on which evidence, for a person to read. */
export interface Understood {
  /** First line of a header that spans two lines. */
  readonly headerFrom?: number;
  /** The known list that the file matches, if any. */
  readonly list?: ListName;
  /** One for each column of the file, in order. */
  readonly columns: readonly FoundColumn[];
  readonly amounts: AmountFinding;
  readonly days: DayFinding | undefined;
  /** Lines that declare totals; they are not paid. */
  readonly totals: LineSample;
  /** Lines with a flaw that leaves only one reading, and lines that are not rows. */
  readonly forgiven: ForgivenLines;
  /**
   * Why whole names are not split: the line whose name is written differently from those above it, or `few` for too
   * few names.
   */
  readonly unsplit: number | 'few' | undefined;
}

/** Builds the summary after all rows were read. */
export function understoodAs(
  plan: Plan,
  { list, found, headerFrom }: Columns,
  evidence: Evidence,
  forgiven: ForgivenLines,
): Understood {
  return {
    ...(headerFrom !== undefined && { headerFrom }),
    ...(list !== undefined && { list }),
    columns: found,
    amounts: evidence.amounts.finding(plan.amounts),
    days: plan.dayOrder && evidence.days.finding(plan.dayOrder),
    totals: evidence.totals,
    forgiven,
    unsplit: plan.nameOrder === undefined ? evidence.names.whyNot() : undefined,
  };
}
