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

/** Values and columns that a message names. */
const mostNamed = 20;
/** Values of a column beyond these are not remembered: none is named that a person would look for. */
const mostSeen = 1000;

/** A value as it is compared: as it can be typed, without regard to case; empty for words for nothing. */
export function comparedValue(cell: string): string {
  const text = filledText(cell);
  // What shells take for themselves is a value all the same: `!`.
  return (typedName(text) || text).toLowerCase();
}

/** The columns of a header that a person's conditions choose rows by, and what is wrong with the conditions, as `usage_wrong`. */
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

/** The column and the value that are meant: either may have the mark between them in itself. */
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

/** The choice as text: the same for the same columns and values, wherever the columns stand; undefined where all rows are meant. */
export function choiceText({ only = [], header }: Pick<Plan, 'only' | 'header'>): string | undefined {
  if (only.length === 0) return undefined;
  const chosen = only.map(({ at, values }) => [foldedName(header[at] ?? ''), ...values.toSorted()]);
  return JSON.stringify(chosen.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)));
}

/** What tells whether a row is one of those that a person chose. */
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

/** The values that the chosen columns have, so that a condition on a value that no row has is noticed. */
export class SelectedValues {
  readonly #seen: readonly { readonly column: SelectingColumn; readonly values: Map<string, string> }[];

  constructor(only: readonly SelectingColumn[] = []) {
    this.#seen = only.map((column) => ({ column, values: new Map() }));
  }

  /** Takes in a row. */
  note(cells: readonly string[]): void {
    for (const { column, values } of this.#seen) {
      const cell = cells[column.at] ?? '';
      if (values.has(cell)) continue;
      if (values.size < mostSeen || column.values.includes(comparedValue(cell)))
        values.set(cell, comparedValue(cell));
    }
  }

  /**
   * One `usage_wrong` for each value that no row has, with those that there are; of a standing choice, that of every night, only where no row
   * fits at all.
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
