import type { Column } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { typedName } from '../../domain/text/typed-name.ts';
import { type CellLooks, noCells } from './column-cells.ts';
import { type Meaning, meaningOf } from './column-names.ts';
import { type Choice, columnQuestion } from './column-question.ts';
import { writtenName } from './header-names.ts';

/** A column of the file, what it means, and what told so; `passed` is one that a person chose another for. */
export interface FoundColumn {
  /** As written. */
  readonly header: string;
  readonly position: number;
  readonly column: Column | undefined;
  readonly how: 'name' | 'list' | 'map' | 'ignored' | 'passed' | 'unused';
}

/** A column whose name means something, and that nothing was decided on yet. */
export interface OpenColumn {
  readonly position: number;
  readonly meaning: Meaning;
}

/** The names of further columns mean nothing to us, so that no line of a damaged file takes long. */
const mostColumns = 1000;

/**
 * A header while it is found out what its columns mean. Each column is decided on once: taken, ignored, or put to a person by a failure; what
 * is still open at the end is unused.
 */
export class Assignment {
  readonly failures: Failure[] = [];
  readonly #header: readonly string[];
  readonly #cells: CellLooks;
  readonly #found: FoundColumn[];
  readonly #names: readonly string[];
  readonly #typedNames = new Map<number, string>();
  readonly #open = new Map<number, Meaning>();
  readonly #at = new Map<Column, number>();
  readonly #asked = new Set<Column>();

  /** What the cells tell of columns; `excluded` are positions whose cells are not what their name says. */
  constructor(
    header: readonly string[],
    cells: CellLooks = noCells,
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

  /** Names, as written, that mean nothing to us and that nobody spoke of. */
  get unknown(): readonly string[] {
    return this.#names.flatMap((name, position) => {
      const { header = '', how } = this.#found[position] ?? {};
      return how === 'unused' && meaningOf(name) === undefined ? [header] : [];
    });
  }

  /** Position of what was taken for the column; -1 where the file has none. */
  positionOf(column: Column): number {
    return this.#at.get(column) ?? -1;
  }

  has(column: Column): boolean {
    return this.#at.has(column);
  }

  /** The file has the column, or a person was asked for it. */
  mentions(column: Column): boolean {
    return this.#at.has(column) || this.#asked.has(column);
  }

  /** Open positions whose name says this column, in one of these ways. */
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

  /** Leaves a column out because a person chose another one. */
  pass(position: number): void {
    this.#close(position, undefined, 'passed');
  }

  /** Positions that cannot be what the column needs, with the reason. */
  refuse(column: Column, positions: readonly number[], failure: Failure): void {
    this.#leave(
      positions.map((position): Choice => [column, position]),
      failure,
    );
  }

  /** Takes the one position there is for a column that nothing was taken for; of several, a person is asked which is meant. */
  settle(column: Column, positions: readonly number[]): void {
    const [first, ...others] = positions;
    if (first === undefined || this.has(column)) return;
    if (others.length === 0) this.take(column, first, 'name');
    else this.askWhich(positions.map((position): Choice => [column, position]));
  }

  /**
   * Asks which of the choices is meant, or refuses a name that stands twice among them. Columns that could mean the same by their cells are
   * offered as well: whoever answers is to see all of them.
   */
  askWhich(choices: readonly Choice[]): void {
    const asked = new Set(choices.map(([column]) => column));
    const more = [...asked].flatMap((column) =>
      column === 'ignore' ? [] : this.likely(column).map((position): Choice => [column, position]),
    );
    const further = more.filter(([, position]) => !choices.some((choice) => choice[1] === position));
    // To ignore the column comes last.
    const all = choices.toSpliced(choices.length - (asked.has('ignore') ? 1 : 0), 0, ...further);
    this.#leave(choices, columnQuestion(this.#header, all));
  }

  /** Whether the cells of a column, as far as they were looked at, are not all of another kind. */
  mayBe(column: Column, position: number): boolean {
    return this.#cells.mayBe(column, position);
  }

  /** How many different texts the first rows have in a column; 0 where they were not looked at. */
  varietyOf(position: number): number {
    return this.#cells.variety(position);
  }

  /** Columns that nothing was decided on, and that could mean this by their cells. */
  likely(column: Column): readonly number[] {
    return this.#cells.likely(column).filter((position) => this.#found[position]?.how === 'unused');
  }

  /** Asks which of these an open column means, or whether it means nothing; without any there is nothing to ask. */
  askWhat(position: number, columns: readonly Column[]): void {
    if (!this.#open.has(position) || columns.length === 0) return;
    const twins = [...this.#open.keys()].filter((other) => this.#typed(other) === this.#typed(position));
    const choices = twins.flatMap((twin) => columns.map((column): Choice => [column, twin]));
    this.askWhich([...choices, ['ignore', position]]);
  }

  #leave(choices: readonly Choice[], failure: Failure): void {
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

  /** As it is compared: two names that differ in less cannot be told apart by typing them. */
  #typed(position: number): string {
    const known = this.#typedNames.get(position);
    const name = known ?? writtenName(typedName(this.#header[position] ?? ''));
    if (known === undefined) this.#typedNames.set(position, name);
    return name;
  }
}
