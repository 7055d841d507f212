import type { Plan } from '../domain/plan.ts';
import type { TableRow } from './table-rows.ts';

const words =
  /^\W*(?:grand[\s-]*|sub[\s-]*|sous[\s-]*|zwischen|gesamt|end|general[\s-]*)?(?:totals?|totaux|summen?|sommes?|sum|gesamt|gesamtbetrag|montant\s+total|total\s+general)(?![\p{L}\p{N}])/iu;

/** Numbers, marks and a currency: what stands beside the word in a line of totals. */
const figures = /^[^\p{L}]*(?:EUR)?[^\p{L}]*$/iu;

/**
 * Whether a line below the header declares a sum: a cell begins with a word for it, the others hold figures at most. Such a line is
 * never paid.
 */
export function isTotalLine({ cells }: TableRow, { at }: Pick<Plan, 'at'>): boolean {
  // Nearly every row ends here: it has an IBAN.
  if (at.iban !== undefined && (cells[at.iban] ?? '').length > 12) return false;
  const texts = cells.filter((cell) => !figures.test(cell.slice(0, 100)));
  return texts.length > 0 && texts.every((cell) => words.test(cell.slice(0, 100)));
}

/** The cell of a line of totals that is its amount: the one in the amount's column, else the last that holds a digit. */
export function totalCellOf(row: TableRow, { at }: Pick<Plan, 'at'>): number {
  const own = at.amount ?? -1;
  if (/\d/.test(row.cells[own] ?? '')) return own;
  return row.cells.findLastIndex((cell) => /^\D{0,4}\d/.test(cell.trim()));
}

/**
 * The sums that a line of totals may declare, in cents. Unlike a row's amount it is only compared: where it can be read in two ways, either
 * may be the right one.
 */
export function declaredSums(row: TableRow, plan: Pick<Plan, 'at' | 'amounts'>): readonly number[] {
  const { text, kind } = totalCell(row, plan);
  const { unit } = plan.amounts;
  const marks: AmountMarks[] = [
    plan.amounts,
    ...(['.', ','] as const).map((decimalMark) => ({ kind: 'said', unit, decimalMark }) as const),
  ];
  const read = marks.map((one) => signedCents(text, kind, one) ?? signedCents(text, kind, inEuros(one)));
  return [...new Set(read)].filter((cents) => cents !== undefined);
}

/** The sum of a line of totals where it is surely one of euros: written with cents. */
export function declaredEuros(row: TableRow, plan: Pick<Plan, 'at' | 'amounts'>): number | undefined {
  const { text, kind } = totalCell(row, plan);
  ...
}
