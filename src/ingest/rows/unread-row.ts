/** Readings of rows that are not judged cell by cell: they cannot be, or a person left them out. */
import type { Column } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { judgeEndToEndId, judgeReference } from '../../domain/reference.ts';
import { lengthPrefixed } from './batch-digest.ts';
import type { Reading } from './reading.ts';
import type { Texts } from './row-texts.ts';
import type { TableRow } from './table-rows.ts';

/**
 * Whether a person left a row out: now, or in the file of ours that it returns in. Hidden rows are tested, too,
 * because their cells are in place.
 */
export function isLeftOut(
  { flaw, cells, wasLeftOut }: TableRow,
  isChosen: (cells: readonly string[]) => boolean,
): boolean {
  if (wasLeftOut) return true;
  return (flaw === undefined || flaw.code === 'row_hidden') && !isChosen(cells);
}

/** Turns the reading of a row into that of a row left out: still part of the digest, never paid. */
export function leftOut(reading: Reading): Reading {
  return {
    ...reading,
    isLeftOut: true,
    contents: undefined,
    failures: [{ code: 'row_left_out' }],
    warnings: [],
  };
}

/** The flaw of a row with a spreadsheet error or struck-through text in a column that we read. */
export function flawAmong(
  { kinds }: TableRow,
  present: readonly (readonly [Column, number])[],
): Failure | undefined {
  if (kinds === undefined) return undefined;
  for (const [column, position] of present) {
    if (kinds[position] === 'error') return { code: 'cell_error', field: column };
    if (kinds[position] === 'struck') return { code: 'cell_struck', field: column };
  }
  return undefined;
}

type Names = Pick<Texts, 'client_reference' | 'end_to_end_id'>;

/**
 * The references of a row whose cells are not judged; undefined where its cells may not be in place, or are not valid
 * references.
 */
export function namesOf(
  { code, field }: Failure,
  row: TableRow,
  textsOf: (row: TableRow) => Names,
): Names | undefined {
  const isReadable = code === 'row_hidden' || code === 'cell_error' || code === 'cell_struck';
  if (!isReadable || field === 'client_reference' || field === 'end_to_end_id') return undefined;
  const texts = textsOf(row);
  const wrong: Failure[] = [];
  judgeReference(texts.client_reference, 'client_reference', wrong);
  judgeEndToEndId(texts.end_to_end_id, 'end_to_end_id', wrong);
  return wrong.length === 0 ? texts : undefined;
}

export function flawed(row: TableRow, flaw: Failure, names: Names | undefined): Reading {
  return {
    row,
    digestText: lengthPrefixed(['\0', ...row.cells.map((cell) => cell.trim())]),
    clientReference: names?.client_reference ?? '',
    endToEndId: names?.end_to_end_id ?? '',
    ...(names === undefined && { isNameless: true }),
    hasLabel: false,
    signedCents: undefined,
    contents: undefined,
    failures: [flaw],
    warnings: [],
  };
}
