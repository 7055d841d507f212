import { expect, test } from '@jest/globals';
import type { RowCondition } from '../../../src/domain/hints.ts';
import { judgeAll, survey } from '../../../src/ingest/ingest.ts';
import { asked, iban, surveyed } from '../asked-about.ts';
import { appErrorOf, plainRules, tablesFrom } from '../source-from.ts';

const somebody = { kind: 'company', companyName: 'Example SARL' } as const;

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
])(
  '--only %p pays the rows that fit and leaves the others out with their sum',
  async (words, paid, rows, cents) => {
    const { accepted, amountCents, leftOut, rejected, refusals } = await surveyed(lines, {
      only: only(...words),
    });
    expect({ amountCents, leftOut, refusals }).toEqual({
      amountCents: paid,
      leftOut: { rows, cents },
      refusals: [],
    });
    expect([accepted + rows, rejected]).toEqual([4, 0]);
  },
);

test('another choice of rows makes another batch', async () => {
  const batchOf = async (...words: readonly string[]) =>
    (await surveyed(lines, { only: only(...words) })).batch;
  const one = await batchOf('Side=credit', 'Status=open');
  expect(await batchOf('Status=open', 'Side=credit')).toBe(one);
  expect(await batchOf('Side=credit', 'Status=paid')).not.toBe(one);
});

test('a row has the same reference under every choice, so that it is recognised the second time', async () => {
  const references = async (...words: readonly string[]) => {
    const hints = { map: [], only: only(...words) };
    const tables = await tablesFrom(`${lines.join('\n')}\n`, undefined, hints);
    const rules = { ...plainRules, hints, options: { ...plainRules.options, payer: somebody } };
    const rows: string[] = [];
    for await (const judged of judgeAll(tables, rules, await survey(tables, rules)))
      rows.push(
        ...judged.flatMap((row) => (row.kind === 'accepted' ? [row.instruction.reference ?? ''] : [])),
      );
    return rows;
  };
  const first = await references('Status=open', 'Side=credit');
  const more = await references('Status=open', 'Status=paid', 'Side=credit');
  expect([first.length, more.length]).toEqual([1, 2]);
  expect(more).toContain(first[0]);
  expect(first[0]).toMatch(/^[a-z2-7]{12}-2$/);
});

test('a row that our report lists as left out stays left out and is not rejected', async () => {
  const report = [
    'Name;IBAN;Amount;outcome;payment_link_id;payment_link_url;reference;sent_end_to_end_id;link_expires_at;failure_code;failure_detail',
    `Ada Example;${iban};1,00;rejected;;;abcdefgh2345-2;;;row_left_out;`,
    `Max Sample;${iban};2,00;created;id;url;abcdefgh2345-3;;;;`,
  ];
  expect(await surveyed(report)).toMatchObject({
    accepted: 1,
    rejected: 0,
    leftOut: { rows: 1, cents: 100 },
  });
});

test('a character that shells interpret is a value, and a column name may contain an equals sign', async () => {
  const list = [
    'Name;IBAN;Amount;Blocked;a=b',
    `Ada;${iban};1,00;!;x`,
    `Max;${iban};2,00;;y`,
    `Tom;${iban};4,00;NULL;x`,
  ];
  expect((await surveyed(list, { only: only('Blocked=') })).amountCents).toBe(600);
  expect((await surveyed(list, { only: [{ header: 'a', value: 'b=x' }] })).amountCents).toBe(500);
});

test('a remembered choice needs at least one row, but not one of each value', async () => {
  const hints = { only: only('Status=open', 'Status=failed'), isStanding: true };
  expect((await surveyed(lines, hints)).amountCents).toBe(500);
  const none = { only: only('Status=failed'), isStanding: true };
  expect((await appErrorOf(surveyed(lines, none))).exitCode).toBe(1);
  const apart = { only: only('Side=debit', 'Status=paid') };
  expect((await appErrorOf(surveyed(lines, apart))).failures).toEqual([
    'usage_wrong --only No row has all of these values.',
  ]);
});

test('a reference of a row that is left out does not count as repeated', async () => {
  const list = [
    'Name;IBAN;Amount;client_reference;Type',
    `A B;${iban};1,00;R1;charge`,
    `A B;${iban};1,00;R1;refund`,
  ];
  expect(await surveyed(list, { only: only('Type=refund') })).toMatchObject({ accepted: 1, rejected: 0 });
});

test('an expected sum counts only rows that are not left out', async () => {
  const hints = { only: only('Side=credit', 'Status=open'), expectRows: 1, expectSumCents: 100 };
  expect(await asked(lines, hints)).toEqual([]);
  expect(await asked(lines, { ...hints, expectSumCents: 1500 })).toEqual([
    'totals_differ --expect-sum says 15.00 EUR. 1 row comes to 1.00 EUR.',
  ]);
});

test('an unknown column or value is reported with those that exist', async () => {
  const failuresOf = async (...words: readonly string[]) =>
    (await appErrorOf(surveyed(lines, { only: only(...words) }))).failures;
  expect(await failuresOf('Sides=credit')).toEqual([
    'usage_wrong --only The file has no column "Sides"; it has "Name", "IBAN", "Amount", "Side", "Status".',
  ]);
  expect(await failuresOf('Side=in')).toEqual([
    'usage_wrong --only The column "Side" has no value "in"; it has "Credit", "debit".',
  ]);
});
