import type { Failure } from '../../domain/failure.ts';
import { mapText } from '../../domain/hints.ts';
import type { Row } from '../../domain/row.ts';
import { shown } from '../../domain/text/shown.ts';
import { message } from '../../i18n/messages.ts';
import type { FoundColumn } from '../header/assignment.ts';

/**
 * Columns that are used, though a person who looks at the sheet does not see them: old amounts beside corrected ones, and IBANs that are hidden
 * on purpose. Where nobody named such a column, a person is asked.
 */
export class HiddenColumns {
  readonly #used: readonly FoundColumn[];
  #hidden: readonly number[] = [];

  constructor(found: readonly FoundColumn[]) {
    this.#used = found.filter(({ column, how }) => column !== undefined && how !== 'map');
  }

  /** Takes in a row. */
  note({ hiddenColumns }: Pick<Row, 'hiddenColumns'>): void {
    if (hiddenColumns !== undefined) this.#hidden = hiddenColumns;
  }

  /** One for each, `column_hidden`. */
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
