import type { Column } from '../../domain/column.ts';
import type { Failure } from '../../domain/failure.ts';
import { mayNameCurrency, namesEuro } from '../../domain/money/currency.ts';
import { judgeIban } from '../../domain/parties/iban.ts';
import type { CellKind } from '../../domain/row.ts';
import { normalised } from '../../domain/text/characters.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { type Choice, columnQuestion } from '../header/column-question.ts';
import type { Columns } from '../header/columns.ts';
import { currencyIn, plainName } from '../header/header-names.ts';
import { namesPayersAccount } from '../rows/remarks.ts';
import type { TableRow } from '../rows/table-rows.ts';

/** A column that the cells of an unused column may be meant for. */
interface Suspicion {
  readonly column: Column;
  /** Lengths, with some spaces, of cells that are read at all: nearly every other cell is skipped. */
  readonly lengths: readonly [shortest: number, longest: number];
  /** The cell's currency or IBAN in comparable form; undefined where it holds none. */
  readonly read: (cell: string, kind: CellKind | undefined, isOfCurrencies: boolean) => string | undefined;
}

const suspicions: readonly Suspicion[] = [
  {
    column: 'currency',
    lengths: [1, 30],
    read: (cell, _, isOfCurrencies) =>
      currencyIn(cell.trim()) ?? (isOfCurrencies ? spelledCurrency(cell) : undefined),
  },
  {
    column: 'iban',
    lengths: [15, 60],
    read: (cell, kind) =>
      startsAsIban.test(cell) ? judgeIban(normalised(cell), 'iban', [], [], kind) : undefined,
  },
];

/** Whether the column is named like a currency, so that words in it may be one. */
function namesCurrency(header: string): boolean {
  return /currency|devise|wa(?:e)?hrung|monnaie|valuta|\bccy\b|\bcur\b|\bdev\b/.test(plainName(header));
}

/** `US Dollar`, `Francs suisses`. */
function spelledCurrency(cell: string): string | undefined {
  const text = normalised(cell);
  if (namesEuro(text)) return 'EUR';
  return mayNameCurrency(text) ? text.toUpperCase() : undefined;
}

/** The longest code or sign, with spaces around it. */
const longestCode = 10;
const startsAsIban = /^\W*(?:IBAN\W*)?[a-z]{2}\s?\d\s?\d/i;
/** One unused column under one suspicion. */
interface Watched extends Suspicion {
  readonly position: number;
  /** Its name is that of a currency. */
  readonly isOfCurrencies: boolean;
  /**
   * Its name is that of the payer's account: it is to be paid only if all rows have one and the same account in use.
   */
  readonly isPayers: boolean;
  filled: number;
  fitting: number;
  /** Some cell differs from the column in use for its row, or from the euro. */
  isOther: boolean;
  /** The first value, and whether another one followed. */
  first: string | undefined;
  hasSeveral: boolean;
}

/**
 * Watches columns without a meaning for us: where half of the cells are currencies or IBANs that differ from those of
 * the row, a person is asked, unless they mapped the column for that meaning.
 */
export class OtherContents {
  readonly #header: readonly string[];
  readonly #watched: readonly Watched[];
  readonly #at: Columns['at'];
  #account: string | undefined;
  /** The rows have different accounts. */
  #hasAccounts = false;

  constructor({ at, found }: Pick<Columns, 'at' | 'found'>, positions: readonly number[]) {
    this.#header = found.map(({ header }) => header);
    this.#at = at;
    const open = suspicions.filter(({ column }) => found[at[column]]?.how !== 'map');
    this.#watched = positions.flatMap((position) => watchedAt(this.#header[position] ?? '', position, open));
  }

  /** Checks a row. */
  note({ cells, kinds }: Pick<TableRow, 'cells' | 'kinds'>): void {
    const account = cells[this.#at.iban] ?? '';
    this.#account ??= account;
    this.#hasAccounts ||= account !== this.#account;
    for (const watched of this.#watched) {
      const cell = cells[watched.position] ?? '';
      if (cell === '' || (cell.length < 12 && filledText(cell) === '')) continue;
      watched.filled++;
      const [shortest, longest] = watched.lengths;
      // Longer texts are currencies only as words.
      const most = watched.column === 'currency' && !watched.isOfCurrencies ? longestCode : longest;
      if (cell.length < shortest || cell.length > most) continue;
      const value = watched.read(cell, kinds?.[watched.position], watched.isOfCurrencies);
      if (value === undefined) continue;
      watched.fitting++;
      watched.first ??= value;
      watched.hasSeveral ||= value !== watched.first;
      // A foreign currency elsewhere in use already holds the row, so EUR here needs no question.
      const isEuro = watched.column === 'currency' && value === 'EUR';
      watched.isOther ||= !isEuro && value !== this.#ownOf(watched, cells, kinds);
    }
  }

  /** One question per suspicion or column, `column_unclear`, as for an ambiguous header. */
  get failures(): readonly Failure[] {
    const found = this.#watched.filter((watched) => this.#isToAsk(watched));
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

  #isToAsk({ fitting, filled, isOther, hasSeveral, isPayers, isOfCurrencies }: Watched): boolean {
    // A single payer's account in all rows beside different ones in use is that of the list's keeper.
    if (!isOther || (isPayers && (this.#hasAccounts || !hasSeveral))) return false;
    // In a column named like a currency, one differing cell suffices.
    return 2 * fitting >= filled || isOfCurrencies;
  }

  /** The value of the column in use for the row, in the same form. */
  #ownOf(
    { column, read, isOfCurrencies }: Watched,
    cells: TableRow['cells'],
    kinds: TableRow['kinds'],
  ): string | undefined {
    const own = this.#at[column];
    const value = read(cells[own] ?? '', kinds?.[own], isOfCurrencies);
    return column === 'currency' ? (value ?? 'EUR') : value;
  }

  #ask(choices: readonly Choice[]): Failure {
    return columnQuestion(this.#header, choices);
  }
}

function watchedAt(header: string, position: number, open: readonly Suspicion[]): Watched[] {
  return open.map((one) => ({
    ...one,
    position,
    isOfCurrencies: one.column === 'currency' && namesCurrency(header),
    isPayers: one.column === 'iban' && namesPayersAccount(header),
    filled: 0,
    fitting: 0,
    isOther: false,
    first: undefined,
    hasSeveral: false,
  }));
}
