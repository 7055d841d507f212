import { describe, expect, test } from '@jest/globals';
import { AppError, type Failure } from '../../../src/domain/failure.ts';
import { fillTemplate, judgeLabel, readTemplate } from '../../../src/domain/text/label.ts';
import { rendererOf } from '../../../src/i18n/i18n.ts';
import { inWords } from '../../support/in-words.ts';

function fill(template: string, values: Readonly<Record<string, string>>) {
  const found: Failure[] = [];
  const warnings: Failure[] = [];
  const parts = readTemplate(template, Object.keys(values));
  const label = fillTemplate(parts, (column) => values[column] ?? '', found, warnings);
  return { label, failures: found.map(({ code }) => code), warnings };
}

describe('a label of a cell', () => {
  test.each([
    [40, [], []],
    [41, [], ['label_long']],
    [140, [], ['label_long']],
    [141, ['label_too_long'], []],
  ])('of %i characters gives failures %j and warnings %j', (length, failures, warned) => {
    const found: Failure[] = [];
    const warnings: Failure[] = [];
    judgeLabel('x'.repeat(length), found, warnings);
    expect([found.map(({ code }) => code), warnings.map(({ code }) => code)]).toEqual([failures, warned]);
  });

  test('with a colon is refused and not changed', () => {
    const found: Failure[] = [];
    expect(judgeLabel('Refund: 1', found, [])).toBeUndefined();
    expect(found.map(inWords)).toEqual([
      { code: 'characters_not_allowed', field: 'label', detail: 'Instead of ":" type "-".' },
    ]);
  });
});

/** Calls `act`, and turns an AppError into an Error with the English text of its failures. */
function throwInWords(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new Error(error.failures.map(rendererOf('en').failure).join());
  }
}

describe('a label template', () => {
  test('is filled with columns named in any case', () => {
    const values = { reference: 'R-1', 'order number': '77' };
    expect(fill('Refund {Reference}, order { ORDER NUMBER }', values).label).toBe('Refund R-1, order 77');
  });

  test('adapts its values and adds one warning', () => {
    const { label, failures, warnings } = fill('Refund {reference} {note}', {
      reference: 'A_1:2',
      note: '#b_c',
    });
    expect({ label, failures }).toEqual({ label: 'Refund A-1-2 -b-c', failures: [] });
    expect(warnings.map(inWords)).toEqual([
      {
        code: 'label_adapted',
        field: 'label',
        detail: '"_", ":", "#" replaced: "Refund A-1-2 -b-c".',
      },
    ]);
  });

  test('that gives an empty or too long label is a failure of the row', () => {
    expect(fill('{note}', { note: ' ' }).failures).toEqual(['label_missing']);
    expect(fill('Refund {note}', { note: 'x'.repeat(140) }).failures).toEqual(['label_too_long']);
  });

  test('is trimmed where a value is empty', () => {
    expect(fill('Refund {note}', { note: '' }).label).toBe('Refund');
  });

  test.each([
    ['Refund {oder}', /no column "oder"; it has amount, iban, reference/],
    ['Refund: {reference}', /cannot hold ":"/],
    ['Refund {reference', /cannot hold "\{"/],
    ['Refund {}', /no column ""/],
  ])('%p is refused before any row', (template, words) => {
    const read = () => readTemplate(template, ['amount', 'iban']);
    expect(read).toThrow(expect.objectContaining({ family: 'invalid' }));
    expect(() => throwInWords(read)).toThrow(words);
  });
});
