import { euros } from '../domain/cents.ts';
import type { Failure } from '../domain/failure.ts';
import { onlyText } from '../domain/hints.ts';
import { shown } from '../domain/shown.ts';
import { withoutName } from './column-question.ts';
import { comparedValue } from './row-selection.ts';
import {
  directionOf,
  directionPairs,
  namesDirection,
  namesRemark,
  namesState,
  namesTrait,
  stateNamed,
  stateOf,
  yesOrNo,
} from './row-words.ts';

/** A column with more values than these says who or what a row is, not how it stands. */
const mostValues = 30;
/** Values that a question names. */
const mostNamed = 8;

/** A value of a column, with the rows that have it. */
interface SeenValue {
  /** As it stands in the first row that has it; empty for empty cells. */
  readonly text: string;
  rows: number;
  cents: number;
}

interface Watched {
  readonly header: string;
  readonly position: number;
  readonly values: Map<string, SeenValue>;
  hasMany: boolean;
  filled: number;
}

/**
 * Columns without a meaning for us whose few values say which way the money of a row went, or how far the row has come: paid, cancelled,
 * failed, open. Where they say it of rows that would be paid, a person is asked which rows are meant.
 */
export class RowChoices {
  readonly #header: readonly string[];
  readonly #watched: readonly Watched[];

  constructor(header: readonly string[], positions: readonly number[]) {
    this.#header = header;
    this.#watched = positions.map((position) => ({
      header: header[position] ?? '',
      position,
      values: new Map(),
      hasMany: false,
      filled: 0,
    }));
  }

  /** Takes in a row that would be paid; 0 cents where its amount cannot be read. */
  note(cells: readonly string[], cents: number): void {
    for (const watched of this.#watched) {
      const text = cells[watched.position] ?? '';
      if (text !== '') watched.filled += 1;
      let value = watched.values.get(text);
      if (value === undefined) {
        // Empty cells go on being counted: a date of refund that only some rows have is a state, too.
        if (text !== '' && watched.values.size >= mostValues) watched.hasMany = true;
        if (watched.hasMany && text !== '') continue;
        value = { text, rows: 0, cents: 0 };
        watched.values.set(text, value);
      }
      value.rows += 1;
      value.cents += cents;
    }
  }

  /** One question a column, `rows_unclear`; `rows_done` where every row says that it needs no payment. */
  get failures(): readonly Failure[] {
    return this.#watched.flatMap((watched) => this.#question(watched) ?? []);
  }

  #question(watched: Watched): Failure | undefined {
    const { header, position } = watched;
    if (watched.filled === 0) return undefined;
    const values = watched.hasMany ? filledOrNot(watched) : joined(watched.values);
    const payable = payableIn(header, values);
    if (payable === undefined) return undefined;
    if (header.trim() === '') return withoutName(this.#header, position);
    const field = shown(header);
    const seen = `The values are ${listed(values)}.`;
    if (payable === 'none') return { code: 'rows_done', field, detail: seen };
    const answers = payable.map(({ text }) => onlyText({ header, value: text }));
    const detail = answers.length === 0 ? seen : `${seen} Say ${answers.join(' or ')}.`;
    return { code: 'rows_unclear', field, detail };
  }
}

/** Texts that differ in case or spaces alone are one value. */
function joined(values: ReadonlyMap<string, SeenValue>): SeenValue[] {
  const found = new Map<string, SeenValue>();
  for (const { text, rows, cents } of values.values()) {
    const name = comparedValue(text);
    const value = found.get(name) ?? { text: name === '' ? '' : text.trim(), rows: 0, cents: 0 };
    value.rows += rows;
    value.cents += cents;
    found.set(name, value);
  }
  return [...found.values()];
}

/** Of a column of very many values only whether a cell is filled can be a state. */
function filledOrNot({ filled, values }: Watched): SeenValue[] {
  const empty = joined(values).filter(({ text }) => text === '');
  return empty.length === 0 ? [] : [{ text: '…', rows: filled, cents: 0 }, ...empty];
}

/**
 * The values whose rows may be meant to be paid, as far as words tell; none where nothing tells it; `none` where no row is to be paid.
 * Undefined where the values do not part rows to be paid from others.
 */
function payableIn(header: string, values: readonly SeenValue[]): readonly SeenValue[] | 'none' | undefined {
  return byDirection(header, values) ?? byYesOrNo(header, values) ?? byState(header, values);
}

function byDirection(header: string, values: readonly SeenValue[]): readonly SeenValue[] | undefined {
  const filled = values.filter(({ text }) => text !== '');
  const directions = filled.map(({ text }) => directionOf(text));
  if (filled.length === 0 || !directions.every((direction) => direction !== undefined)) return undefined;
  const isNamed = namesDirection(header);
  const letters = filled.map(({ text }) => text.toLowerCase());
  const areMarks = letters.every((text) => text.length === 1);
  const isPair = directionPairs.some((pair) => letters.every((letter) => pair.includes(letter)));
  if (areMarks && !(isPair && (values.length > 1 || isNamed))) return undefined;
  const isOneWay = values.length === 1 && directions[0] !== 'out';
  if (isOneWay || !directions.some((direction) => direction !== 'either')) return undefined;
  return filled.filter((_, at) => directions[at] === 'in');
}

function byYesOrNo(header: string, values: readonly SeenValue[]): readonly SeenValue[] | 'none' | undefined {
  const filled = values.filter(({ text }) => text !== '');
  const answers = filled.map(({ text }) => yesOrNo(text));
  if (filled.length === 0 || answers.includes(undefined) || namesTrait(header)) return undefined;
  const meant = stateNamed(header);
  if (values.length === 1) {
    const isDone = answers[0] === 'yes' && (meant === 'done' || meant === 'stopped');
    return isDone ? 'none' : undefined;
  }
  // Digits alone may count something.
  if (meant === undefined && filled.every(({ text }) => /^[01]$/.test(text.trim()))) return undefined;
  if (meant === undefined) return [];
  const wanted = meant === 'open' || meant === 'failed' ? 'yes' : 'no';
  return values.filter(({ text }) => (text === '' ? 'no' : yesOrNo(text)) === wanted);
}

function byState(header: string, values: readonly SeenValue[]): readonly SeenValue[] | 'none' | undefined {
  const filled = values.filter(({ text }) => text !== '');
  const isPartly = filled.length < values.length;
  const meant = stateNamed(header);
  const isEnded = meant === 'done' || meant === 'stopped';
  // `Remboursé le`, filled in some rows: those have been refunded.
  if (isPartly && isEnded) return values.filter(({ text }) => text === '');
  const states = filled.map(({ text }) => stateOf(text));
  const known = states.filter((state) => state !== undefined);
  // Free text has one of the words now and then: it tells a state where it says nothing else.
  const isFree =
    namesRemark(header) && !states.every((state, at) => state && isShort(filled[at]?.text ?? ''));
  if (isFree) return undefined;
  const isTold = 2 * known.length >= filled.length && known.some((state) => state !== 'open');
  if (!isTold && !namesState(header)) return undefined;
  const [first] = states;
  const isAlike = !isPartly && states.every((state) => state === first);
  if (isAlike && first !== undefined) return first === 'done' || first === 'stopped' ? 'none' : undefined;
  if (values.length === 1) return undefined;
  return filled.filter((_, at) => states[at] !== 'done' && states[at] !== 'stopped');
}

function isShort(text: string): boolean {
  return text.split(/\s+/).length <= 3;
}

/** `"Remboursé": 2 rows, 12.30 EUR; "Annulé": 1 row, 8.00 EUR`. */
function listed(values: readonly SeenValue[]): string {
  const named = values.slice(0, mostNamed).map(({ text, rows, cents }) => {
    const sum = cents === 0 ? '' : `, ${euros(cents)}`;
    return `${text === '' ? 'an empty cell' : shown(text)}: ${rows} ${rows === 1 ? 'row' : 'rows'}${sum}`;
  });
  const more = values.length > mostNamed ? `; and ${values.length - mostNamed} more` : '';
  return `${named.join('; ')}${more}`;
}
