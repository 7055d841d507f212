import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import { type ReadBefore, readMark } from '../../domain/reading-mark.ts';
import { rejectedColumns } from '../../domain/report-columns.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { writtenName } from '../header/header-names.ts';
import type { TableRow } from '../rows/table-rows.ts';

/** More batches than these are not named. */
const mostNamed = 20;

/** The rows of a file that were rejected before and come back, by the marks in their `batch` column. */
export class Corrections {
  readonly #batches = new Set<string>();
  /** The ways in which rows were read before, each as its mark says it; empty for rows without a mark. At most two. */
  readonly #ways = new Set<string>();
  readonly #isRejected: boolean;
  /** The column of marks in a file that is not known for rejected rows any more. */
  readonly #orphan: number;
  readonly #missing: string | undefined;
  #before: ReadBefore | undefined;
  #hasStray = false;
  #unread: number | undefined;

  constructor({ header, added }: Pick<Plan, 'header' | 'added'>) {
    const names = header.map(writtenName);
    this.#isRejected = added === 'rejected';
    this.#orphan = this.#isRejected ? -1 : names.indexOf('batch');
    this.#missing = rejectedColumns.find((column) => !names.includes(column));
  }

  /** Takes in one row; of one that cannot be read its mark cannot be, either. */
  note({ batch, cells, flaw, line }: TableRow): void {
    if (!this.#isRejected) {
      if (this.#orphan !== -1) this.#hasStray ||= readMark(cells[this.#orphan] ?? '')?.before !== undefined;
      return;
    }
    if (flaw !== undefined && batch === '') return;
    const mark = readMark(batch);
    if (mark === undefined && batch.trim() !== '') this.#unread ??= line;
    this.#before ??= mark?.before;
    if (mark !== undefined && this.#batches.size < mostNamed) this.#batches.add(mark.batch);
    if (this.#ways.size < 2) this.#ways.add(mark === undefined ? '' : JSON.stringify(mark.before ?? {}));
  }

  /** The batches that they come of, at most 20. */
  get batches(): readonly string[] {
    return [...this.#batches];
  }

  /** How they were read before; undefined where no row says it. */
  get before(): ReadBefore | undefined {
    return this.#before;
  }

  /** Why the rows cannot be read as they were before: by one plan all are read alike. */
  get refusals(): readonly Failure[] {
    const detail = this.#flaw();
    return detail === undefined ? [] : [{ code: 'corrected_unread', field: 'batch', details: [detail] }];
  }

  #flaw(): Message | undefined {
    if (this.#hasStray) return message('column_named_missing', { column: this.#missing ?? 'batch' });
    if (this.#unread !== undefined) return message('mark_changed', { line: this.#unread });
    if (this.#ways.size < 2) return undefined;
    return message(this.#ways.has('') ? 'rows_without_batch' : 'rows_read_differently', {});
  }
}
