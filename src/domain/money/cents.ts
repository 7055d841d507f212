import { type Message, message } from '../../i18n/messages.ts';
import type { Failure } from '../failure.ts';
import { shown } from '../text/shown.ts';

const plain = /^(\d+)(?:[.,](\d+))?$/;
const grouped = /^([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)$|^([1-9]\d{0,2}(?:\.\d{3})+),(\d+)$/;
const negative = /^[-\u2212]\s*\d[\d.,]*$|^\d[\d.,]*[-\u2212]$/;
/** Whole digits; with more, the cents are not exact as a number. */
const mostDigits = 13;

/**
 * Reads a normalised text as whole cents, by its digits and never through a float. Accepts `12`, `12.5`, `12,50` and, with both marks,
 * thousands in groups of three: `1,234.56`, `1.234,56`. A single mark before exactly three digits (`1.234`) is `amount_ambiguous`; zero
 * and less is `amount_not_positive`; signs, spaces, currencies and exponents are not accepted.
 */
export function readCents(text: string, field: string, found: Failure[]): number | undefined {
  const match = plain.exec(text);
  if (match === null) return readUnusual(text, field, found);
  const [, whole = '', decimals = ''] = match;
  if (decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) {
    const ways = { one: `${whole}${decimals}.00`, other: `${whole}.${decimals}` };
    return fail('amount_ambiguous', [message('found_either', { found: shown(text), ...ways })], field, found);
  }
  return centsOf(whole, decimals, text, field, found);
}

function readUnusual(text: string, field: string, found: Failure[]): undefined | number {
  if (text === '') return fail('amount_missing', [], field, found);
  const match = text.length > 40 ? null : grouped.exec(text);
  if (match !== null) {
    const whole = (match[1] ?? match[3] ?? '').replaceAll(/[.,]/g, '');
    return centsOf(whole, match[2] ?? match[4] ?? '', text, field, found);
  }
  if (text.length <= 40 && negative.test(text)) return fail('amount_not_positive', seen(text), field, found);
  return fail('amount_unreadable', seen(text), field, found);
}

function centsOf(whole: string, decimals: string, text: string, field: string, found: Failure[]) {
  if (decimals.length > 2) return fail('amount_too_many_decimals', seen(text), field, found);
  const digits = whole.replace(/^0+(?=\d)/, '');
  if (digits.length > mostDigits) return fail('amount_above_ceiling', seen(text), field, found);
  const cents = Number(digits) * 100 + Number(decimals.padEnd(2, '0'));
  return cents > 0 ? cents : fail('amount_not_positive', seen(text), field, found);
}

function seen(text: string): readonly Message[] {
  return [message('found', { found: shown(text) })];
}

function fail(
  code: Failure['code'],
  details: readonly Message[],
  field: string,
  found: Failure[],
): undefined {
  found.push(details.length === 0 ? { code, field } : { code, field, details });
  return undefined;
}

/** Adds `amount_above_ceiling` where the amount is above the ceiling, both in cents. */
export function judgeCeiling(cents: number, ceilingCents: number, field: string, found: Failure[]): void {
  if (cents <= ceilingCents) return;
  const details = [message('amount_above', { amount: cents, most: ceilingCents })];
  found.push({ code: 'amount_above_ceiling', field, details });
}

/** Cents as a decimal for files and people: `12.50` for 1250. */
export function decimalOf(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Cents as a person reads them: `12,345.67 EUR`. */
export function euros(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${cents < 0 ? '-' : ''}${whole}.${digits.slice(-2)} EUR`;
}
