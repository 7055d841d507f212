import { dayText } from '../../domain/dates/day-text.ts';
import type { Failure } from '../../domain/failure.ts';
import { mayNameCurrency, namesEuro } from '../../domain/money/currency.ts';
import type { Row } from '../../domain/row.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { meaningOf } from '../header/column-names.ts';
import { type Choice, columnQuestion } from '../header/column-question.ts';
import { currencyIn, writtenName } from '../header/header-names.ts';
import type { Reading } from './reading.ts';

/** Columns beyond these are not read, which bounds the time for one line of a damaged file. */
const mostColumns = 200;

/** Dates in forms that no expiry may have: `02.10.`, `2 Oct 2026`. */
const roughDay = /^\d{1,2}(?:[./-]\d{1,2}[./-]?|[.\s/-]+\p{L}{3,9}\.?[\s/-]*(?:\d{2}|\d{4})?)$/u;

/** Counts of a column's cells by kind. */
interface CellCounts {
  filled: number;
  currencies: number;
  days: number;
  mayBeCurrency: boolean;
}

/**
 * Positions of columns that are named like a currency but hold none: `Valuta` above dates; `amountCurrency` above
 * `source` and `target` beside a column of nothing but currencies. `rows` are those below the header.
 */
export function noCurrencies(header: readonly string[], rows: readonly Row[]): ReadonlySet<number> {
  const positions = header.slice(0, mostColumns).flatMap((name, position) => {
    const meaning = meaningOf(writtenName(name));
    return meaning !== undefined && 'column' in meaning && meaning.column === 'currency' ? [position] : [];
  });
  if (positions.length === 0) return new Set();
  const counts = header.slice(0, mostColumns).map((_, position) => countsOf(rows, position));
  const isPlain = ({ filled, currencies }: CellCounts) => filled > 0 && currencies === filled;
  const others = counts.filter(
    (_, position) => !positions.includes(position) || isPlain(counts[position] as CellCounts),
  );
  return new Set(
    positions.filter((position) => {
      const { filled, days, mayBeCurrency } = counts[position] as CellCounts;
      return filled > 0 && !mayBeCurrency && (2 * days >= filled || others.some(isPlain));
    }),
  );
}

function countsOf(rows: readonly Row[], position: number): CellCounts {
  const counts: CellCounts = { filled: 0, currencies: 0, days: 0, mayBeCurrency: false };
  for (const { cells, kinds } of rows) {
    const text = filledText(cells[position] ?? '');
    if (text === '') continue;
    counts.filled++;
    if (namesEuro(text) || currencyIn(text) !== undefined) counts.currencies++;
    const isDay = dayText(text, kinds?.[position]) !== undefined || roughDay.test(text);
    if (isDay) counts.days++;
    counts.mayBeCurrency ||= !isDay && mayNameCurrency(text);
  }
  return counts;
}

/** Checks on all rows the columns that the first rows showed to hold no currencies. */
export class CurrencyWatch {
  readonly #header: readonly string[];
  readonly #watched: readonly number[];
  readonly #found = new Set<number>();

  constructor(header: readonly string[], noCurrency: ReadonlySet<number>) {
    this.#header = header;
    this.#watched = [...noCurrency];
  }

  /** Checks a row. */
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

  /** One question for each column that holds a currency after all. */
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
