import type { Plan } from '../../domain/plan.ts';
import { foldedName } from '../header/header-names.ts';
import { isCountText, isDrawn, isFooterText, mayBeFooterText } from './footers.ts';
import type { TableRow } from './table-rows.ts';
import { isTotalLine } from './total-line.ts';

/** Kind of a line below the header; a `remark` is a row or a footer, depending on whether rows follow. */
export type LineKind = 'row' | 'total' | 'footer' | 'header_again' | 'remark';

const ibanLike = /[A-Z]{2}\d{2}\s?[A-Z0-9]{4}/i;

/** Makes the function that classifies the lines of one file. */
export function lineKinds(
  plan: Pick<Plan, 'at' | 'header' | 'totalLines' | 'added'>,
): (row: TableRow) => LineKind {
  const { amount = -1, iban = -1 } = plan.at;
  const names = plan.header.map(foldedName);
  const isHeaderAgain = (cells: readonly string[]) =>
    cells.length > 1 &&
    names.every((name, position) => name === foldedName(cells[position] ?? '')) &&
    cells.slice(names.length).every(isBlank);
  return (row) => {
    const { cells, flaw } = row;
    const hasAmount = /\d/.test(cells[amount] ?? '');
    const hasIban = iban !== -1 && /\d/.test(cells[iban] ?? '');
    // Nearly every line returns here: a sum has no IBAN.
    if (hasAmount && hasIban && plan.totalLines === undefined) return 'row';
    if (isTotalLine(row, plan)) return isCount(cells) ? 'footer' : 'total';
    if (hasAmount && (hasIban || iban === -1)) return 'row';
    if (plan.added !== undefined || (flaw !== undefined && flaw.code !== 'row_ragged')) return 'row';
    if (!hasAmount && isHeaderAgain(cells)) return 'header_again';
    return remarkKind(cells, amount);
  };
}

function isBlank(cell: string): boolean {
  return cell.trim() === '';
}

/** Whether the line has a single filled cell, and that counts lines. */
function isCount(cells: readonly string[]): boolean {
  const [first, ...others] = cells.filter((cell) => !isBlank(cell));
  return first !== undefined && others.length === 0 && isCountText(first.trim());
}

/** One filled cell, or two of which the second is no amount: `Généré le;30/11/2026`. */
function remarkKind(cells: readonly string[], amount: number): LineKind {
  const filled = cells.flatMap((cell, position) => (isBlank(cell) ? [] : [position]));
  const [first, second] = filled;
  if (first === undefined) return 'row';
  if (filled.length > 1 && filled.every((position) => isDrawn((cells[position] ?? '').trim())))
    return 'footer';
  if (filled.length > 2) return 'row';
  if (second !== undefined && second === amount) return 'row';
  const text = filled.map((position) => (cells[position] ?? '').trim()).join(' ');
  if (ibanLike.test(text)) return 'row';
  if (isFooterText(text)) return 'footer';
  return first === 0 && mayBeFooterText(text) ? 'remark' : 'row';
}
