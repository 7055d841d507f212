import { readAmount } from '../../src/domain/amount.ts';
import { AmountEvidence } from '../../src/domain/amount-evidence.ts';
import { Random } from '../simulation/random.ts';

/** A way to write cents that proves its marks by itself or beside others of its column. */
type Writing = (cents: number) => string;

const narrow = '\u202f';
const noBreak = '\u00a0';

function written(decimal: string, group: string, before = '', after = ''): Writing {
  return (cents) => {
    const digits = String(cents).padStart(3, '0');
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, group);
    return `${before}${whole}${decimal}${digits.slice(-2)}${after}`;
  };
}

const columns: readonly Writing[] = [
  written('.', ''),
  written(',', ''),
  written('.', ','),
  written(',', '.'),
  written(',', ' '),
  written(',', noBreak, '', ' €'),
  written(',', narrow, '', `${narrow}€`),
  written('.', "'", 'EUR '),
  written('.', '’', '€'),
  written(',', '.', '', ' EUR'),
  written('.', ',', '+'),
];

/** Writes amounts from 0.01 to 9,999,999.99 in columns of a thousand, reads them back, and counts those that came back otherwise. */
export function countWrong(amounts: number): { readonly wrong: number; readonly ms: number } {
  const random = new Random(1);
  let wrong = 0;
  let ms = 0;
  for (let done = 0; done < amounts; done += 1000) {
    const write = random.pick(columns);
    const cents = Array.from({ length: 1000 }, () => Math.round(random.logBetween(1, 999_999_999)));
    const texts = cents.map(write);
    const startedAt = performance.now();
    const evidence = new AmountEvidence();
    texts.forEach((text, at) => {
      evidence.note(text, undefined, at + 1);
    });
    const marks = evidence.conclude({});
    wrong += texts.filter(
      (text, at) => readAmount(text, undefined, marks, 'amount', []) !== cents[at],
    ).length;
    ms += performance.now() - startedAt;
  }
  return { wrong, ms };
}
