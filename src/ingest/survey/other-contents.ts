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

/** What the cells of an unused column may be, told by themselves. */
interface Suspicion {
  readonly column: Column;
  /** Of the cells that are worth a look, with some spaces around them: nearly no other cell comes further. */
  readonly lengths: readonly [shortest: number, longest: number];
  /** What the cell says in a form that can be compared; undefined where it says no such thing. */
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

/** Whether the name of a column is that of a currency, so that words in it may be one. */
function namesCurrency(header: string): boolean {
  return /currency|devise|wa(?:e)?hrung|monnaie|valuta|\bccy\b|\bcur\b|\bdev\b/.test(plainName(header));
}

/** `US Dollar`, `Francs suisses`. */
function spelledCurrency(cell: string): string | undefined {
  const text = normalised(cell);
  if (namesEuro(text)) return 'EUR';
  return mayNameCurrency(text) ? text.toUpperCase() : undefined;
}

/** Of a code or a sign, with spaces around it. */
const longestCode = 10;
const startsAsIban = /^\W*(?:IBAN\W*)?[a-z]{2}\s?\d\s?\d/i;
/** What is known of one unused column under one suspicion. */
interface Watched extends Suspicion {
  readonly position: number;
  /** Its name is that of a currency. */
  readonly isOfCurrencies: boolean;
  /** An account that pays, by its name: it is one to be paid only where all rows have one and the same. */
  readonly isPayers: boolean;
  filled: number;
  fitting: number;
  /** Some cell says something else than the column in use, or than euros, says for its row. */
  isOther: boolean;
  /** What it said first, and whether it has said something else since. */
  first: string | undefined;
  hasSeveral: boolean;
}

/**
 * Columns without a meaning for us: where half of one's cells are currencies or IBANs, and not those that the row has anyway, a person is
 * asked for it. Not where a person named the column that is meant.
 */
export class OtherContents {
  readonly #header: readonly string[];
  readonly #watched: readonly Watched[];
  readonly #at: Columns['at'];
  #account: string | undefined;
  /** Not all rows go to one account. */
  #hasAccounts = false;

  constructor({ at, found }: Pick<Columns, 'at' | 'found'>, positions: readonly number[]) {
    this.#header = found.map(({ header }) => header);
    this.#at = at;
    const open = suspicions.filter(({ column }) => found[at[column]]?.how !== 'map');
    this.#watched = positions.flatMap((position) => watchedAt(this.#header[position] ?? '', position, open));
  }

  /** Takes in a row. */
  note({ cells, kinds }: Pick<TableRow, 'cells' | 'kinds'>): void {
    const account = cells[this.#at.iban] ?? '';
    this.#account ??= account;
    this.#hasAccounts ||= account !== this.#account;
    for (const watched of this.#watched) {
      const cell = cells[watched.position] ?? '';
      if (cell === '' || (cell.length < 12 && filledText(cell) === '')) continue;
      watched.filled++;
      const [shortest, longest] = watched.lengths;
      // Longer currencies are words.
      const most = watched.column === 'currency' && !watched.isOfCurrencies ? longestCode : longest;
      if (cell.length < shortest || cell.length > most) continue;
      const said = watched.read(cell, kinds?.[watched.position], watched.isOfCurrencies);
      if (said === undefined) continue;
      watched.fitting++;
      watched.first ??= said;
      watched.hasSeveral ||= said !== watched.first;
      // A row that is held for its currency is not paid, whatever another column says.
      const isEuro = watched.column === 'currency' && said === 'EUR';
      watched.isOther ||= !isEuro && said !== this.#ownOf(watched, cells, kinds);
    }
  }

  /** One question for each, `column_unclear`, as the header asks. */
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
    // One account in all rows beside many of those who pay is that of the list's own keeper.
    if (!isOther || (isPayers && (this.#hasAccounts || !hasSeveral))) return false;
    // In a column of currencies one other cell is enough.
    return 2 * fitting >= filled || isOfCurrencies;
  }

  /** What the column in use says for the row, in the same form. */
  #ownOf(
    { column, read, isOfCurrencies }: Watched,
    cells: TableRow['cells'],
    kinds: TableRow['kinds'],
  ): string | undefined {
    const own = this.#at[column];
    const said = read(cells[own] ?? '', kinds?.[own], isOfCurrencies);
    return column === 'currency' ? (said ?? 'EUR') : said;
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
