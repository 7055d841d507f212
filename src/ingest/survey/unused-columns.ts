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

/** Further columns are not looked at, so that no line of a damaged file takes long. */
const mostColumns = 1000;

/**
 * No column is ignored that could change whether, whom or how much is paid: each one without a meaning for us is looked at whole, by its
 * cells. Where it may, a person is asked. Not asked about are the columns of a known list, which are known by all their names, those that
 * a person said to be ignored, and what a person named another column for.
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

  /** Takes in one row; one that cannot be read, that was left out or whose amount is not above zero says nothing. */
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

  /** What a person is asked, all at once. */
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
