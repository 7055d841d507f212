import { expect, test } from '@jest/globals';
import { Tally } from '../../../src/ingest/rows/tally.ts';
import { options } from '../../support/account-context.ts';

/** An accepted row with its own expiry. */
const rowUntil = (line: number, expiresAt: string) => ({
  kind: 'accepted' as const,
  row: { line, cells: [], reference: '', batch: '', flaw: undefined },
  reference: `r-${line}`,
  instruction: { line, contents: { amountCents: 1, currency: 'EUR' as const, expiresAt }, label: 'Refund' },
  warnings: [],
});

test('rows that lapse before people are back at work are counted, with the first expiry among them', () => {
  const tally = new Tally({
    options,
    hints: { map: [] },
    amountMaxCents: 100,
    now: Date.parse('2026-11-25T09:00:00Z'),
  });
  const friday = '2026-11-27T22:59:59Z';
  const [saturday, sunday] = ['2026-11-28T12:00:00Z', '2026-11-29T12:00:00Z'];
  for (const [at, expiry] of [friday, sunday, saturday, sunday, '2026-12-25T09:00:00Z'].entries())
    tally.add(rowUntil(at + 2, expiry));
  expect(tally.totals()).toMatchObject({
    earliestExpiry: friday,
    lapsingEarly: { rows: 3, first: saturday },
  });
});
