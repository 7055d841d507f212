import type { Column } from '../../domain/column.ts';
import { amountCell } from '../../domain/money/amount-cell.ts';
import { judgeIban } from '../../domain/parties/iban.ts';
import type { Row } from '../../domain/row.ts';
import { normalised } from '../../domain/text/characters.ts';
import { namesThing } from './person-columns.ts';
import { namesNoMoney, namesTax } from './sum-names.ts';

/** Rows below a header that its questions look at. */
const mostRows = 100;

/** What a cell has to look like to answer a question for a column, and of columns of which names that is not asked. */
interface Look {
  readonly isNot: (header: string) => boolean;
  readonly fits: (cell: string) => boolean;
}

const name: Look = { isNot: namesThing, fits: (cell) => cell.length <= 100 && twoWords.test(cell) };
const twoWords = /^\p{L}[\p{L}\p{M}.'’-]*(?:,? (?:[&+-] )?\p{L}[\p{L}\p{M}.'’-]*){1,5}$/u;

const looks: { readonly [column in Column]?: Look } = {
  iban: { isNot: () => false, fits: (cell) => judgeIban(cell, 'iban', [], []) !== undefined },
  amount: {
    isNot: (header) => namesNoMoney(header) || namesTax(header),
    fits: (cell) => {
      const read = amountCell(cell, undefined);
      return read.kind === 'amount' && (read.hasCurrency || read.figures.kind === 'decimal');
    },
  },
  beneficiary_name: name,
  beneficiary_company_name: name,
};

/** What the cells below a header tell of its columns. */
export interface CellLooks {
  /** Columns that could mean this: half of the filled cells look like it. */
  readonly likely: (column: Column) => readonly number[];
  /** False where every filled cell is surely of another kind. */
  readonly mayBe: (column: Column, position: number) => boolean;
  /** How many different texts the column holds, empty cells apart. */
  readonly variety: (position: number) => number;
}

/** Nothing was looked at. */
export const noCells: CellLooks = { likely: () => [], mayBe: () => true, variety: () => 0 };

/** FileStability at the first rows below a header. */
export function looksAt(header: readonly string[], below: readonly Row[]): CellLooks {
  const rows = below.slice(0, mostRows);
  if (rows.length === 0) return noCells;
  const filled = (position: number) =>
    rows.map(({ cells }) => normalised(cells[position] ?? '')).filter((cell) => cell !== '');
  return {
    likely(column) {
      const look = looks[column];
      if (look === undefined) return [];
      return header.flatMap((written, position) => {
        if (look.isNot(written)) return [];
        const cells = filled(position);
        const fitting = cells.filter(look.fits).length;
        return fitting > 0 && 2 * fitting >= cells.length ? [position] : [];
      });
    },
    mayBe(column, position) {
      const cells = column === 'amount' ? filled(position) : [];
      return cells.length === 0 || cells.some((cell) => /\d/.test(cell));
    },
    variety: (position) => new Set(filled(position)).size,
  };
}
