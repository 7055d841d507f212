import type { Hints } from '../../src/domain/hints.ts';
import { readAmount } from '../../src/domain/money/amount.ts';
import { AmountEvidence } from '../../src/domain/money/amount-evidence.ts';
import type { CellKind } from '../../src/domain/row.ts';
import { normalised } from '../../src/domain/text/characters.ts';
import { Random } from '../simulation/random.ts';

/** A notation of cents whose decimal mark is unambiguous by itself or within its column. */
interface Writing {
  write(cents: number): string;
  readonly kind?: CellKind;
  readonly hints?: Pick<Hints, 'unit' | 'decimalMark'>;
}

const narrow = '\u202f';
const noBreak = '\u00a0';

/** Writes always two decimals. */
function full(decimal: string, group: string, before = '', after = ''): Writing {
  return {
    write(cents) {
      const digits = String(cents).padStart(3, '0');
      return `${before}${grouped(digits.slice(0, -2), group)}${decimal}${digits.slice(-2)}${after}`;
    },
  };
}

/** Writes as people type: `12`, `12,5` and `12,55`; whole euros with `dash` after them. */
function short(decimal: string, group: string, dash = ''): Writing {
  return {
    write(cents) {
      const whole = grouped(String(Math.floor(cents / 100)), group);
      const rest = String(cents % 100).padStart(2, '0');
      return rest === '00' ? whole + dash : `${whole}${decimal}${rest.replace(/0$/, '')}`;
    },
  };
}

function grouped(digits: string, mark: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, mark);
}

const columns: readonly Writing[] = [
  full('.', ''),
  full(',', ''),
  full('.', ','),
  full(',', '.'),
  full(',', ' '),
  full(',', noBreak, '', ' €'),
  full(',', narrow, '', `${narrow}€`),
  full('.', "'", 'EUR '),
  full('.', '’', '€'),
  full(',', '.', '', ' EUR'),
  full(',', '', '', ' euros'),
  full('.', ',', '+'),
  full('.', '', "'"),
  full(',', ' ', '  ', ' '),
  short('.', ''),
  short(',', ''),
  short('.', ','),
  short(',', '.'),
  short(',', ' '),
  short(',', '.', ',-'),
  short('.', ',', '.\u2014'),
  { ...short(',', '.'), hints: { decimalMark: ',' } },
  { write: String, hints: { unit: 'cents' } },
  { write: (cents) => grouped(String(cents), ' '), hints: { unit: 'cents' } },
  // A workbook stores a number as the digits of a float, short or in full, or with an exponent.
  { write: (cents) => String(cents / 100), kind: 'number' },
  { write: (cents) => (cents / 100).toPrecision(17), kind: 'number' },
  { write: (cents) => (cents / 100).toExponential(16), kind: 'number' },
  { write: String, kind: 'number', hints: { unit: 'cents' } },
];

const inColumn = 1000;

/**
 * Writes amounts from 0.01 to 10,000,000.00 in columns of a thousand, a third of them whole euros, reads them back, and counts those
 * that are read wrongly or not at all.
 */
export function countWrong(amounts: number): {
  readonly wrong: number;
  readonly ms: number;
  readonly writings: number;
} {
  const random = new Random(1);
  let wrong = 0;
  let ms = 0;
  for (let done = 0; done < amounts; done += inColumn) {
    const { write, kind, hints = {} } = columns[(done / inColumn) % columns.length] ?? full('.', '');
    const cents = Array.from({ length: inColumn }, () => amountFrom(random));
    const texts = cents.map(write);
    const startedAt = performance.now();
    const read = readColumn(texts, kind, hints);
    ms += performance.now() - startedAt;
    wrong += read.filter((one, at) => one !== cents[at]).length;
  }
  return { wrong, ms, writings: columns.length };
}

function amountFrom(random: Random): number {
  const cents = Math.round(random.logBetween(1, 999_999_999));
  return random.chance(1 / 3) ? Math.ceil(cents / 100) * 100 : cents;
}

function readColumn(
  texts: readonly string[],
  kind: CellKind | undefined,
  hints: Pick<Hints, 'unit' | 'decimalMark'>,
): readonly (number | undefined)[] {
  const evidence = new AmountEvidence();
  texts.forEach((text, at) => {
    evidence.note(normalised(text), kind, at + 1);
  });
  const marks = evidence.conclude(hints);
  return texts.map((text) => readAmount(normalised(text), kind, marks, 'amount', []));
}
