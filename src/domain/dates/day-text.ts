import { type CellKind, isNumber } from '../row.ts';

/** A day as a cell writes it, perhaps with a time of day `HH:MM:SS`; only its shape: the calendar may not have this day. */
export type DayText = CertainDay | OrderedDay;

/** Year, month and day are certain. */
export interface CertainDay {
  readonly kind: 'certain';
  /** `2026-12-31`. */
  readonly day: string;
  readonly time?: string;
  /** `Z`, `+02:00` or `+0200`. */
  readonly offset?: string;
}

/** Day and month, two digits each, in an order that the cell alone does not show. */
export interface OrderedDay {
  readonly kind: 'ordered';
  readonly first: string;
  readonly second: string;
  readonly year: string;
  readonly time?: string;
}

/** Characters. */
const longestDay = 40;

const iso =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const common =
  /^(\d{1,2})(?:([/-])(\d{1,2})\2(\d{4})|\.(\d{1,2})\.(\d{4}|\d{2}))(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const serial = /^(\d{5})(?:[.,](\d+))?$/;

/** Spreadsheet serials that are read as days: those of 2009 to 2119. */
const [firstSerial, lastSerial] = [40_000, 80_000];
/** The serial of 1 January 1970. */
const serialOfEpoch = 25_569;
const daySeconds = 24 * 60 * 60;

/**
 * Reads the shape of a normalised text: ISO, `31/12/2026` and `31-12-2026` (in either order), `31.12.2026` and `31.12.26` (always day
 * first), and spreadsheet serials, `46387.75`. Undefined for anything else.
 */
export function dayText(text: string, kind: CellKind | undefined): DayText | undefined {
  if (text.length > longestDay) return undefined;
  return serialDay(text) ?? (isNumber(kind) ? undefined : (isoDay(text) ?? commonDay(text)));
}

/** The day, `2026-12-31`, in one of the two orders; undefined where the calendar does not have it. */
export function dayInOrder({ first, second, year }: OrderedDay, order: 'dmy' | 'mdy'): string | undefined {
  const day = order === 'dmy' ? `${year}-${second}-${first}` : `${year}-${first}-${second}`;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // `Date.parse` moves 30 February to March, so the result is compared with the text.
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return isDay ? day : undefined;
}

function isoDay(text: string): CertainDay | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, day = '', hour, minute = '', second, offset] = match;
  const time = timeOf(hour, minute, second);
  return { kind: 'certain', day, ...time, ...(offset === undefined ? {} : { offset }) };
}

function commonDay(text: string): DayText | undefined {
  const match = common.exec(text);
  if (match === null) return undefined;
  const [, one = '', slash, two, year = '', month = '', pointYear = '', hour, minute = '', second] = match;
  const time = timeOf(hour, minute, second);
  const first = twoDigits(one);
  if (slash !== undefined) return { kind: 'ordered', first, second: twoDigits(two), year, ...time };
  return { kind: 'certain', day: `${pointYear.padStart(4, '20')}-${twoDigits(month)}-${first}`, ...time };
}

function timeOf(hour: string | undefined, minute: string, second = '00'): { readonly time?: string } {
  return hour === undefined ? {} : { time: `${twoDigits(hour)}:${minute}:${second}` };
}

function twoDigits(text = ''): string {
  return text.padStart(2, '0');
}

function serialDay(text: string): CertainDay | undefined {
  const match = serial.exec(text);
  const [, days = '', fraction = ''] = match ?? [];
  if (Number(days) < firstSerial || Number(days) > lastSerial) return undefined;
  const seconds = Math.round(Number(`0.${fraction}`) * daySeconds);
  const local = new Date(((Number(days) - serialOfEpoch) * daySeconds + seconds) * 1000).toISOString();
  const day = local.slice(0, 10);
  return seconds === 0 ? { kind: 'certain', day } : { kind: 'certain', day, time: local.slice(11, 19) };
}
