import type { AmountMarks, Mark } from '../../domain/amount-marks.ts';
import { signedCents } from '../../domain/money/amount.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CellKind } from '../../domain/row.ts';
import { normalised } from '../../domain/text/characters.ts';
import type { DeclaredSum } from './control-sum.ts';
import type { TableRow } from './table-rows.ts';

const words =
  /^\W*(?:grand[\s-]*|sub[\s-]*|sous[\s-]*|zwischen|gesamt|end|general[\s-]*)?(?:totals?|totaux|summen?|sommes?|sum|gesamt|gesamtbetrag|montant\s+total|total\s+general)(?![\p{L}\p{N}])/iu;

/**
 * What may follow the word in the column of a name or a label without being part of one: `Total général TTC (214
 * lignes)`.
 */
const rest =
  /^(?:[^\p{L}]|(?<!\p{L})(?:EUR|euros?|g[eé]n[eé]rale?|ttc|ht|net(?:to)?|brut(?:to)?|amount|montant|betrag|lignes?|lines?|rows?|zeilen?|posten|[aà] payer|to pay)(?!\p{L}))*$/iu;

/** Numbers, punctuation and a currency: what may stand beside the word in a line of totals. */
const figures = /^[^\p{L}]*(?:EUR)?[^\p{L}]*$/iu;

/** Columns whose text may begin with the word by chance: `Total Direct Energie`. */
const texts = [
  'beneficiary_name',
  'beneficiary_last_name',
  'beneficiary_first_name',
  'beneficiary_company_name',
  'label',
] as const;

/**
 * Whether a line below the header declares a sum: a cell begins with a word for it, followed by little else if it is
 * a name or a label, and the other cells hold at most figures; or the plan lists the line. Such a line is never paid.
 */
export function isTotalLine(
  { cells, line }: TableRow,
  { at, totalLines }: Pick<Plan, 'at' | 'totalLines'>,
): boolean {
  if (totalLines?.includes(line)) return true;
  return (
    startsAsTotal(cells, at) &&
    texts.every((column) => rest.test((cells[at[column] ?? -1] ?? '').slice(0, 100).replace(words, '')))
  );
}

const subTotal = /^\W*(?:sub|sous|zwischen)[\s-]*(?:totals?|totaux|summen?)(?![\p{L}\p{N}])/iu;

/** Whether a row contains a word for a sub-total, as no name does: `Sous-total Danse`. */
export function isSubTotal({ cells }: TableRow): boolean {
  return cells.some((cell) => subTotal.test(cell.slice(0, 100)));
}

/**
 * Whether a row may be a line of totals, by a word that a name or a label may also begin with: `Total Lyon`. The sum
 * of the rows above decides.
 */
export function mayBeTotal({ cells, flaw }: TableRow, { at }: Pick<Plan, 'at'>): boolean {
  return flaw === undefined && startsAsTotal(cells, at);
}

function startsAsTotal(cells: readonly string[], at: Plan['at']): boolean {
  // Nearly every row returns here: it has an IBAN.
  if (at.iban !== undefined && /\d/.test(cells[at.iban] ?? '')) return false;
  const worded = cells.filter((cell) => !figures.test(cell.slice(0, 100)));
  return worded.length > 0 && worded.every((cell) => words.test(cell.slice(0, 100)));
}

const whose = ['iban', 'client_reference', 'end_to_end_id', ...texts] as const;

/**
 * Whether a row holds only an amount although the file has columns for whom or what it is. It may also have a
 * currency, and figures in columns without a meaning for us.
 */
export function isOnlyAmount({ cells, flaw }: TableRow, { at }: Pick<Plan, 'at'>): boolean {
  const isFilled = (position: number) => (cells[position] ?? '').trim() !== '';
  // Nearly every row returns here because of its IBAN.
  if (whose.some((column) => at[column] !== undefined && isFilled(at[column]))) return false;
  if (flaw !== undefined || !isFilled(at.amount ?? -1)) return false;
  if (whose.every((column) => at[column] === undefined)) return false;
  const { amount: _, currency: __, ...others } = at;
  return (
    !Object.values(others).some(isFilled) &&
    cells.every((cell, position) => position === at.amount || figures.test(cell.slice(0, 100)))
  );
}

/** The cell of a line of totals that holds the sum: the one in the amount's column, else the last with a digit. */
export function totalCell(
  { cells, kinds }: TableRow,
  { at }: Pick<Plan, 'at'>,
): { readonly text: string; readonly kind: CellKind | undefined } {
  const own = at.amount ?? -1;
  const position = /\d/.test(cells[own] ?? '') ? own : cells.findLastIndex((cell) => /\d/.test(cell));
  return { text: normalised(cells[position] ?? ''), kind: kinds?.[position] };
}

/**
 * The sum that a line of totals declares. It is only compared, so unlike a row's amount it may have several readings.
 */
export function declaredSum(row: TableRow, plan: Pick<Plan, 'at' | 'amounts'>): DeclaredSum {
  const { text, kind } = totalCell(row, plan);
  const read = (unit: AmountMarks['unit']) =>
    waysToRead(plan.amounts).flatMap((marks) => signedCents(text, kind, { ...marks, unit }) ?? []);
  // Read as cents, a number with decimals gives nothing.
  const hasDecimals = read('cents').length === 0;
  return { possible: [...new Set(read(hasDecimals ? 'euros' : plan.amounts.unit))], hasDecimals };
}

function waysToRead(marks: AmountMarks): readonly AmountMarks[] {
  const withMark = (decimalMark: Mark) => ({ kind: 'said', unit: marks.unit, decimalMark }) as const;
  return [marks, withMark('.'), withMark(',')];
}
