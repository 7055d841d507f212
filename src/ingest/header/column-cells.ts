import type { Column } from '../../domain/column.ts';
import { amountCell } from '../../domain/money/amount-cell.ts';
import { judgeIban } from '../../domain/parties/iban.ts';
import type { Row } from '../../domain/row.ts';
import { normalised } from '../../domain/text/characters.ts';
import { namesThing } from './person-columns.ts';
import { namesNoMoney, namesTax } from './sum-names.ts';

/** Rows below a header that are read for its questions. */
const mostRows = 100;

/** Which cells fit a column, and which column names exclude it. */
interface CellPattern {
  readonly excludes: (header: string) => boolean;
  readonly fits: (cell: string) => boolean;
}

const name: CellPattern = { excludes: namesThing, fits: (cell) => cell.length <= 100 && twoWords.test(cell) };
const twoWords = /^\p{L}[\p{L}\p{M}.'’-]*(?:,? (?:[&+-] )?\p{L}[\p{L}\p{M}.'’-]*){1,5}$/u;

const patterns: { readonly [column in Column]?: CellPattern } = {
  iban: { excludes: () => false, fits: (cell) => judgeIban(cell, 'iban', [], []) !== undefined },
  amount: {
    excludes: (header) => namesNoMoney(header) || namesTax(header),
    fits: (cell) => {
      const read = amountCell(cell, undefined);
      return read.kind === 'amount' && (read.hasCurrency || read.figures.kind === 'decimal');
    },
  },
  beneficiary_name: name,
  beneficiary_company_name: name,
};

/** What the first cells below a header show about its columns. */
export interface ColumnCells {
  /** Positions where at least half of the filled cells fit the column. */
  readonly likely: (column: Column) => readonly number[];
  /** False where every filled cell is surely of another kind. */
  readonly mayBe: (column: Column, position: number) => boolean;
  /** Number of different texts in the column, not counting empty cells. */
  readonly variety: (position: number) => number;
}

/** Used where no rows were read. */
export const noCells: ColumnCells = { likely: () => [], mayBe: () => true, variety: () => 0 };

/** Reads the first 100 rows below a header. */
export function columnCells(header: readonly string[], below: readonly Row[]): ColumnCells {
  const rows = below.slice(0, mostRows);
  if (rows.length === 0) return noCells;
  const filled = (position: number) =>
    rows.map(({ cells }) => normalised(cells[position] ?? '')).filter((cell) => cell !== '');
  return {
    likely(column) {
      const pattern = patterns[column];
      if (pattern === undefined) return [];
      return header.flatMap((written, position) => {
        if (pattern.excludes(written)) return [];
        const cells = filled(position);
        const fitting = cells.filter(pattern.fits).length;
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
