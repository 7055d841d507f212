import { expect, test } from '@jest/globals';
import type { RowCondition } from '../../src/domain/hints.ts';
import { asked, iban, surveyed } from './asked-about.ts';
import { stopOf } from './source-from.ts';

const lines = [
  'Name;IBAN;Amount;Side;Status',
  `Ada Example;${iban};1,00;credit;open`,
  `Ada Example;${iban};2,00;Credit ;paid`,
  `Ada Example;${iban};4,00;debit;open`,
  `Ada Example;${iban};8,00;credit;`,
];

const only = (...words: readonly string[]): readonly RowCondition[] =>
  words.map((word) => ({ header: word.split('=')[0] ?? '', value: word.split('=')[1] ?? '' }));

test.each([
  [['Side=credit', 'Status=open'], 100, 3, 1400],
  [['Side=credit', 'Status=open', 'Status='], 900, 2, 600],
  [['side=CREDIT', 'Status=open', 'Status=paid', 'Status='], 1100, 1, 400],
])('%p: what fits is paid, all else is left out with its sum', async (words, paid, rows, cents) => {
  const { accepted, amountCents, leftOut, rejected, refusals } = await surveyed(lines, {
    only: only(...words),
  });
  expect({ amountCents, leftOut, refusals }).toEqual({
    amountCents: paid,
    leftOut: { rows, cents },
    refusals: [],
  });
  expect([accepted + rows, rejected]).toEqual([4, 0]);
});

test('another choice of rows is another batch', async () => {
  const batchOf = async (...words: readonly string[]) =>
    (await surveyed(lines, { only: only(...words) })).batch;
  const one = await batchOf('Side=credit', 'Status=open');
  expect(await batchOf('Status=open', 'Side=credit')).toBe(one);
  expect(await batchOf('Side=credit', 'Status=paid')).not.toBe(one);
});

test('a reference of a row that is left out stands in nobody\u2019s way', async () => {
  const list = [
    'Name;IBAN;Amount;client_reference;Type',
    `A B;${iban};1,00;R1;charge`,
    `A B;${iban};1,00;R1;refund`,
  ];
  expect(await surveyed(list, { only: only('Type=refund') })).toMatchObject({ accepted: 1, rejected: 0 });
});

test('a sum that a person expects is that of the rows that are not left out', async () => {
  const said = { only: only('Side=credit', 'Status=open'), expectRows: 1, expectSumCents: 100 };
  expect(await asked(lines, said)).toEqual([]);
  expect(await asked(lines, { ...said, expectSumCents: 1500 })).toEqual([
    'totals_differ --expect-sum says 15.00 EUR; 1 row comes to 1.00 EUR.',
  ]);
});

test('a column or a value that is not there is named, with those that are', async () => {
  const failuresOf = async (...words: readonly string[]) =>
    (await stopOf(surveyed(lines, { only: only(...words) }))).failures;
  expect(await failuresOf('Sides=credit')).toEqual([
    'usage_wrong --only The file has no column "Sides"; it has "Name", "IBAN", "Amount", "Side", "Status".',
  ]);
  expect(await failuresOf('Side=in')).toEqual([
    'usage_wrong --only The column "Side" has no value "in"; it has "Credit", "debit".',
  ]);
});
