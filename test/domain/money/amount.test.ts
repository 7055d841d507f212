import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AmountMarks, type Mark, otherMark } from '../../../src/domain/amount-marks.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { readAmount, signedCents } from '../../../src/domain/money/amount.ts';
import { AmountEvidence } from '../../../src/domain/money/amount-evidence.ts';
import { decimalOf } from '../../../src/domain/money/cents.ts';
import type { CellKind } from '../../../src/domain/row.ts';
import { effortOf } from '../../support/effort.ts';
import { detailOf } from '../../support/in-words.ts';

function marksOf(cells: readonly string[], hints: { decimalMark?: Mark; unit?: 'euros' | 'cents' } = {}) {
  const evidence = new AmountEvidence();
  cells.forEach((cell, position) => {
    evidence.note(cell, undefined, position + 2);
  });
  return evidence.conclude(hints);
}

function read(text: string, marks: AmountMarks, kind?: CellKind): number | string {
  const found: Failure[] = [];
  const cents = readAmount(text, kind, marks, 'amount', found);
  expect(found.length).toBe(cents === undefined ? 1 : 0);
  return cents ?? found[0]?.code ?? '';
}

function shownOf(text: string, marks: AmountMarks): string | undefined {
  const found: Failure[] = [];
  readAmount(text, undefined, marks, 'amount', found);
  return found[0] && detailOf(found[0]);
}

const comma = marksOf(['12,50']);
const point = marksOf(['12.50']);
const groupedComma = marksOf(['1.234,56']);
const unproven = marksOf([]);
const both = marksOf(['12,50', '12.50']);
const chosenComma = marksOf([], { decimalMark: ',' });
const cents = marksOf([], { unit: 'cents' });
const everyMarks = [comma, point, groupedComma, unproven, both, chosenComma, cents];

describe('in a column of decimal commas', () => {
  test.each([
    ['12', 1200],
    ['12,5', 1250],
    ['0012,50', 1250],
    ['0,01', 1],
    ['1.234,56', 123_456],
    ['1 234,56', 123_456],
    ['1\u00a0234\u00a0567,89', 123_456_789],
    ['1\u202f234,5', 123_450],
    ['1\u2009234', 123_400],
    ["1'234,50", 123_450],
    ['1’234,50', 123_450],
    ['12,50 €', 1250],
    ['€12,50', 1250],
    ['EUR 12,50', 1250],
    ['12,50\u00a0euros', 1250],
    ['12 Euro', 1200],
    ['€ 12,50 EUR', 1250],
    ['+12,50', 1250],
    ["'12,50", 1250],
    ["'+12,50", 1250],
    ['12,-', 1200],
    ['12,-- €', 1200],
    ['12,– €', 1200],
    ['1.234,-', 123_400],
    ['1.234.567', 123_456_700],
    ['9999999999999,99', 999_999_999_999_999],
  ])('%s is %p cents', (text, amount) => {
    expect(read(text, comma)).toBe(amount);
  });

  test.each([
    ['', 'amount_missing'],
    ['12.50', 'amount_ambiguous'],
    ['1.234', 'amount_ambiguous'],
    ['1,234', 'amount_ambiguous'],
    ['1,234.56', 'amount_ambiguous'],
    ['1,234,567', 'amount_ambiguous'],
    ['12.-', 'amount_ambiguous'],
    ['0,750', 'amount_too_many_decimals'],
    ['1 234,567', 'amount_too_many_decimals'],
    ['1234,567', 'amount_too_many_decimals'],
    ['0', 'amount_not_positive'],
    ['0,00', 'amount_not_positive'],
    ['-12,50', 'amount_not_positive'],
    ['- 12,50 €', 'amount_not_positive'],
    ['\u221212,50', 'amount_not_positive'],
    ['12,50-', 'amount_not_positive'],
    ['€-12,50', 'amount_not_positive'],
    ['-€12,50', 'amount_not_positive'],
    ['12,50 €-', 'amount_not_positive'],
    ["'-12,50", 'amount_not_positive'],
    ['(12,50)', 'amount_not_positive'],
    ['(12,50 €)', 'amount_not_positive'],
    ['€ (12,50)', 'amount_not_positive'],
    ['-1.234', 'amount_not_positive'],
    ['$12', 'currency_not_supported'],
    ['US$ 12,50', 'currency_not_supported'],
    ['12 CHF', 'currency_not_supported'],
    ['usd12', 'currency_not_supported'],
    ['12,50 £', 'currency_not_supported'],
    ['€12 CHF', 'currency_not_supported'],
    ['12345678901234', 'amount_above_ceiling'],
    ['--12', 'amount_unreadable'],
    ['(-12)', 'amount_unreadable'],
    ['(12', 'amount_unreadable'],
    ['12)', 'amount_unreadable'],
    ['12,', 'amount_unreadable'],
    [',50', 'amount_unreadable'],
    ['12,---', 'amount_unreadable'],
    ['1 23', 'amount_unreadable'],
    ['1 234.567 890', 'amount_unreadable'],
    ['1 234’567', 'amount_unreadable'],
    ['0.123,45', 'amount_unreadable'],
    ['1234.567,89', 'amount_unreadable'],
    ['12,34,56', 'amount_unreadable'],
    ['1..234', 'amount_unreadable'],
    ['12 apples', 'amount_unreadable'],
    ['1e3', 'amount_unreadable'],
    ['0x10', 'amount_unreadable'],
    ['١٢', 'amount_unreadable'],
    ['2026-12-31', 'amount_unreadable'],
    ['TRUE', 'amount_unreadable'],
    ['#N/A', 'amount_unreadable'],
  ])('%s is refused with %s', (text, code) => {
    expect(read(text, comma)).toBe(code);
  });

  test('thousands after a point are read only where a cell proves that points part thousands', () => {
    expect(read('1.234', comma)).toBe('amount_ambiguous');
    expect(read('1.234', groupedComma)).toBe(123_400);
    expect(read('1,234', groupedComma)).toBe('amount_ambiguous');
    expect(read('1.234', marksOf(['1.234.567']))).toBe(123_400);
    expect(read('1.234', marksOf(['1 234,50']))).toBe('amount_ambiguous');
  });
});

describe('in a column of decimal points', () => {
  test('amounts are read as with commas, with the marks exchanged', () => {
    const groupedPoint = marksOf(['1,234.56']);
    expect(read('1,234.56', point)).toBe(123_456);
    expect(read("1'234.50", point)).toBe(123_450);
    expect(read('1,234', point)).toBe('amount_ambiguous');
    expect(read('1,234', groupedPoint)).toBe(123_400);
    expect(read('1.234', groupedPoint)).toBe('amount_ambiguous');
    expect(read('12,50', point)).toBe('amount_ambiguous');
    expect(read('0.750', point)).toBe('amount_too_many_decimals');
  });
});

describe('where the decimal mark is not proven', () => {
  test.each([
    ['no cell proves a mark', unproven],
    ['cells prove both', both],
  ])('because %s, cells with a mark are ambiguous and whole ones are euros', (_, marks) => {
    for (const text of ['1.234', '1,234', '12.50', '1.234,56', '1.234.567', '12,-']) {
      expect(read(text, marks)).toBe('amount_ambiguous');
    }
    expect(read('1234', marks)).toBe(123_400);
    expect(read('1 234 €', marks)).toBe(123_400);
  });
});

describe('a decimal mark that a person chose', () => {
  test.each([
    ['12,50', 1250],
    ['1.234', 123_400],
    ['1.234,5', 123_450],
    ['1.234.567', 123_456_700],
    ['1,234', 'amount_too_many_decimals'],
    ['12.50', 'amount_unreadable'],
    ['1,234.56', 'amount_unreadable'],
    ['1,234,567', 'amount_unreadable'],
  ])('settles %s', (text, result) => {
    expect(read(text, chosenComma)).toBe(result);
  });
});

describe('a number of a workbook', () => {
  test.each([
    ['1234.5', 123_450],
    ['1.234', 'amount_too_many_decimals'],
    ['12.500', 1250],
    ['19.990000000000002', 1999],
    ['19.989999999999998', 1999],
    ['0.30000000000000004', 30],
    ['9.9999999999999995', 1000],
    ['0.285', 'amount_too_many_decimals'],
    ['0.0000000000000001', 'amount_too_many_decimals'],
    ['1E3', 100_000],
    ['1.25E+1', 1250],
    ['125E-1', 1250],
    ['1E-300', 'amount_too_many_decimals'],
    ['1E300', 'amount_above_ceiling'],
    ['1E9999', 'amount_unreadable'],
    ['0', 'amount_not_positive'],
    ['-5', 'amount_not_positive'],
    ['12,5', 'amount_unreadable'],
    ['12 €', 'amount_unreadable'],
  ])('%s is %p, whatever the texts of the column prove', (text, result) => {
    for (const marks of [comma, point, unproven, both, chosenComma]) {
      expect(read(text, marks, 'number')).toBe(result);
    }
  });

  test('is rounded in the same way where it was exported as text with all its digits', () => {
    expect(read('19.990000000000002', point)).toBe(1999);
    expect(read('1.234,5600000000001', groupedComma)).toBe(123_456);
    expect(read('19.9900000000002', point)).toBe('amount_too_many_decimals');
    expect(read('19.994000000000002', point)).toBe('amount_too_many_decimals');
    expect(read('19.990000000000002', comma)).toBe('amount_ambiguous');
  });
});

describe('in a column of cents', () => {
  test.each([
    ['1250', 1250],
    ['1 250', 1250],
    ['12,50', 'amount_ambiguous'],
    ['1.250', 'amount_ambiguous'],
    ['0', 'amount_not_positive'],
  ])('%s is %p', (text, result) => {
    expect(read(text, cents)).toBe(result);
  });

  test('only whole numbers are read', () => {
    const marks = marksOf([], { unit: 'cents', decimalMark: ',' });
    expect(read('1.250', marks)).toBe(1250);
    expect(read('12,50', marks)).toBe('amount_unreadable');
    expect(read('12,-', marks)).toBe('amount_unreadable');
    expect(read('1250', marks, 'number')).toBe(1250);
    expect(read('12.5', marks, 'number')).toBe('amount_unreadable');
  });
});

describe('a control sum', () => {
  test('may be negative or zero', () => {
    expect(signedCents('-12,50', undefined, comma)).toBe(-1250);
    expect(signedCents('(1.234,56 €)', undefined, comma)).toBe(-123_456);
    expect(signedCents('0,00', undefined, comma)).toBe(0);
    expect(signedCents('-0,00', undefined, comma)).toBe(0);
    expect(signedCents('-12.5', 'number', comma)).toBe(-1250);
  });

  test('is not read where the column does not prove its decimal mark', () => {
    for (const text of ['1.234', '12.50', 'x', '$1', '']) {
      expect(signedCents(text, undefined, comma)).toBeUndefined();
    }
  });
});

describe('the failure of an amount', () => {
  test('shows the possible readings, the form of the column, and its basis', () => {
    expect(shownOf('1.234', comma)).toBe(
      'Found "1.234": 1234,00 or 1,234? The column writes 1234,56: 1 of 1 cell proves it.',
    );
    expect(shownOf('12.50', both)).toBe(
      'Found "12.50". The column writes both: 1 cell proves 1234.56, and 1 proves 1234,56. ' +
        'Write all of them alike, or say --decimal comma or --decimal point.',
    );
    expect(shownOf('1,234', unproven)).toContain('No cell of the column proves its decimal mark.');
    expect(shownOf('12.50', chosenComma)).toContain('A person said that the column writes 1.234,56.');
  });

  test('never shows an IBAN in the wrong column whole', () => {
    expect(shownOf('FR40 1450 8000 4067 6466 8712 J28', comma)).toBe(
      'Found "FR40…J28". The column writes 12,50.',
    );
  });

  test('shows an example that the column accepts', () => {
    const exampleOf = (marks: AmountMarks) =>
      / (\d[\d.,]*\d)(?: or|\)?\.$)/.exec(shownOf('x', marks) ?? '')?.[1] ?? '';
    for (const marks of [comma, chosenComma, { kind: 'unproven', unit: 'cents' } as const]) {
      expect([exampleOf(marks), read(exampleOf(marks), marks)]).toEqual([exampleOf(marks), 1250]);
    }
    expect(shownOf('', comma)).toBe('The column writes 12,50.');
    expect(shownOf('x', unproven)).toBe('Found "x". For instance 12.50 or 12,50.');
    expect(shownOf('x', both)).toContain('say --decimal comma');
  });
});

const mark = fc.constantFrom<Mark>('.', ',');
const grouped = (whole: string, group: string) => whole.replaceAll(/(?<=\d)(?=(\d{3})+$)/g, group);

interface Writing {
  readonly group: string;
  readonly decimals: 'two' | 'few' | '-' | '--';
  readonly around: string;
}

/** The ways in which people write cents: marks, decimals only where they are not zero, currency, sign, a spreadsheet's apostrophe. */
const writing: fc.Arbitrary<Writing> = fc.record({
  group: fc.constantFrom('', 'other', ' ', '\u00a0', '\u202f', '\u2009', "'", '\u2019'),
  decimals: fc.constantFrom('two', 'few', '-', '--'),
  around: fc.constantFrom(
    ...['#', '€#', '€ #', 'EUR #', '#€', '# €', '#\u00a0EUR', '# Euro', '#euros'],
    ...['+#', '+ #', '+€#', "'#", "'+#"],
  ),
});

function written(amount: number, decimalMark: Mark, { group, decimals, around }: Writing): string {
  const [whole = '', rest = ''] = decimalOf(amount).split('.');
  const figures = grouped(whole, group === 'other' ? otherMark(decimalMark) : group);
  const few = rest === '00' ? '' : `${decimalMark}${rest.replace(/0$/, '')}`;
  const dashed = rest === '00' && decimals.startsWith('-') ? `${decimalMark}${decimals}` : few;
  const end = decimals === 'two' ? `${decimalMark}${rest}` : dashed;
  return around.replace('#', `${figures}${end}`);
}

describe('every amount', () => {
  const amounts = fc.integer({ min: 1, max: 999_999_999 });

  test('is read to the cent in every way of writing it, in a column that proves its marks', () => {
    const cells = fc.array(fc.tuple(amounts, writing), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(mark, cells, (decimalMark, column) => {
        const texts = column.map(([amount, way]) => written(amount, decimalMark, way));
        const marks = marksOf([`1${otherMark(decimalMark)}234${decimalMark}50`, ...texts]);
        expect(texts.map((text) => read(text, marks))).toEqual(column.map(([amount]) => amount));
      }),
      { numRuns: 500 },
    );
  });

  test('is read to the cent from a workbook, with and without the tail of a float', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(read(String(amount / 100), unproven, 'number')).toBe(amount);
        expect(read((amount / 100).toPrecision(17), unproven, 'number')).toBe(amount);
      }),
    );
  });
});

const hostile = fc.string({ unit: fc.constantFrom(..."00123456789.,.,  \u00a0'’€-−+()$EUR"), maxLength: 24 });

describe('no text', () => {
  test('with two readings is an amount in a column without proof', () => {
    const either = fc.tuple(fc.integer({ min: 1, max: 999 }), mark, fc.nat(999));
    fc.assert(
      fc.property(fc.array(either, { minLength: 1 }), (column) => {
        const texts = column.map(([whole, one, rest]) => `${whole}${one}${String(rest).padStart(3, '0')}`);
        const marks = marksOf(texts);
        for (const text of texts) expect(read(text, marks)).toBe('amount_ambiguous');
      }),
    );
  });

  test('is read as an amount with other digits', () => {
    const bare = (digits: string) => digits.replaceAll(/\D/g, '').replaceAll(/^0+|0+$/g, '');
    fc.assert(
      fc.property(hostile, fc.constantFrom(...everyMarks), (text, marks) => {
        const amount = readAmount(text, undefined, marks, 'amount', []);
        if (amount !== undefined && bare(text).length <= 15) expect(bare(String(amount))).toBe(bare(text));
      }),
      { numRuns: 5000 },
    );
  });

  test('is read as different amounts in columns with the same decimal mark', () => {
    fc.assert(
      fc.property(hostile, mark, (text, decimalMark) => {
        const readings = everyMarks
          .filter(
            (marks) => marks.unit === 'euros' && 'decimalMark' in marks && marks.decimalMark === decimalMark,
          )
          .map((marks) => readAmount(text, undefined, marks, 'amount', []))
          .filter((amount) => amount !== undefined);
        expect(new Set(readings).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  test('makes the reader throw, or is refused without exactly one failure', () => {
    const kind = fc.constantFrom<CellKind | undefined>(
      undefined,
      'text',
      'number',
      'date',
      'boolean',
      'error',
    );
    const any = fc.oneof(hostile, fc.string(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(any, kind, fc.constantFrom(...everyMarks), (text, cellKind, marks) => {
        new AmountEvidence().note(text, cellKind, 2);
        read(text, marks, cellKind);
        signedCents(text, cellKind, marks);
      }),
      { numRuns: 2000 },
    );
  });

  test('takes more time than its length requires', async () => {
    const parts = [
      '1',
      '0',
      '1.',
      '1,',
      '1,111',
      '1 ',
      ' ',
      '-',
      "'",
      '(',
      '€',
      'EUR ',
      '1,-',
      'a1',
      '\u00a01',
    ];
    const effort = await effortOf(() => {
      for (const text of parts.map((part) => part.repeat(65_536 / part.length))) {
        for (const whole of [text, `${text}x`, `x${text}`]) {
          new AmountEvidence().note(whole, undefined, 2);
          expect(typeof read(whole, comma)).toBe('string');
          expect(typeof read(whole, comma, 'number')).toBe('string');
        }
      }
    });
    expect(effort).toBeLessThan(10);
  });
});
