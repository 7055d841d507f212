import { describe, expect, test } from '@jest/globals';
import type { BatchOptions } from '../../src/domain/batch.ts';
import {
  type Judged,
  judgeAll,
  type Rules,
  readHeader as readHeaderOf,
  type Survey,
  survey as surveyOf,
} from '../../src/ingest/ingest.ts';
import type { OpenedTables } from '../../src/tables/tables.ts';
import { effortOf } from '../support/effort.ts';
import { detailOf } from '../support/in-words.ts';
import { workbookOf } from '../support/workbook.ts';
import { appErrorOf, fixture, plainRules, tablesFrom } from './source-from.ts';

const iban = 'FR4014508000406764668712J28';

type Opening = Promise<OpenedTables>;

const survey = async (file: Opening, rules: Rules): Promise<Survey> => surveyOf(await file, rules);
const readHeader = async (file: Opening, rules: Rules) => readHeaderOf(await file, rules);

async function judged(opening: Opening, rules: Rules = plainRules): Promise<Judged[]> {
  const file = await opening;
  const all = [];
  for await (const chunk of judgeAll(file, rules, await surveyOf(file, rules))) all.push(...chunk);
  return all;
}

/** `line codes` for each row: failures of rejected rows, warnings of accepted ones. */
function outcomes(all: readonly Judged[]): string[] {
  return all.map((row) =>
    row.kind === 'accepted'
      ? [row.instruction.line, 'accepted', ...row.warnings.map(({ code }) => code)].join(' ')
      : [row.rejection.line, ...row.rejection.failures.map(({ code }) => code)].join(' '),
  );
}

function withOptions(options: Partial<BatchOptions>, rules: Partial<Rules> = {}): Rules {
  return { ...plainRules, ...rules, options: { ...plainRules.options, ...options } };
}

const payer = { kind: 'company', companyName: 'Example SARL' } as const;
const plainHeader = 'client_reference,amount,iban,beneficiary_company_name,label';
const plainRow = (reference: string, amount: string, label: string) =>
  `${reference},${amount},${iban},Example,${label}`;

describe('the sample file', () => {
  test('is accepted completely, without flags or warnings', async () => {
    const result = await survey(tablesFrom(fixture('refunds.csv')), plainRules);
    expect(result).toMatchObject({
      rows: 16,
      accepted: 16,
      rejected: 0,
      amountCents: 446_603,
      earliestExpiry: '2026-12-22T12:00:00Z',
      latestExpiry: '2026-12-22T12:00:00Z',
    });
    expect([...result.failureCounts, ...result.warningCounts]).toEqual([]);
    expect(result.batch).toMatch(/^[a-z2-7]{12}$/);
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has the same batch id as in every earlier version', async () => {
    const { digest, batch } = await survey(tablesFrom(fixture('refunds.csv')), plainRules);
    expect(batch).toBe('wbx27w52yo5h');
    expect(digest).toBe('b06fafdbbac3ba7153a4ecf0b359c5ed19ee2db7513a40c1982a30cd2764e804');
  });

  test('becomes instructions with the contents of its cells', async () => {
    const all = await judged(tablesFrom(fixture('refunds.csv')));
    expect(all[5]).toMatchObject({
      kind: 'accepted',
      reference: 'RF-2026-0006',
      warnings: [],
      instruction: {
        line: 7,
        reference: 'RF-2026-0006',
        label: 'Refund order 10082',
        contents: {
          endToEndId: 'RF20260006',
          amountCents: 6420,
          currency: 'EUR',
          iban: 'DE89370400440532013000',
          beneficiary: { kind: 'person', firstName: 'Jürgen', lastName: 'Mustermann' },
          label: 'Refund order 10082',
          payer,
        },
      },
    });
  });

  test('has the same batch id after being saved with another separator and column order', async () => {
    const [first, again] = await Promise.all([
      survey(tablesFrom(fixture('refunds.csv')), plainRules),
      survey(tablesFrom(fixture('refunds-resaved.csv'), 11), plainRules),
    ]);
    for (const { plan, understood, ...result } of [first, again]) {
      const { plan: _, understood: __, ...due } = first;
      expect(result).toEqual(due);
    }
    expect(again.plan.format).toMatchObject({ delimiter: ';', hasBom: true });
  });
});

describe('the batch', () => {
  const file = tablesFrom(`${plainHeader},expires_at\n${plainRow('A-1', '10.00', '')},2026-12-01\n`);
  const rules = withOptions({ payer });

  test('keeps its digest under other flags, defaults, ceilings and clocks', async () => {
    const { digest } = await survey(file, rules);
    const others = [
      withOptions({ payer: { kind: 'company', companyName: 'Sample Ltd' } }),
      withOptions({ expiresInSeconds: 60, labelTemplate: 'Back {amount}', defaultBeneficiary: true }),
      withOptions({ payer }, { now: Date.parse('2027-01-01T00:00:00Z') }),
      withOptions({ payer }, { amountMaxCents: 1 }),
    ];
    for (const other of others) expect((await survey(file, other)).digest).toBe(digest);
  });

  test('gets another digest for each word of a deliberate repeat', async () => {
    const digests = [];
    for (const again of [undefined, '2026-12', '2027-01']) {
      digests.push((await survey(file, again === undefined ? rules : { ...rules, again })).digest);
    }
    expect(new Set(digests).size).toBe(3);
  });

  test('gets another digest when any known cell changes', async () => {
    const cells = `${plainRow('A-1', '10.00', 'x')}`.split(',');
    const variants = cells.map((_, position) =>
      cells.map((cell, at) => (at === position ? `${cell}1` : cell)).join(','),
    );
    const texts = [...variants, cells.join(','), `${cells.join(',')}\n${plainRow('A-2', '10.00', 'x')}`];
    const digests = texts.map(
      async (rows) => (await survey(tablesFrom(`${plainHeader}\n${rows}\n`), rules)).digest,
    );
    expect(new Set(await Promise.all(digests)).size).toBe(texts.length);
  });

  test('keeps its digest when amounts and IBANs are written differently', async () => {
    const one = await survey(tablesFrom(`${plainHeader}\nA-1,1250.5,${iban},Example,x\n`), rules);
    const two = await survey(
      tablesFrom(`${plainHeader}\n A-1 ,"1.250,50",fr40 1450 8000 4067 6466 8712 j28, Example,x\n`),
      rules,
    );
    expect(two.digest).toBe(one.digest);
  });
});

describe('a row', () => {
  test('is rejected with all its failures at once', async () => {
    expect(outcomes(await judged(tablesFrom(fixture('mistakes.csv'))))).toEqual([
      '2 accepted',
      '3 amount_ambiguous',
      '4 amount_not_positive currency_not_supported iban_checksum_wrong name_incomplete characters_not_allowed',
      '5 amount_unreadable iban_missing',
      '6 amount_above_ceiling beneficiary_name_missing',
      '7 amount_too_many_decimals iban_country_not_sepa name_twice characters_not_allowed ' +
        'characters_not_allowed callback_url_invalid expiry_past',
      '8 iban_length_wrong characters_not_allowed payer_unknown expiry_too_far',
      '9 amount_missing name_too_long expiry_unreadable',
    ]);
  });

  test('is counted under each of its failure codes, and listed with its line', async () => {
    const result = await survey(tablesFrom(fixture('mistakes.csv')), plainRules);
    expect(result).toMatchObject({ rows: 8, accepted: 1, rejected: 7, amountCents: 1250 });
    expect(result.failureCounts.get('characters_not_allowed')).toBe(4);
    expect(result.failures[0]).toMatchObject({ line: 3, failure: { code: 'amount_ambiguous' } });
  });

  test('without an IBAN goes to the default beneficiary only if that option is set', async () => {
    const file = tablesFrom('amount,client_reference\n10.00,A-1\n');
    const all = await judged(file, withOptions({ payer, defaultBeneficiary: true }));
    expect(all).toMatchObject([{ instruction: { contents: { amountCents: 1000 } } }]);
    const { failures } = await appErrorOf(survey(file, withOptions({ payer })));
    expect(failures[0]).toMatch(/^column_missing iban /);
    expect(failures[1]).toMatch(/^column_missing beneficiary_name /);
  });

  test('whose label begins like a line of totals is paid', async () => {
    const rows = 'amount,label\n10.00,Refund A\n10.00,Total refund of order 12\n20.50,Refund C\n';
    const rules = withOptions({ payer, defaultBeneficiary: true });
    expect(outcomes(await judged(tablesFrom(rows), rules))).toEqual([
      '2 accepted',
      '3 accepted',
      '4 accepted',
    ]);
  });

  test('that is ragged or holds a NUL byte is rejected without affecting the others', async () => {
    const all = await judged(tablesFrom(fixture('ragged.csv')));
    expect(outcomes(all)).toEqual(['2 accepted', '3 row_ragged', '4 row_ragged', '5 accepted']);
    const nul = tablesFrom(
      `${plainHeader}\n${plainRow('A-1', '10\0', 'x')}\n${plainRow('A-2', '11', 'y')}\n`,
    );
    expect(outcomes(await judged(nul, withOptions({ payer })))).toEqual(['2 nul_byte', '3 accepted']);
  });

  test('with a line break in its label is rejected with the line on which it begins', async () => {
    expect(outcomes(await judged(tablesFrom(fixture('quoted.csv'))))).toEqual([
      '2 accepted',
      '5 accepted',
      '6 characters_not_allowed',
      '8 accepted',
    ]);
  });

  test('without a label gets the filled-in template, with one warning for replaced characters', async () => {
    const file = tablesFrom(
      `${plainHeader},Order\n${plainRow('A_1', '10', '')},#7\n${plainRow('A-2', '11', 'Mine')},8\n`,
    );
    const all = await judged(file, withOptions({ payer, labelTemplate: 'Order {ORDER} ({reference})' }));
    expect(outcomes(all)).toEqual(['2 accepted label_adapted', '3 accepted']);
    expect(all).toMatchObject([
      { instruction: { label: 'Order -7 (A-1)', reference: 'A_1' } },
      { instruction: { label: 'Mine', contents: { label: 'Mine' } } },
    ]);
  });
});

describe('a reference', () => {
  const rules = withOptions({ payer });
  const header = 'client_reference,end_to_end_id,amount,iban,beneficiary_company_name';
  const file = (...rows: readonly (readonly [string, string])[]) =>
    tablesFrom(
      [header, ...rows.map(([own, id], at) => `${own},${id},${at + 1}.00,${iban},Example`), ''].join('\n'),
    );
  const referencesOf = async (source: Opening) =>
    (await judged(source, rules)).map((row) =>
      row.kind === 'accepted' ? [row.instruction.reference, row.instruction.label] : outcomes([row]),
    );

  test('is the end-to-end id if every row has a unique one', async () => {
    expect(await referencesOf(file(['', 'E1'], ['', 'E2']))).toEqual([
      ['E1', 'Refund E1'],
      ['E2', 'Refund E2'],
    ]);
  });

  test('is the client reference if the row has one, else the end-to-end id', async () => {
    expect(await referencesOf(file(['A', ''], ['', 'E2']))).toEqual([
      ['A', 'Refund A'],
      ['E2', 'Refund E2'],
    ]);
  });

  test.each([
    [
      'is missing in one row',
      [
        ['', 'E1'],
        ['', ''],
      ],
    ],
    [
      'occurs twice',
      [
        ['', 'E1'],
        ['', 'E1'],
      ],
    ],
    [
      'occurs twice, once beside a client reference',
      [
        ['A', 'E1'],
        ['', 'E1'],
      ],
    ],
    [
      'is the client reference of an earlier row',
      [
        ['E1', ''],
        ['', 'E1'],
      ],
    ],
    [
      'is the client reference of a later row',
      [
        ['', 'E1'],
        ['E1', ''],
      ],
    ],
  ] as const)('is made of batch and line if an end-to-end id %s', async (_, rows) => {
    const source = file(...rows);
    const { batch, endToEndIsReference } = await survey(source, rules);
    expect(endToEndIsReference).toBe(false);
    expect(await referencesOf(source)).toEqual(
      rows.map(([own], at) =>
        own === '' ? [undefined, `Refund ${batch}-${at + 2}`] : [own, `Refund ${own}`],
      ),
    );
  });

  test('that occurs twice rejects both rows, and each failure names both lines', async () => {
    const source = tablesFrom(fixture('repeated.csv'));
    const result = await survey(source, plainRules);
    expect(result).toMatchObject({ rows: 4, accepted: 2, rejected: 2, amountCents: 2200 });
    expect(result.failures.map(({ line, failure }) => [line, detailOf(failure)])).toEqual([
      [2, 'It stands on line 4 and on line 2.'],
      [4, 'It stands on line 2 and on line 4.'],
    ]);
  });

  test('that occurs three times rejects all three rows', async () => {
    const all = await judged(file(['A', ''], ['A', ''], ['A', '']), rules);
    expect(all.map(({ kind }) => kind)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('is taken from the added column of our own report', async () => {
    const all = await judged(tablesFrom(fixture('own-report.csv')));
    expect(all).toMatchObject([
      { instruction: { reference: 'abcdefgh2345-2' } },
      { instruction: { reference: '-A-2' } },
    ]);
  });
});

describe('a payment that looks like another of the file', () => {
  test('gives both rows a warning that names the other', async () => {
    const source = tablesFrom(fixture('repeated.csv'));
    expect(outcomes(await judged(source))).toEqual([
      '2 reference_repeated',
      '3 accepted duplicate_in_file',
      '4 reference_repeated',
      '5 accepted duplicate_in_file',
    ]);
    const { warnings, warningCounts } = await survey(source, plainRules);
    expect(warnings.map(({ line, failure }) => [line, detailOf(failure)])).toEqual([
      [3, 'See line 5.'],
      [5, 'See line 3.'],
    ]);
    expect([...warningCounts]).toEqual([['duplicate_in_file', 2]]);
  });
});

describe('a file', () => {
  test('with misspelt columns is refused before any row is read', async () => {
    const stop = await appErrorOf(readHeader(tablesFrom(fixture('misspelt-columns.csv')), plainRules));
    expect(stop).toEqual({
      exitCode: 2,
      failures: ['column_unknown "ammount" Is amount meant?', 'column_unknown "ibann" Is iban meant?'],
    });
  });

  test('without a header is refused', async () => {
    const stop = await appErrorOf(survey(tablesFrom(fixture('no-header.csv')), plainRules));
    expect(stop).toEqual({ exitCode: 2, failures: ['header_missing'] });
  });

  test('without rows is refused', async () => {
    const stop = await appErrorOf(survey(tablesFrom(`${plainHeader}\n\n`), plainRules));
    expect(stop).toEqual({ exitCode: 2, failures: ['file_without_rows'] });
  });

  test('shows by its header alone whether it has columns for the payer', async () => {
    expect((await readHeader(tablesFrom(fixture('refunds.csv')), plainRules)).hasPayer).toBe(true);
    expect((await readHeader(tablesFrom(plainHeader), plainRules)).hasPayer).toBe(false);
  });

  test('that changes between the passes ends in file_changed after the last row', async () => {
    const rules = withOptions({ payer });
    const before = await survey(tablesFrom(`${plainHeader}\n${plainRow('A-1', '10', 'x')}\n`), rules);
    const edited = `${plainHeader}\n${plainRow('A-1', '11', 'x')}\n`;
    for (const [text, failure, count] of [
      [edited, 'file_changed', 1],
      [`${edited}${plainRow('A-2', '12', 'y')}\n`, 'file_changed Found 1 row, then 2.', 2],
    ] as const) {
      const rows: Judged[] = [];
      const work = (async () => {
        for await (const chunk of judgeAll(await tablesFrom(text), rules, before)) rows.push(...chunk);
      })();
      expect(await appErrorOf(work)).toEqual({ exitCode: 1, failures: [failure] });
      expect(rows.length).toBe(count);
    }
  });

  test('with more than 1,000 failures counts all and lists the first 1,000', async () => {
    const rows = Array.from({ length: 1500 }, (_, at) => plainRow(`A-${at}`, '0', 'x'));
    const result = await survey(tablesFrom([plainHeader, ...rows].join('\n')), withOptions({ payer }));
    expect(result.failures.length).toBe(1000);
    expect(result.failureCounts.get('amount_not_positive')).toBe(1500);
  });

  test.each([
    ['a million blank lines', '\n'.repeat(1_000_000), 0],
    ['a hundred thousand ragged lines', 'A,1.00\n'.repeat(100_000), 100_000],
    ['a hundred thousand ragged lines with quotes', '"A",1.00\n'.repeat(100_000), 100_000],
  ])('with %s is judged quickly', async (_, lines, rejected) => {
    const text = `${plainHeader}\n${plainRow('A-1', '10', 'x')}\n${lines}`;
    const effort = await effortOf(async () => {
      const result = await survey(tablesFrom(text), withOptions({ payer }));
      expect(result).toMatchObject({ accepted: 1, rejected });
    });
    expect(effort).toBeLessThan(60);
  });
});

describe('a workbook row whose cells are not judged', () => {
  const cell = (column: string, line: number, text: string) =>
    text.startsWith('#')
      ? `<c r="${column}${line}" t="e"><v>${text}</v></c>`
      : `<c r="${column}${line}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const line = (number: number, texts: readonly string[], more = '') =>
    `<row r="${number}"${more}>${texts.map((text, at) => cell('ABCD'[at] ?? '', number, text)).join('')}</row>`;
  const struck = (text: string) => `</t><r><rPr><strike/></rPr><t>${text}</t></r><t>`;
  const header = line(1, ['client_reference', 'amount', 'iban', 'beneficiary_company_name']);
  const referenceOf = async (second: string) => {
    const rules = withOptions({ payer });
    const first = line(2, ['DB1', '12.50', iban, 'Example']);
    const [, row] = await judged(tablesFrom(workbookOf([{ rows: header + first + second }])), rules);
    return [row?.kind, row?.reference];
  };

  test('keeps its reference if a cell holds an error or is struck through, or the row is hidden', async () => {
    expect(await referenceOf(line(3, ['DB2', '#N/A', iban, 'Example']))).toEqual(['rejected', 'DB2']);
    expect(await referenceOf(line(3, ['DB2', struck('12.50'), iban, 'Example']))).toEqual([
      'rejected',
      'DB2',
    ]);
    const hidden = line(3, ['DB2', '12.50', iban, 'Example'], ' hidden="1"');
    expect(await referenceOf(hidden)).toEqual(['rejected', 'DB2']);
  });

  test('has no reference if the cell of the reference is the unreadable one', async () => {
    expect(await referenceOf(line(3, ['#N/A', '12.50', iban, 'Example']))).toEqual(['rejected', '']);
    expect(await referenceOf(line(3, [struck('DB2'), '12.50', iban, 'Example']))).toEqual(['rejected', '']);
    expect(await referenceOf(line(3, ['x'.repeat(101), '#N/A', iban, 'Example']))).toEqual(['rejected', '']);
  });
});

describe('a row that holds only an amount', () => {
  const back = `${plainHeader},failure_code,failure_detail,reference,batch`;

  test('that was rejected for that stays rejected when it comes back alone', async () => {
    const rules = withOptions({ payer, defaultBeneficiary: true });
    const text = `${back}\n,155.10,,,,row_only_amount,Why.,abcdefgh2345-5,abcdefgh2345 euros 1234.56\n`;
    expect(outcomes(await judged(tablesFrom(text), rules))).toEqual(['2 row_only_amount']);
  });
});
