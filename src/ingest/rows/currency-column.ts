import { dayText } from '../../domain/dates/day-text.ts';
import type { Failure } from '../../domain/failure.ts';
import { mayNameCurrency, namesEuro } from '../../domain/money/currency.ts';
import type { Row } from '../../domain/row.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { meaningOf } from '../header/column-names.ts';
import { type Choice, columnQuestion } from '../header/column-question.ts';
import { currencyIn, writtenName } from '../header/header-names.ts';
import type { Reading } from './reading.ts';

/** Further columns are not looked at, so that no line of a damaged file takes long. */
const mostColumns = 200;

/** `02.10.`, `2 Oct 2026`: days that no expiry may be written as. */
const roughDay = /^\d{1,2}(?:[./-]\d{1,2}[./-]?|[.\s/-]+\p{L}{3,9}\.?[\s/-]*(?:\d{2}|\d{4})?)$/u;

/** What the cells of a column are, as far as currencies go. */
interface Sorts {
  filled: number;
  currencies: number;
  days: number;
  maySay: boolean;
}

/**
 * Positions of columns whose name says a currency and whose cells do not: `Valuta` over dates; `amountCurrency` over `source` and `target` beside
 * a column of nothing but currencies. `rows` are those below the header.
 */
export function noCurrencies(header: readonly string[], rows: readonly Row[]): ReadonlySet<number> {
  const positions = header.slice(0, mostColumns).flatMap((name, position) => {
    const meaning = meaningOf(writtenName(name));
    return meaning !== undefined && 'column' in meaning && meaning.column === 'currency' ? [position] : [];
  });
  if (positions.length === 0) return new Set();
  const sorts = header.slice(0, mostColumns).map((_, position) => sortsOf(rows, position));
  const isPlain = ({ filled, currencies }: Sorts) => filled > 0 && currencies === filled;
  const others = sorts.filter(
    (_, position) => !positions.includes(position) || isPlain(sorts[position] as Sorts),
  );
  return new Set(
    positions.filter((position) => {
      const { filled, days, maySay } = sorts[position] as Sorts;
      return filled > 0 && !maySay && (2 * days >= filled || others.some(isPlain));
    }),
  );
}

function sortsOf(rows: readonly Row[], position: number): Sorts {
  const sorts: Sorts = { filled: 0, currencies: 0, days: 0, maySay: false };
  for (const { cells, kinds } of rows) {
    const text = filledText(cells[position] ?? '');
    if (text === '') continue;
    sorts.filled++;
    if (namesEuro(text) || currencyIn(text) !== undefined) sorts.currencies++;
    const isDay = dayText(text, kinds?.[position]) !== undefined || roughDay.test(text);
    if (isDay) sorts.days++;
    sorts.maySay ||= !isDay && mayNameCurrency(text);
  }
  return sorts;
}

/** Holds columns that were taken for no currencies by the first rows against all others. */
export class CurrencyWatch {
  readonly #header: readonly string[];
  readonly #watched: readonly number[];
  readonly #found = new Set<number>();

  constructor(header: readonly string[], noCurrency: ReadonlySet<number>) {
    this.#header = header;
    this.#watched = [...noCurrency];
  }

  /** Takes a row in. */
  note({ row: { cells, kinds, flaw } }: Pick<Reading, 'row'>): void {
    if (flaw !== undefined) return;
    for (const position of this.#watched) {
      const text = filledText(cells[position] ?? '');
      const isNone =
        text === '' ||
        dayText(text, kinds?.[position]) !== undefined ||
        roughDay.test(text) ||
        !mayNameCurrency(text);
      if (!isNone) this.#found.add(position);
    }
  }

  /** One question for each column that names a currency after all. */
  get failures(): readonly Failure[] {
    return [...this.#found].map((position) => {
      const choices: Choice[] = [
        ['currency', position],
        ['ignore', position],
      ];
      return columnQuestion(this.#header, choices);
    });
  }
}
