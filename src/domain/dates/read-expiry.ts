import { message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import type { CellKind } from '../row.ts';
import { shown } from '../text/shown.ts';
import { basisOf, type DayOrder } from './day-order.ts';
import { type CertainDay, dayInOrder, dayText, type OrderedDay } from './day-text.ts';
import { isoOf } from './expiry.ts';
import { instantIn } from './zone-time.ts';

/** An expiry that a cell gives. */
export interface Expiry {
  /** Milliseconds, in whole seconds. */
  readonly instant: number;
  /**
   * What the cell says in one form, whatever the zone of the account: `2026-12-31`, `2026-12-31T18:00:00`, or in UTC, `2026-12-31T17:00:00Z`,
   * where it names a zone of its own.
   */
  readonly said: string;
}

/**
 * The expiry in a normalised text that is not empty. A day alone means its last second, and a time without a zone its local time, in `zone`,
 * an IANA name (`instantIn` says which instant where clocks change); fractions of a second are cut. What no calendar has is
 * `expiry_unreadable`; where the column does not tell day from month, it is `expiry_ambiguous`.
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
  // `Date.parse` moves 30 February to March: what does not read back is no date.
  if (Number.isNaN(localMs) || isoOf(localMs) !== `${local}Z`) return undefined;
  if (offset === undefined) {
    return { instant: instantIn(zone, localMs), said: time === undefined ? day : local };
  }
  const offsetMs = offsetMsOf(offset);
  return offsetMs === undefined
    ? undefined
    : { instant: localMs - offsetMs, said: isoOf(localMs - offsetMs) };
}

function offsetMsOf(offset: string): number | undefined {
  if (/^z$/i.test(offset)) return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  const offsetMs = (hours * 60 + minutes) * 60_000;
  return offset.startsWith('-') ? -offsetMs : offsetMs;
}
