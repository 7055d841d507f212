import type { Failure } from '../../domain/failure.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Columns } from '../header/columns.ts';
import { beneficiaryNames } from '../header/name-columns.ts';
import type { Reading } from '../rows/reading.ts';
import { RowChoices } from '../rows/row-choices.ts';
import { HiddenColumns } from './hidden-columns.ts';
import { OtherContents } from './other-contents.ts';
import { OtherPersons } from './other-persons.ts';
import { OtherSums } from './other-sums.ts';

/** Columns beyond these are not watched, which bounds the time for one line of a damaged file. */
const mostColumns = 1000;

/**
 * Watches the cells of every column without a meaning for us, so that no column is ignored that could decide whether,
 * whom or how much is paid; in doubt a person is asked. Not watched: the columns of a known list, those that a person
 * told us to ignore, and those for whose meaning a person mapped another column.
 */
export class UnusedColumns {
  readonly #contents: OtherContents;
  readonly #choices: RowChoices;
  readonly #sums: OtherSums;
  readonly #persons: OtherPersons;
  readonly #hidden: HiddenColumns;

  constructor(columns: Columns, { only = [] }: Pick<Plan, 'only'>) {
    const { at, found } = columns;
    const header = found.map((column) => column.header);
    const isListed = found.some(({ how }) => how === 'list');
    const unused = isListed ? [] : found.slice(0, mostColumns).filter(({ how }) => how === 'unused');
    const positions = unused.map(({ position }) => position);
    const isMapped = (position: number) => found[position]?.how === 'map';
    const names = beneficiaryNames.map((column) => at[column]).filter((position) => position !== -1);
    this.#contents = new OtherContents(columns, positions);
    const label = found[at.label]?.how === 'name' ? at.label : -1;
    const chosen = only.map((column) => column.at);
    const deciding = [...positions, ...(label === -1 ? [] : [label])];
    this.#choices = new RowChoices(
      header,
      deciding.filter((position) => !chosen.includes(position)),
      label,
    );
    this.#sums = new OtherSums(header, at.amount, isMapped(at.amount) ? [] : positions);
    this.#persons = new OtherPersons(header, at, names.every(isMapped) ? [] : positions);
    this.#hidden = new HiddenColumns(found);
  }

  /** Checks one row; ignores one that has a flaw, was left out or whose amount is not above zero. */
  note(reading: Reading): void {
    const { row, signedCents, isLeftOut } = reading;
    if (row.flaw !== undefined || isLeftOut) return;
    this.#hidden.note(row);
    this.#contents.note(row);
    if (signedCents !== undefined && signedCents <= 0) return;
    this.#choices.note(row.cells, signedCents ?? 0);
    this.#sums.note(reading);
    this.#persons.note(row.cells, row.line);
  }

  /** All questions at once. */
  get failures(): readonly Failure[] {
    return [
      ...this.#hidden.failures,
      ...this.#choices.failures,
      ...this.#persons.failures,
      ...this.#sums.failures,
      ...this.#contents.failures,
    ];
  }
}
