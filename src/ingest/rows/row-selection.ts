import type { Failure } from '../../domain/failure.ts';
import type { RowCondition } from '../../domain/hints.ts';
import type { Plan, SelectingColumn } from '../../domain/plan.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { shown } from '../../domain/text/shown.ts';
import { typedName } from '../../domain/text/typed-name.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { foldedName } from '../header/header-names.ts';
import { columnsNamed, unknownColumn } from '../header/take-mapped.ts';
import type { Totals } from './tally.ts';

/** Values and columns listed in a message. */
const mostNamed = 20;
/** Values of a column remembered for messages; also the size of the cache of `rowSelector`. */
const mostSeen = 1000;

/** The form in which values are compared: as a person would type it, in lower case; empty for words such as `null`. */
export function comparedValue(cell: string): string {
  const text = filledText(cell);
  // A value may consist of characters that shells interpret: `!`.
  return (typedName(text) || text).toLowerCase();
}

/**
 * Resolves a person's `--only` conditions to columns of the header; conditions that do not resolve are returned as
 * `usage_wrong`.
 */
export function selectingColumns(
  header: readonly string[],
  only: readonly RowCondition[],
): { readonly columns: readonly SelectingColumn[]; readonly misuses: readonly Failure[] } {
  const values = new Map<number, string[]>();
  const misuses: Failure[] = [];
  for (const condition of only) {
    const { value, at, others } = namedIn(condition, header);
    if (at === undefined) misuses.push(wrong(unknownColumn(condition.header, header)));
    else if (others.length > 0)
      misuses.push(
        wrong(message('column_ambiguous', { name: shown(condition.header), count: others.length + 1 })),
      );
    else values.set(at, [...(values.get(at) ?? []), comparedValue(value)]);
  }
  return { columns: [...values].map(([at, some]) => ({ at, values: some })), misuses };
}

/** Splits a condition into column and value: either may contain a `=`. */
function namedIn({ header: name, value }: RowCondition, header: readonly string[]) {
  const parts = `${name}=${value}`.split('=');
  for (let mark = 1; mark < parts.length; mark += 1) {
    const [at, ...others] = columnsNamed(parts.slice(0, mark).join('='), header);
    if (at !== undefined) return { value: parts.slice(mark).join('='), at, others };
  }
  return { value, at: undefined, others: [] };
}

function wrong(detail: Message): Failure {
  return { code: 'usage_wrong', field: '--only', details: [detail] };
}

/** The choice of rows as text, independent of the order of the columns; undefined where all rows are chosen. */
export function choiceText({ only = [], header }: Pick<Plan, 'only' | 'header'>): string | undefined {
  if (only.length === 0) return undefined;
  const chosen = only.map(({ at, values }) => [foldedName(header[at] ?? ''), ...values.toSorted()]);
  return JSON.stringify(chosen.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)));
}

/** Makes the function that tests whether a person chose a row. */
export function rowSelector(only: readonly SelectingColumn[] = []): (cells: readonly string[]) => boolean {
  if (only.length === 0) return () => true;
  const chosen = only.map(({ at, values }) => {
    const isChosen = new Map<string, boolean>();
    return (cells: readonly string[]) => {
      const cell = cells[at] ?? '';
      const known = isChosen.get(cell);
      if (known !== undefined) return known;
      const is = values.includes(comparedValue(cell));
      if (isChosen.size < mostSeen) isChosen.set(cell, is);
      return is;
    };
  });
  return (cells) => chosen.every((is) => is(cells));
}

/** Collects the values of the chosen columns, to report a condition on a value that no row has. */
export class SelectedValues {
  readonly #seen: readonly { readonly column: SelectingColumn; readonly values: Map<string, string> }[];

  constructor(only: readonly SelectingColumn[] = []) {
    this.#seen = only.map((column) => ({ column, values: new Map() }));
  }

  /** Adds a row. */
  note(cells: readonly string[]): void {
    for (const { column, values } of this.#seen) {
      const cell = cells[column.at] ?? '';
      if (values.has(cell)) continue;
      if (values.size < mostSeen || column.values.includes(comparedValue(cell)))
        values.set(cell, comparedValue(cell));
    }
  }

  /**
   * One `usage_wrong` for each condition value that no row has, listing the values there are. For a choice remembered
   * for every file of this kind (`isStanding`), only if no row fits at all.
   */
  misuses(
    header: readonly string[],
    { rows, leftOut }: Pick<Totals, 'rows' | 'leftOut'>,
    isStanding: boolean,
  ): readonly Failure[] {
    if (this.#seen.length === 0) return [];
    const unseen = this.#unseen(header);
    if (rows > 0 && rows === leftOut.rows)
      return unseen.length > 0 ? unseen : [wrong(message('only_fits_no_row', {}))];
    return isStanding ? [] : unseen;
  }

  #unseen(header: readonly string[]): readonly Failure[] {
    return this.#seen.flatMap(({ column, values }) => {
      const known = new Map([...values].map(([cell, value]) => [value, cell.trim()]));
      const named = [...known.values()].slice(0, mostNamed).map(shown);
      const seen = { values: named, more: known.size - named.length };
      const name = shown(header[column.at] ?? '');
      return column.values
        .filter((value) => !known.has(value))
        .map((value) =>
          wrong(message('column_value_unknown', { column: name, value: shown(value), ...seen })),
        );
    });
  }
}
