import type { Column } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { typedName } from '../../domain/text/typed-name.ts';
import { type ColumnCells, noCells } from './column-cells.ts';
import { type Meaning, meaningOf } from './column-names.ts';
import { type Choice, columnQuestion } from './column-question.ts';
import { writtenName } from './header-names.ts';

/**
 * A column of the file, its meaning, and what decided it; `passed` where a person chose another column for that
 * meaning.
 */
export interface FoundColumn {
  /** Name as written. */
  readonly header: string;
  readonly position: number;
  readonly column: Column | undefined;
  readonly how: 'name' | 'list' | 'map' | 'ignored' | 'passed' | 'unused';
}

/** A column whose name has a meaning, and that is not assigned yet. */
export interface OpenColumn {
  readonly position: number;
  readonly meaning: Meaning;
}

/** Names beyond these are not read, which bounds the time for one line of a damaged file. */
const mostColumns = 1000;

/**
 * Assigns meanings to the columns of a header. Each column is decided once: taken, ignored, or put to a person by a
 * failure; a column still open at the end is unused.
 */
export class Assignment {
  readonly failures: Failure[] = [];
  readonly #header: readonly string[];
  readonly #cells: ColumnCells;
  readonly #found: FoundColumn[];
  readonly #names: readonly string[];
  readonly #typedNames = new Map<number, string>();
  readonly #open = new Map<number, Meaning>();
  readonly #at = new Map<Column, number>();
  readonly #asked = new Set<Column>();

  /** Columns at `excluded` positions are not assigned by name, because their cells contradict it. */
  constructor(
    header: readonly string[],
    cells: ColumnCells = noCells,
    excluded: ReadonlySet<number> = new Set(),
  ) {
    this.#header = header;
    this.#cells = cells;
    this.#found = header.map((written, position) => ({
      header: written,
      position,
      column: undefined,
      how: 'unused',
    }));
    this.#names = header.slice(0, mostColumns).map(writtenName);
    this.#names.forEach((name, position) => {
      const meaning = meaningOf(name);
      if (meaning !== undefined && !excluded.has(position)) this.#open.set(position, meaning);
    });
  }

  /** One for each column of the file, in order. */
  get found(): readonly FoundColumn[] {
    return this.#found;
  }

  get open(): readonly OpenColumn[] {
    return [...this.#open].map(([position, meaning]) => ({ position, meaning }));
  }

  /** Names as written that have no meaning for us and that no option mentions. */
  get unknown(): readonly string[] {
    return this.#names.flatMap((name, position) => {
      const { header = '', how } = this.#found[position] ?? {};
      return how === 'unused' && meaningOf(name) === undefined ? [header] : [];
    });
  }

  /** Position of the column with this meaning; -1 where the file has none. */
  positionOf(column: Column): number {
    return this.#at.get(column) ?? -1;
  }

  has(column: Column): boolean {
    return this.#at.has(column);
  }

  /** The file has the column, or a question about it was asked. */
  mentions(column: Column): boolean {
    return this.#at.has(column) || this.#asked.has(column);
  }

  /** Open positions whose name has this meaning, in one of these kinds. */
  named(column: Column, ...kinds: readonly ('own' | 'clear' | 'weak' | 'sum')[]): number[] {
    return this.open.flatMap(({ position, meaning }) =>
      meaning !== undefined &&
      'column' in meaning &&
      meaning.column === column &&
      kinds.includes(meaning.kind)
        ? [position]
        : [],
    );
  }

  take(column: Column, position: number, how: 'name' | 'list' | 'map'): void {
    this.#at.set(column, position);
    this.#close(position, column, how);
  }

  ignore(position: number): void {
    this.#close(position, undefined, 'ignored');
  }

  /** Marks a column as unused because a person chose another one. */
  pass(position: number): void {
    this.#close(position, undefined, 'passed');
  }

  /** Records a failure for positions that cannot serve as this column. */
  refuse(column: Column, positions: readonly number[], failure: Failure): void {
    this.#ask(
      positions.map((position): Choice => [column, position]),
      failure,
    );
  }

  /** Takes a single position for a column that has none yet; for several, asks which one is meant. */
  settle(column: Column, positions: readonly number[]): void {
    const [first, ...others] = positions;
    if (first === undefined || this.has(column)) return;
    if (others.length === 0) this.take(column, first, 'name');
    else this.askWhich(positions.map((position): Choice => [column, position]));
  }

  /**
   * Asks which choice is meant, or refuses a name that occurs twice among them. Offers also the columns whose cells
   * fit the same meaning, so that a person sees every candidate.
   */
  askWhich(choices: readonly Choice[]): void {
    const asked = new Set(choices.map(([column]) => column));
    const more = [...asked].flatMap((column) =>
      column === 'ignore' ? [] : this.likely(column).map((position): Choice => [column, position]),
    );
    const further = more.filter(([, position]) => !choices.some((choice) => choice[1] === position));
    // `ignore` is offered last.
    const all = choices.toSpliced(choices.length - (asked.has('ignore') ? 1 : 0), 0, ...further);
    this.#ask(choices, columnQuestion(this.#header, all));
  }

  /** False where every filled cell in the first rows is surely of another kind. */
  mayBe(column: Column, position: number): boolean {
    return this.#cells.mayBe(column, position);
  }

  /** Number of different texts in the first rows of a column; 0 where no rows were read. */
  varietyOf(position: number): number {
    return this.#cells.variety(position);
  }

  /** Unassigned columns whose cells fit this meaning. */
  likely(column: Column): readonly number[] {
    return this.#cells.likely(column).filter((position) => this.#found[position]?.how === 'unused');
  }

  /** Asks which of these meanings an open column has, or none; does nothing without meanings to offer. */
  askWhat(position: number, columns: readonly Column[]): void {
    if (!this.#open.has(position) || columns.length === 0) return;
    const twins = [...this.#open.keys()].filter((other) => this.#typed(other) === this.#typed(position));
    const choices = twins.flatMap((twin) => columns.map((column): Choice => [column, twin]));
    this.askWhich([...choices, ['ignore', position]]);
  }

  #ask(choices: readonly Choice[], failure: Failure): void {
    this.failures.push(failure);
    for (const [column, position] of choices) {
      if (column !== 'ignore') this.#asked.add(column);
      this.#open.delete(position);
    }
  }

  #close(position: number, column: Column | undefined, how: FoundColumn['how']): void {
    this.#found[position] = { header: this.#header[position] ?? '', position, column, how };
    this.#open.delete(position);
  }

  /** The name as a person would type it: names that are equal in this form cannot be told apart by typing them. */
  #typed(position: number): string {
    const known = this.#typedNames.get(position);
    const name = known ?? writtenName(typedName(this.#header[position] ?? ''));
    if (known === undefined) this.#typedNames.set(position, name);
    return name;
  }
}
