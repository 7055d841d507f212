import type { Column } from './column.ts';
import type { Encoding } from './table.ts';
import { typedName } from './typed-name.ts';

/** What a person said about how a file is to be read, where the file alone does not prove it. */
export interface Hints {
  readonly sheet?: string;
  readonly encoding?: Encoding;
  /** Header names, as typed, by what they mean; `ignore` for a column that means nothing to us. */
  readonly map: readonly ColumnMapping[];
  /** The rows that are to be paid; all of them where nothing is named. */
  readonly only?: readonly RowCondition[];
  /** The choice of rows was made for every file like this one: a file need not have each value. */
  readonly isStanding?: boolean;
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

/** A condition as it can be typed. */
export function onlyText({ header, value }: RowCondition): string {
  return `--only "${typedName(header)}=${typedName(value)}"`;
}

/** One `--map amount="Montant net"`. */
export interface ColumnMapping {
  readonly column: Column | 'ignore';
  readonly header: string;
}

/** One `--only "Side=credit"`: rows whose cell says this. Several of one column: any of them; of several columns: all of them. */
export interface RowCondition {
  readonly header: string;
  readonly value: string;
}

/** What a person said of such a header line: what its columns mean, and which rows are to be paid. */
export interface Remembered {
  readonly map: readonly ColumnMapping[];
  readonly only: readonly RowCondition[];
}

/** The file speaks for itself. */
export const noHints: Hints = { map: [] };
