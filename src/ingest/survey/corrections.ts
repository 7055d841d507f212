import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { type ReadBefore, readMark } from '../../domain/reading-mark.ts';
import { rejectedColumns } from '../../domain/report-columns.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { writtenName } from '../header/header-names.ts';
import type { TableRow } from '../rows/table-rows.ts';

/** Batches listed at most. */
const mostNamed = 20;

/** Recognises rejected rows that come back, by the marks in their `batch` column. */
export class Corrections {
  readonly #batches = new Set<string>();
  /**
   * The notations by which rows were read before, one per different mark; empty for rows without a mark. At most two.
   */
  readonly #notations = new Set<string>();
  readonly #isRejected: boolean;
  /** Position of the `batch` column in a file that lacks other columns of rejected rows. */
  readonly #marksAt: number;
  readonly #missing: string | undefined;
  #before: ReadBefore | undefined;
  #hasMarks = false;
  #badMark: number | undefined;

  constructor({ header, added }: Pick<Plan, 'header' | 'added'>) {
    const names = header.map(writtenName);
    this.#isRejected = added === 'rejected';
    this.#marksAt = this.#isRejected ? -1 : names.indexOf('batch');
    this.#missing = rejectedColumns.find((column) => !names.includes(column));
  }

  /** Checks one row; a row with a flaw and no readable mark is ignored. */
  note({ batch, cells, flaw, line }: TableRow): void {
    if (!this.#isRejected) {
      if (this.#marksAt !== -1) this.#hasMarks ||= readMark(cells[this.#marksAt] ?? '')?.before !== undefined;
      return;
    }
    if (flaw !== undefined && batch === '') return;
    const mark = readMark(batch);
    if (mark === undefined && batch.trim() !== '') this.#badMark ??= line;
    this.#before ??= mark?.before;
    if (mark !== undefined && this.#batches.size < mostNamed) this.#batches.add(mark.batch);
    if (this.#notations.size < 2)
      this.#notations.add(mark === undefined ? '' : JSON.stringify(mark.before ?? {}));
  }

  /** The batches that the rows come from, at most 20. */
  get batches(): readonly string[] {
    return [...this.#batches];
  }

  /** How the rows were read before; undefined where no mark states it. */
  get before(): ReadBefore | undefined {
    return this.#before;
  }

  /** `corrected_unread` where the rows cannot be read as before: one plan reads all rows alike. */
  get refusals(): readonly Failure[] {
    const detail = this.#flaw();
    return detail === undefined ? [] : [{ code: 'corrected_unread', field: 'batch', details: [detail] }];
  }

  #flaw(): Message | undefined {
    if (this.#hasMarks) return message('column_named_missing', { column: this.#missing ?? 'batch' });
    if (this.#badMark !== undefined) return message('mark_changed', { line: this.#badMark });
    if (this.#notations.size < 2) return undefined;
    return message(this.#notations.has('') ? 'rows_without_batch' : 'rows_read_differently', {});
  }
}
