import { describe, expect, test } from '@jest/globals';
import { type Acceptance, cancelledBefore, refusalsOf } from '../../../src/actions/submit/acceptance.ts';
import type { Check } from '../../../src/actions/submit/check-file.ts';
import type { Batch } from '../../../src/domain/batch.ts';

/** A check of ten rows of 1.00, with these counts of rejected rows, duplicates and rows left out. */
function checked(
  change: { rejected?: number; duplicates?: number; leftOut?: number; earlier?: object } = {},
) {
  const { rejected = 0, duplicates = 0, leftOut = 0, earlier } = change;
  const accepted = 10 - rejected - leftOut;
  const lines = Array.from({ length: duplicates }, (_, at) => [at + 2, 2] as const);
  return {
    survey: {
      rows: 10,
      rejected,
      accepted,
      amountCents: accepted * 100,
      leftOut: { rows: leftOut, cents: leftOut * 100 },
      duplicates: new Map(lines),
      hasTotals: false,
      refusals: [],
    },
    ledger: { conflictCount: 0, twinCount: 0, ...(earlier !== undefined && { earlier }) },
  } as unknown as Check;
}

const strict: Acceptance = { skipRejected: false, areDuplicatesAccepted: false, requireTotals: false };
const codesOf = (check: Check, acceptance: Partial<Acceptance> = {}) =>
  refusalsOf(check, { ...strict, ...acceptance }).map(({ code }) => code);

describe('a file', () => {
  test('of good rows is accepted', () => {
    expect(codesOf(checked())).toEqual([]);
  });

  test('with rejected rows or duplicates is refused unless somebody accepts them', () => {
    const check = checked({ rejected: 1, duplicates: 2 });
    expect(codesOf(check)).toEqual(['rows_rejected', 'duplicates_not_accepted']);
    expect(codesOf(check, { skipRejected: true })).toEqual(['duplicates_not_accepted']);
    expect(codesOf(check, { skipRejected: true, areDuplicatesAccepted: true })).toEqual([]);
  });

  test('that was submitted before is compared with the limits alone', () => {
    const check = checked({ rejected: 1, duplicates: 2, earlier: { committedAt: 1 } });
    expect(codesOf(check, { room: 1 })).toEqual([]);
    expect(codesOf(check, { maxRows: 9, maxSumCents: 899, requireTotals: true })).toEqual([
      'totals_missing',
      'too_many_rows',
      'sum_above_maximum',
    ]);
  });

  test('may have as many rows and cents as the limits allow, not counting rows left out', () => {
    expect(codesOf(checked({ leftOut: 2 }), { maxRows: 8, maxSumCents: 800 })).toEqual([]);
    expect(codesOf(checked({ leftOut: 2 }), { maxRows: 7, maxSumCents: 799 })).toEqual([
      'too_many_rows',
      'sum_above_maximum',
    ]);
    expect(codesOf(checked(), { room: 10 })).toEqual([]);
    expect(codesOf(checked(), { room: 9 })).toEqual(['too_many_rows']);
  });

  test('may use what other files of the day have left of a daily ceiling', () => {
    const ceiling = { maxRows: 15, maxSumCents: 1_500 };
    const most = { ...ceiling, spent: { rows: 5, cents: 500 } };
    expect(codesOf(checked(), { ceiling: most })).toEqual([]);
    const over = { ...ceiling, spent: { rows: 6, cents: 501 } };
    expect(refusalsOf(checked(), { ...strict, ceiling: over })).toMatchObject([
      { code: 'daily_ceiling', field: '--max-rows' },
      { code: 'daily_ceiling', field: '--max-sum' },
    ]);
  });
});

test('content that a person cancelled is refused until its rows are retried', () => {
  const cancelled = { at: 1, by: 'ada', why: '' };
  const batch = (count: number) => ({ id: 'a', cancelled, books: { cancelled: count } }) as unknown as Batch;
  expect(cancelledBefore(undefined)).toBeUndefined();
  expect(cancelledBefore({ id: 'a', books: { cancelled: 0 } } as unknown as Batch)).toBeUndefined();
  expect(cancelledBefore(batch(1))).toMatchObject({ code: 'batch_cancelled' });
  expect(cancelledBefore(batch(0))).toBeUndefined();
});
