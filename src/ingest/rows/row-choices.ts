import type { Failure } from '../../domain/failure.ts';
import { onlyText } from '../../domain/hints.ts';
import { filledText } from '../../domain/text/empty-words.ts';
import { shown } from '../../domain/text/shown.ts';
import { type Message, message } from '../../i18n/messages.ts';
import { repeatedName, withoutName } from '../header/column-question.ts';
import { comparedValue } from './row-selection.ts';
import {
  type Direction,
  directionNamed,
  directionOf,
  isOnlyState,
  markSets,
  namesClass,
  namesDirection,
  namesMadeRefund,
  namesReason,
  namesRemark,
  namesState,
  namesTrait,
  stateNamed,
  stateOf,
  yesOrNo,
} from './row-words.ts';

/** A column with more values identifies rows and does not state their status. */
const mostValues = 30;
/** Values listed in a question. */
const mostNamed = 8;

/** A value of a column, with the number and the sum of its rows. */
interface SeenValue {
  /** Text in the first row that has it; empty for empty cells and words such as `null`. */
  readonly text: string;
  rows: number;
  cents: number;
}

interface Watched {
  readonly header: string;
  readonly position: number;
  /** The column is the label: a value that all rows share is not a status. */
  readonly isLabel: boolean;
  readonly values: Map<string, SeenValue>;
  hasMany: boolean;
  filled: number;
}

/** Values whose rows may be meant to be paid; `none` where no row is to be paid. */
type Payable = readonly SeenValue[] | 'none';

/**
 * Watches columns whose few values state the direction of a row's money, or its status: paid, cancelled, failed,
 * open. Where such a column concerns rows that would be paid, a person is asked which rows are meant.
 */
export class RowChoices {
  readonly #header: readonly string[];
  readonly #watched: readonly Watched[];

  constructor(header: readonly string[], positions: readonly number[], label: number) {
    this.#header = header;
    this.#watched = positions.map((position) => ({
      header: header[position] ?? '',
      position,
      isLabel: position === label,
      values: new Map(),
      hasMany: false,
      filled: 0,
    }));
  }

  /** Counts a row that would be paid; 0 cents where its amount cannot be read. */
  note(cells: readonly string[], cents: number): void {
    for (const watched of this.#watched) {
      const cell = cells[watched.position] ?? '';
      let value = watched.values.get(cell);
      if (value === undefined) {
        const text = filledText(cell);
        // Empty cells are counted further: a date of refund that only some rows have is a status, too.
        if (text !== '' && watched.values.size >= mostValues) watched.hasMany = true;
        if (watched.hasMany && text !== '') {
          watched.filled += 1;
          continue;
        }
        value = { text, rows: 0, cents: 0 };
        watched.values.set(cell, value);
      }
      if (value.text !== '') watched.filled += 1;
      value.rows += 1;
      value.cents += cents;
    }
  }

  /** One question per column, `rows_unclear`; `rows_done` where no row needs a payment. */
  get failures(): readonly Failure[] {
    return this.#watched.flatMap((watched) => this.#question(watched) ?? []);
  }

  #question(watched: Watched): Failure | undefined {
    const { header, position, isLabel } = watched;
    if (watched.filled === 0) return undefined;
    const values = watched.hasMany ? filledOrNot(watched) : joined(watched.values);
    const payable = values.length === 0 ? undefined : payableIn(header, values, isLabel);
    if (payable === undefined) return undefined;
    if (header.trim() === '') return withoutName(this.#header, position);
    const repeated = repeatedName(this.#header, position);
    if (repeated !== undefined) return repeated;
    const field = shown(header);
    const seen = message('column_values', { values: listed(values) });
    if (payable === 'none') return { code: 'rows_done', field, details: [seen] };
    const choices = payable.map(({ text }) => onlyText({ header, value: text }));
    const answers = choices.length === 0 ? [] : [message('column_to_say', { choices })];
    return { code: 'rows_unclear', field, details: [seen, ...answers] };
  }
}

/** Merges texts that differ only in case or spaces. */
function joined(values: ReadonlyMap<string, SeenValue>): SeenValue[] {
  const found = new Map<string, SeenValue>();
  for (const { text, rows, cents } of values.values()) {
    const name = comparedValue(text);
    const value = found.get(name) ?? { text, rows: 0, cents: 0 };
    value.rows += rows;
    value.cents += cents;
    found.set(name, value);
  }
  return [...found.values()];
}

/** In a column of very many values, only empty or filled can be a status. */
function filledOrNot({ filled, values }: Watched): SeenValue[] {
  const empty = joined(values).filter(({ text }) => text === '');
  return empty.length === 0 ? [] : [{ text: '…', rows: filled, cents: 0 }, ...empty];
}

/** Undefined where the values do not separate rows to pay from others. */
function payableIn(header: string, values: readonly SeenValue[], isLabel: boolean): Payable | undefined {
  const filled = values.filter(({ text }) => text !== '');
  const column = { header, values, filled, isPartly: filled.length < values.length };
  // A label that all rows share, or that some rows lack, is text for the beneficiary: `Refund issued`.
  if (isLabel && (filled.length < 2 || column.isPartly)) return undefined;
  const payable = byDirection(column) ?? byYesOrNo(column) ?? byState(column);
  return isLabel && payable === 'none' ? undefined : payable;
}

/** The values of a column, all and non-empty. */
interface Column {
  readonly header: string;
  readonly values: readonly SeenValue[];
  readonly filled: readonly SeenValue[];
  readonly isPartly: boolean;
}

function byDirection({ header, values, filled, isPartly }: Column): Payable | undefined {
  const named = isPartly ? directionNamed(header) : undefined;
  if (named !== undefined) return named === 'out' ? values.filter(({ text }) => text === '') : [];
  const directions = filled.map(({ text }) => directionOf(text));
  const has = (direction: Direction) => directions.includes(direction);
  const isWhole = directions.every((direction) => direction !== undefined);
  if (!isWhole && !(has('in') && has('out'))) return undefined;
  const letters = filled.map(({ text }) => text.toLowerCase().replaceAll('.', ''));
  if (letters.every((text) => text.length <= 2)) {
    const isSet = markSets.some((set) => letters.every((letter) => set.has(letter)));
    if (!isSet || namesClass(header) || !(letters.length > 1 || namesDirection(header))) return undefined;
  }
  if (!has('out') && !(has('in') && isPartly)) return undefined;
  return filled.filter((_, at) => directions[at] === 'in');
}

function byYesOrNo({ header, values, filled, isPartly }: Column): Payable | undefined {
  const answers = filled.map(({ text }) => yesOrNo(text));
  const known = answers.filter((answer) => answer !== undefined);
  if (known.length === 0 || 2 * known.length < filled.length || namesTrait(header)) return undefined;
  const meant = stateNamed(header);
  const wanted = meant === 'open' || meant === 'failed' ? 'yes' : 'no';
  if (values.length === 1) return meant !== undefined && answers[0] !== wanted ? 'none' : undefined;
  // Digits alone may be a count.
  if (meant === undefined && filled.every(({ text }) => /^\d+$/.test(text))) return undefined;
  // Marks in some rows under a name without a status: left to the person.
  if (meant === undefined && isPartly && filled.length > 1) return undefined;
  if (meant === undefined) return [];
  return values.filter(({ text }) => (text === '' ? 'no' : yesOrNo(text)) === wanted);
}

function byState({ header, values, filled, isPartly }: Column): Payable | undefined {
  const meant = stateNamed(header);
  const isEnded = meant === 'done' || meant === 'stopped' || namesMadeRefund(header);
  // `Remboursé le`, filled in some rows: those are already refunded.
  if (isPartly && isEnded) return values.filter(({ text }) => text === '');
  const all = filled.map(({ text }) => stateOf(text));
  const isPlain = all.every((state, at) => state === undefined || isOnlyState(filled[at]?.text ?? ''));
  // A cancellation is the reason for a refund, unless other rows state that they are paid or to be paid.
  const isReason =
    namesReason(header) &&
    !namesState(header) &&
    !(isPlain && all.some((state) => state && state !== 'stopped'));
  const states = all.map((state, at) => {
    const isDemand = /pas|not|nicht/i.test(filled[at]?.text ?? '');
    return isReason && state === 'stopped' && !isDemand ? undefined : state;
  });
  const isEnd = (at: number) => states[at] === 'done' || states[at] === 'stopped';
  // Free text contains such words by chance: it states a status only if it contains nothing else.
  const isPure = (at: number) => states[at] !== undefined && isOnlyState(filled[at]?.text ?? '');
  const isFree = namesRemark(header) || isReason;
  if (isFree && !states.every((_, at) => isPure(at))) return undefined;
  const known = states.filter((state) => state !== undefined);
  const isConclusive =
    (2 * known.length >= filled.length && known.some((state) => state !== 'open')) ||
    states.some((_, at) => isEnd(at) && isPure(at));
  if (!isConclusive && !namesState(header)) return undefined;
  if (!isPartly && states.every((_, at) => isEnd(at))) return isReason ? undefined : 'none';
  if (values.length === 1) return undefined;
  const isOneState = !isPartly && states[0] !== undefined && states.every((state) => state === states[0]);
  if (isOneState) return undefined;
  return filled.filter((_, at) => states[at] === 'open' || states[at] === 'failed');
}

/** `"Remboursé": 2 rows, 12.30 EUR; "Annulé": 1 row, 8.00 EUR`. */
function listed(values: readonly SeenValue[]): readonly Message[] {
  const named = values.slice(0, mostNamed).map(({ text, rows, cents: sum }) => {
    if (text === '')
      return sum === 0
        ? message('empty_of_rows', { rows })
        : message('empty_of_rows_with_sum', { rows, sum });
    const value = shown(text);
    return sum === 0
      ? message('value_of_rows', { value, rows })
      : message('value_of_rows_with_sum', { value, rows, sum });
  });
  const count = values.length - named.length;
  return count === 0 ? named : [...named, message('values_more', { count })];
}
