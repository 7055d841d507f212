import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import type { CellKind } from '../row.ts';
import { shown } from '../text/shown.ts';
import { basisOf, type DayOrder } from './day-order.ts';
import { type CertainDay, dayInOrder, dayText, type OrderedDay } from './day-text.ts';
import { isoOf } from './expiry.ts';
import { instantIn } from './zone-time.ts';

/** The expiry in a cell. */
export interface Expiry {
  /** Milliseconds, in whole seconds. */
  readonly instant: number;
  /**
   * The value of the cell in one spelling, independent of the account's zone: `2026-12-31`, `2026-12-31T18:00:00`, or in UTC,
   * `2026-12-31T17:00:00Z`, where the cell names a zone.
   */
  readonly canonical: string;
}

/**
 * Reads a normalised text that is not empty as an expiry. A day alone means its last second, and a time without a zone is local, both in
 * `zone`, an IANA name (see `instantIn` for changes of clocks); fractions of a second are cut. A day that the calendar does not have adds
 * `expiry_unreadable`; a day that `order` does not settle adds `expiry_ambiguous`.
 */
export function readExpiry(
  text: string,
  kind: CellKind | undefined,
  order: DayOrder,
  zone: string,
  field: string,
  found: Failure[],
): Expiry | undefined {
  const shape = dayText(text, kind);
  const day = shape?.kind === 'ordered' ? certainDay(shape, order) : shape;
  const expiry = day === undefined || day === 'either' ? undefined : expiryOf(day, zone);
  if (expiry !== undefined) return expiry;
  const code = day === 'either' ? 'expiry_ambiguous' : 'expiry_unreadable';
  const ways = shape?.kind === 'ordered' && day === 'either' ? waysOf(shape) : [];
  const [one, other] = ways;
  const seen =
    one === undefined || other === undefined
      ? message('found', { found: shown(text) })
      : message('found_either', { found: shown(text), one, other });
  const basis = shape?.kind === 'ordered' ? [basisOf(order)] : [];
  found.push({ code, field, details: [seen, ...basis] });
  return undefined;
}

function certainDay(shape: OrderedDay, order: DayOrder): CertainDay | 'either' | undefined {
  const isOrderNeeded = shape.first !== shape.second;
  if (isOrderNeeded && !('order' in order)) return waysOf(shape).length === 0 ? undefined : 'either';
  const day = dayInOrder(shape, 'order' in order ? order.order : 'dmy');
  if (day === undefined) return undefined;
  return shape.time === undefined ? { kind: 'certain', day } : { kind: 'certain', day, time: shape.time };
}

function waysOf(shape: OrderedDay): readonly string[] {
  const orders = ['dmy', 'mdy'] as const;
  return orders.map((order) => dayInOrder(shape, order)).filter((day) => day !== undefined);
}

function expiryOf({ day, time, offset }: CertainDay, zone: string): Expiry | undefined {
  const local = `${day}T${time ?? '23:59:59'}`;
  const localMs = Date.parse(`${local}Z`);
  // `Date.parse` moves 30 February to March, so the result is compared with the text.
  if (Number.isNaN(localMs) || isoOf(localMs) !== `${local}Z`) return undefined;
  if (offset === undefined) {
    return { instant: instantIn(zone, localMs), canonical: time === undefined ? day : local };
  }
  const offsetMs = offsetMsOf(offset);
  return offsetMs === undefined
    ? undefined
    : { instant: localMs - offsetMs, canonical: isoOf(localMs - offsetMs) };
}

function offsetMsOf(offset: string): number | undefined {
  if (/^z$/i.test(offset)) return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  const offsetMs = (hours * 60 + minutes) * 60_000;
  return offset.startsWith('-') ? -offsetMs : offsetMs;
}
