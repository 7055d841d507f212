import { describe, expect, test } from '@jest/globals';
import type { Hints } from '../../../src/domain/hints.ts';
import { survey } from '../../../src/ingest/ingest.ts';
import { plainRules, tablesFrom } from '../source-from.ts';

const iban = 'FR4014508000406764668712J28';
const payer = { kind: 'company', companyName: 'Example SARL' } as const;

async function read(
  amounts: readonly string[],
  last: readonly string[] = [],
  hints: Partial<Hints> = {},
  name = 'Montant',
) {
  const header = `${name};IBAN;Bénéficiaire`;
  const lines = amounts.map((amount) => `${amount};${iban};Exemple SARL`);
  const rules = {
    ...plainRules,
    options: { ...plainRules.options, payer },
    hints: { ...plainRules.hints, ...hints },
  };
  const result = await survey(await tablesFrom([header, ...lines, ...last, ''].join('\n')), rules);
  return {
    sum: result.amountCents,
    rejected: [...result.failureCounts.keys()],
    refused: result.refusals.map(({ code }) => code),
  };
}

describe('whole amounts that may be cents', () => {
  const amounts = ['1250', '4999', '12990'];

  test('are asked about', async () => {
    expect((await read(amounts)).refused).toEqual(['amount_unit_unclear']);
  });

  test('have the unit that a declared sum with decimals proves', async () => {
    expect(await read(amounts, ['192,39;;Total'])).toEqual({ sum: 19_239, rejected: [], refused: [] });
    expect(await read(amounts, ['19239,00;;Total'])).toEqual({ sum: 1_923_900, rejected: [], refused: [] });
  });

  test('stay unclear with a whole declared sum, whose unit is as unclear', async () => {
    expect((await read(amounts, ['19239;;Total'])).refused).toEqual(['amount_unit_unclear']);
  });

  test('have the unit that an expected sum or --unit gives', async () => {
    expect((await read(amounts, [], { expectSumCents: 19_239 })).sum).toBe(19_239);
    expect((await read(amounts, [], { expectSumCents: 1_923_900 })).sum).toBe(1_923_900);
    expect((await read(amounts, [], { unit: 'cents' })).sum).toBe(19_239);
    expect((await read(amounts, [], { unit: 'euros' })).sum).toBe(1_923_900);
  });
});

describe('a column name that may mean cents', () => {
  const amounts = ['50', '4999'];
  const map = [{ column: 'amount', header: 'Montant x100' }] as const;

  test('makes the unit of whole amounts a question, whatever their values', async () => {
    expect((await read(amounts, [], { map }, 'Montant x100')).refused).toEqual(['amount_unit_unclear']);
    expect((await read(['50,00'], [], { map }, 'Montant x100')).refused).toEqual([]);
  });

  test('is overruled by a declared sum, by a person, and by a name that states cents', async () => {
    expect((await read(amounts, ['50,49;;Total'], { map }, 'Montant x100')).sum).toBe(5_049);
    expect((await read(amounts, [], { map, unit: 'euros' }, 'Montant x100')).sum).toBe(504_900);
    const cents = [{ column: 'amount', header: 'Montant c€' }] as const;
    expect(await read(amounts, [], { map: cents }, 'Montant c€')).toEqual({
      sum: 5_049,
      rejected: [],
      refused: [],
    });
  });
});

test('a declared sum proves the decimal mark of a column that does not prove it', async () => {
  expect((await read(['1.234', '2.000'])).rejected).toEqual(['amount_ambiguous']);
  expect(await read(['1.234', '2.000'], ['3.234,00;;Summe'])).toEqual({
    sum: 323_400,
    rejected: [],
    refused: [],
  });
});

test('a notation that only the end of a long file proves applies from its beginning', async () => {
  const amounts = [...Array.from({ length: 1500 }, () => '1.234'), '1.234,56'];
  const { sum, rejected } = await read(amounts);
  expect([sum, rejected]).toEqual([1500 * 123_400 + 123_456, []]);
});

describe('rejected rows that come back', () => {
  async function back(
    rows: readonly (readonly [amount: string, batch: string])[],
    added = 'failure_code;failure_detail;reference;batch',
  ) {
    const header = `Montant;IBAN;Bénéficiaire;${added}`;
    const lines = rows.map(
      ([amount, batch], at) => `${amount};${iban};Exemple SARL;iban_missing;Why.;R-${at};${batch}`,
    );
    const rules = { ...plainRules, options: { ...plainRules.options, payer } };
    const result = await survey(await tablesFrom([header, ...lines, ''].join('\n')), rules);
    return {
      sum: result.amountCents,
      rejected: [...result.failureCounts.keys()],
      refused: result.refusals.map(({ code }) => code),
      corrections: result.corrections,
    };
  }
  const batch = 'abcdefgh2345';

  test('keep their unit: cents stay cents, even in a single row', async () => {
    expect(await back([['2599', `${batch} cents`]])).toEqual({
      sum: 2_599,
      rejected: [],
      refused: [],
      corrections: [batch],
    });
    expect((await back([['2599', `${batch} euros`]])).sum).toBe(259_900);
  });

  test('without a unit in their mark are asked about', async () => {
    expect((await back([['2599', '']])).refused).toEqual(['amount_unit_unclear']);
  });

  test('that were held as ambiguous are held again, and do not prove a notation among themselves', async () => {
    const held = await back([
      ['1,234', `${batch} euros 1.234,56`],
      ['1,234.50', `${batch} euros 1.234,56`],
    ]);
    expect([held.sum, held.rejected]).toEqual([0, ['amount_ambiguous']]);
    expect((await back([['1.234', `${batch} euros 1.234,56`]])).sum).toBe(123_400);
  });

  test('of files that were read differently are refused in one file', async () => {
    const { refused } = await back([
      ['12,50', `${batch} euros 1234,56`],
      ['1250', 'abcdefgh2346 cents'],
    ]);
    expect(refused).toEqual(['corrected_unread']);
  });

  test('keep their unit if a column was added after ours', async () => {
    const { sum, refused } = await back(
      [['2550', `${batch} cents;`]],
      'failure_code;failure_detail;reference;batch;',
    );
    expect([sum, refused]).toEqual([2_550, []]);
  });

  test('are refused in one file with new rows, in any order', async () => {
    const fresh = Array.from({ length: 1_200 }, () => ['10,00', ''] as const);
    const old = [['2550', `${batch} cents`]] as const;
    expect((await back([...fresh, ...old])).refused).toEqual(['corrected_unread']);
    expect((await back([...old, ['120', '']])).refused).toEqual(['corrected_unread']);
    const marks = [['1.250,50', `${batch} euros 1.234,56`]] as const;
    expect((await back([...marks, ['1.250', '']])).refused).toEqual(['corrected_unread']);
  });

  test('are refused if their mark was changed or one of our columns removed', async () => {
    expect((await back([['25,50', 'abcdefgh cents']])).refused).toEqual(['corrected_unread']);
    const { refused } = await back([['25,50', `${batch} cents`]], 'failure_code;note;end_to_end_id;batch');
    expect(refused).toEqual(['corrected_unread']);
  });
});
