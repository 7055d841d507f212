import type { Failure } from '../../domain/failure.ts';
import { mapText } from '../../domain/hints.ts';
import type { Row } from '../../domain/row.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { FoundColumn } from '../header/assignment.ts';

/**
 * Detects hidden columns in use: a sheet may hide old amounts beside corrected ones, and IBANs may be hidden on
 * purpose. A person is asked unless they mapped the column.
 */
export class HiddenColumns {
  readonly #used: readonly FoundColumn[];
  #hidden: readonly number[] = [];

  constructor(found: readonly FoundColumn[]) {
    this.#used = found.filter(({ column, how }) => column !== undefined && how !== 'map');
  }

  /** Checks a row. */
  note({ hiddenColumns }: Pick<Row, 'hiddenColumns'>): void {
    if (hiddenColumns !== undefined) this.#hidden = hiddenColumns;
  }

  /** One `column_hidden` per column. */
  get failures(): readonly Failure[] {
    return this.#used
      .filter(({ position }) => this.#hidden.includes(position))
      .map(({ column, header }) => ({
        code: 'column_hidden',
        field: shown(header),
        details: [
          message('column_hidden_to_say', { choice: mapText([{ column: column ?? 'ignore', header }]) }),
        ],
      }));
  }
}
