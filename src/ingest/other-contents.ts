import { normalised } from '../domain/characters.ts';
import type { Column } from '../domain/column.ts';
import type { Failure } from '../domain/failure.ts';
import { judgeIban } from '../domain/iban.ts';
import type { CellKind } from '../domain/row.ts';
import { type Choice, columnQuestion } from './column-question.ts';
import type { Columns } from './columns.ts';
import { currencyIn } from './header-names.ts';
import { namesPayersAccount } from './remarks.ts';
import type { TableRow } from './table-rows.ts';

/** What the cells of an unused column may be, told by themselves. */
interface Suspicion {
  readonly column: Column;
  /** Where its name alone makes it worth a look, or takes it out. */
  readonly isFor: (header: string) => boolean;
  /** Of the cells that are worth a look, with some spaces around them: nearly no other cell comes further. */
  readonly lengths: readonly [shortest: number, longest: number];
  /** What the cell says in a form that can be compared; undefined where it says no such thing. */
  readonly read: (cell: string, kind: CellKind | undefined) => string | undefined;
}

const suspicions: readonly Suspicion[] = [
  {
    column: 'currency',
    isFor: () => true,
    lengths: [1, 10],
    read: (cell) => currencyIn(cell.trim()),
  },
  {
    column: 'iban',
    isFor: (header) => !namesPayersAccount(header),
    lengths: [15, 60],
    read: (cell, kind) =>
      startsAsIban.test(cell) ? judgeIban(normalised(cell), 'iban', [], [], kind) : undefined,
  },
];

const startsAsIban = /^\W*(?:IBAN\W*)?[a-z]{2}\s?\d\s?\d/i;
/** What is known of one unused column under one suspicion. */
interface Watched extends Suspicion {
  readonly position: number;
  filled: number;
  fitting: number;
  /** Some cell says something else than the column in use, or than euros, says for its row. */
  isOther: boolean;
}

/**
 * Columns without a meaning for us: where half of one's cells are currencies or IBANs, and not those that the row has anyway, a person is
 * asked for it. Not where a person named the column that is meant.
 */
export class OtherContents {
  readonly #header: readonly string[];
  readonly #watched: readonly Watched[];
  readonly #at: Columns['at'];

  constructor({ at, found }: Pick<Columns, 'at' | 'found'>, positions: readonly number[]) {
    this.#header = found.map(({ header }) => header);
    this.#at = at;
    const open = suspicions.filter(({ column }) => found[at[column]]?.how !== 'map');
    this.#watched = positions.flatMap((position) => watchedAt(this.#header[position] ?? '', position, open));
  }

  /** Takes in a row. */
  note({ cells, kinds }: Pick<TableRow, 'cells' | 'kinds'>): void {
    for (const watched of this.#watched) {
      const cell = cells[watched.position] ?? '';
      if (cell === '' || (cell.startsWith(' ') && cell.trim() === '')) continue;
      watched.filled++;
      const [shortest, longest] = watched.lengths;
      if (cell.length < shortest || cell.length > longest) continue;
      const said = watched.read(cell, kinds?.[watched.position]);
      if (said === undefined) continue;
      watched.fitting++;
      watched.isOther ||= said !== this.#ownOf(watched, cells, kinds);
    }
  }

  /** One question for each, `column_unclear`, as the header asks. */
  get failures(): readonly Failure[] {
    const found = this.#watched.filter(({ fitting, filled, isOther }) => isOther && 2 * fitting >= filled);
    return suspicions.flatMap(({ column }) => {
      const positions = found.filter((one) => one.column === column).map(({ position }) => position);
      const own = this.#at[column];
      if (positions.length === 0) return [];
      if (own !== -1) return [this.#ask([own, ...positions].map((position): Choice => [column, position]))];
      return positions.map((position) =>
        this.#ask([
          [column, position],
          ['ignore', position],
        ]),
      );
    });
  }

  /** Positions of columns of which half of the cells are IBANs. */
  get ofAccounts(): readonly number[] {
    return this.#watched
      .filter(({ column, fitting, filled }) => column === 'iban' && fitting > 0 && 2 * fitting >= filled)
      .map(({ position }) => position);
  }

  /** What the column in use says for the row, in the same form. */
  #ownOf({ column, read }: Watched, cells: TableRow['cells'], kinds: TableRow['kinds']): string | undefined {
    const own = this.#at[column];
    const said = read(cells[own] ?? '', kinds?.[own]);
    return column === 'currency' ? (said ?? 'EUR') : said;
  }

  #ask(choices: readonly Choice[]): Failure {
    return columnQuestion(this.#header, choices);
  }
}

function watchedAt(header: string, position: number, open: readonly Suspicion[]): Watched[] {
  const fitting = open.filter(({ isFor }) => isFor(header));
  return fitting.map((one) => ({ ...one, position, filled: 0, fitting: 0, isOther: false }));
}
