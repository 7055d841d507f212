import { expect, test } from '@jest/globals';
import { ControlSum } from '../../../src/ingest/rows/control-sum.ts';
import { detailOf, inWords } from '../../support/in-words.ts';

const declared = (...possible: number[]) => ({ possible, hasDecimals: true });

function after(...steps: readonly (number | undefined | { sum: number })[]) {
  const control = new ControlSum();
  steps.forEach((step, at) => {
    if (typeof step === 'object') control.declare(at + 1, declared(step.sum));
    else control.add(step);
  });
  return control;
}

test('a declared sum may be that of all rows above, or of the rows since the last sum', () => {
  expect(after(100, 200, { sum: 300 }, 50, { sum: 50 }, { sum: 350 }).differences({ map: [] })).toEqual([]);
});

test('a sum that differs by a cent is reported with its line', () => {
  expect(after(100, -20, { sum: 81 }).differences({ map: [] }).map(inWords)).toEqual([
    { code: 'totals_differ', detail: 'Line 3 declares 0.81 EUR. 2 rows come to 0.80 EUR.' },
  ]);
});

test('no sum is proven while the amount of a row cannot be read', () => {
  const found = after(100, undefined, { sum: 100 }).differences({ map: [] });
  expect(found.map(detailOf)).toEqual([expect.stringContaining('without 1 whose amount cannot be read')]);
});

test('an expected count and an expected sum are each compared with the rows', () => {
  const found = after(100, 200).differences({ map: [], expectRows: 3, expectSumCents: 299 });
  expect(found.map(detailOf)).toEqual([
    '--expect-sum says 2.99 EUR. 2 rows come to 3.00 EUR.',
    '--expect-rows says 3, the file has 2.',
  ]);
});
