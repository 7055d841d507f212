import type { Column } from './column.ts';
import type { Encoding } from './table.ts';
import { typedName } from './typed-name.ts';

/** What a person said about how a file is to be read, where the file alone does not prove it. */
export interface Hints {
  readonly sheet?: string;
  readonly encoding?: Encoding;
  /** Header names, as typed, by what they mean; `ignore` for a column that means nothing to us. */
  readonly map: readonly ColumnMapping[];
  readonly decimalMark?: '.' | ',';
  readonly unit?: 'euros' | 'cents';
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly expectRows?: number;
  readonly expectSumCents?: number;
}

/** What a person says so that the mapping which was given to such a header line last holds again. */
export const lastMap = 'last';

/** A mapping as it can be typed. */
export function mapText(map: readonly ColumnMapping[]): string {
  return map.map(({ column, header }) => `--map ${column}="${typedName(header)}"`).join(' ');
}

/** One `--map amount="Montant net"`. */
export interface ColumnMapping {
  readonly column: Column | 'ignore';
  readonly header: string;
}

/** The file speaks for itself. */
export const noHints: Hints = { map: [] };
