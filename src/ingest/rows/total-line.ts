import type { AmountMarks, Mark } from '../../domain/amount-marks.ts';
import { signedCents } from '../../domain/money/amount.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CellKind } from '../../domain/row.ts';
import { normalised } from '../../domain/text/characters.ts';
import type { DeclaredSum } from './control-sum.ts';
import type { TableRow } from './table-rows.ts';

const words =
  /^\W*(?:grand[\s-]*|sub[\s-]*|sous[\s-]*|zwischen|gesamt|end|general[\s-]*)?(?:totals?|totaux|summen?|sommes?|sum|gesamt|gesamtbetrag|montant\s+total|total\s+general)(?![\p{L}\p{N}])/iu;

/** What may follow the word where it stands for a name or a label, and still be no part of one: `Total général TTC (214 lignes)`. */
const rest =
  /^(?:[^\p{L}]|(?<!\p{L})(?:EUR|euros?|g[eé]n[eé]rale?|ttc|ht|net(?:to)?|brut(?:to)?|amount|montant|betrag|lignes?|lines?|rows?|zeilen?|posten|[aà] payer|to pay)(?!\p{L}))*$/iu;

/** Numbers, marks and a currency: what stands beside the word in a line of totals. */
const figures = /^[^\p{L}]*(?:EUR)?[^\p{L}]*$/iu;

/** Of a name or a label, the word may be the beginning: `Total Direct Energie`. */
const texts = [
  'beneficiary_name',
  'beneficiary_last_name',
  'beneficiary_first_name',
  'beneficiary_company_name',
  'label',
] as const;

/**
 * Whether a line below the header declares a sum: a cell begins with a word for it, and where it stands for a name or a label says little
 * else; the others hold figures at most. Or the plan lists it. Such a line is never paid.
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

/** Whether a row calls itself a sub-total, as no name does: `Sous-total Danse`. */
export function isSubTotal({ cells }: TableRow): boolean {
  return cells.some((cell) => subTotal.test(cell.slice(0, 100)));
}

/** Whether a row may be a line of totals, by words that may as well be a name or a label: `Total Lyon`. Its sum decides. */
export function mayBeTotal({ cells, flaw }: TableRow, { at }: Pick<Plan, 'at'>): boolean {
  return flaw === undefined && startsAsTotal(cells, at);
}

function startsAsTotal(cells: readonly string[], at: Plan['at']): boolean {
  // Nearly every row ends here: it has an IBAN.
  if (at.iban !== undefined && /\d/.test(cells[at.iban] ?? '')) return false;
  const said = cells.filter((cell) => !figures.test(cell.slice(0, 100)));
  return said.length > 0 && said.every((cell) => words.test(cell.slice(0, 100)));
}

const whose = ['iban', 'client_reference', 'end_to_end_id', ...texts] as const;

/**
 * Whether a row has nothing but an amount, although the file has columns that say whose it is or what for. Beside a currency, columns
 * that mean nothing to us may hold figures.
 */
export function isOnlyAmount({ cells, flaw }: TableRow, { at }: Pick<Plan, 'at'>): boolean {
  const isFilled = (position: number) => (cells[position] ?? '').trim() !== '';
  // Nearly every row ends here, at its IBAN.
  if (whose.some((column) => at[column] !== undefined && isFilled(at[column]))) return false;
  if (flaw !== undefined || !isFilled(at.amount ?? -1)) return false;
  if (whose.every((column) => at[column] === undefined)) return false;
  const { amount: _, currency: __, ...others } = at;
  return (
    !Object.values(others).some(isFilled) &&
    cells.every((cell, position) => position === at.amount || figures.test(cell.slice(0, 100)))
  );
}

/** The cell of a line of totals that is its sum: the one in the amount's column, else the last that holds figures. */
export function totalCell(
  { cells, kinds }: TableRow,
  { at }: Pick<Plan, 'at'>,
): { readonly text: string; readonly kind: CellKind | undefined } {
  const own = at.amount ?? -1;
  const position = /\d/.test(cells[own] ?? '') ? own : cells.findLastIndex((cell) => /\d/.test(cell));
  return { text: normalised(cells[position] ?? ''), kind: kinds?.[position] };
}

/** The sum that a line of totals declares. Unlike the amount of a row it is only compared, so that it may be read in two ways. */
export function declaredSum(row: TableRow, plan: Pick<Plan, 'at' | 'amounts'>): DeclaredSum {
  const { text, kind } = totalCell(row, plan);
  const read = (unit: AmountMarks['unit']) =>
    waysToRead(plan.amounts).flatMap((marks) => signedCents(text, kind, { ...marks, unit }) ?? []);
  // In cents only whole numbers can be read.
  const hasDecimals = read('cents').length === 0;
  return { possible: [...new Set(read(hasDecimals ? 'euros' : plan.amounts.unit))], hasDecimals };
}

function waysToRead(marks: AmountMarks): readonly AmountMarks[] {
  const said = (decimalMark: Mark) => ({ kind: 'said', unit: marks.unit, decimalMark }) as const;
  return [marks, said('.'), said(',')];
}
