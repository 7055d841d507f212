import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { damageOf, mayBeOfOtherEncoding } from '../../domain/text/damaged-text.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { message } from '../../i18n/messages.ts';
import type { Reading } from '../rows/reading.ts';

const names = [
  'beneficiary_name',
  'beneficiary_first_name',
  'beneficiary_last_name',
  'beneficiary_company_name',
] as const;

/**
 * Detects Turkish and Baltic names read in a wrong encoding. `Þahin` alone may be Icelandic, but not beside `Çiðdem`
 * in the same file.
 */
export class NorthernNames {
  readonly #positions: readonly number[];
  #damaged: number | undefined;
  #open: number | undefined;

  constructor({ at }: Pick<Plan, 'at'>) {
    this.#positions = names.flatMap((column) => at[column] ?? []);
  }

  /** Checks a row; ignores one with a flaw. */
  note({ row: { cells, line, flaw } }: Pick<Reading, 'row'>): void {
    if (flaw !== undefined) return;
    for (const position of this.#positions) {
      const cell = cells[position] ?? '';
      if (!mayBeOfOtherEncoding(cell)) continue;
      if (damageOf(filledText(cell), 'name', '') === undefined) this.#open ??= line;
      else this.#damaged ??= line;
    }
  }

  /** One `names_damaged` where some names are surely damaged and others may be. */
  get failures(): readonly Failure[] {
    if (this.#damaged === undefined || this.#open === undefined) return [];
    const details = [message('see_lines', { line: this.#damaged, other: this.#open })];
    return [{ code: 'names_damaged', details }];
  }
}
