import { describe, expect, test } from '@jest/globals';
import type { Hints } from '../../src/domain/hints.ts';
import { survey } from '../../src/ingest/ingest.ts';
import { plainRules, tablesFrom } from './source-from.ts';

const iban = 'FR4014508000406764668712J28';
const payer = { kind: 'company', companyName: 'Example SARL' } as const;

async function read(amounts: readonly string[], last: readonly string[] = [], hints: Partial<Hints> = {}) {
  const header = 'Montant;IBAN;Bénéficiaire';
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

  test('are asked for', async () => {
    expect((await read(amounts)).refused).toEqual(['amount_unit_unclear']);
  });

  test('are what a sum of totals with decimals proves', async () => {
    expect(await read(amounts, ['192,39;;Total'])).toEqual({ sum: 19_239, rejected: [], refused: [] });
    expect(await read(amounts, ['19239,00;;Total'])).toEqual({ sum: 1_923_900, rejected: [], refused: [] });
  });

  test('are not told by a whole sum, which counts the same', async () => {
    expect((await read(amounts, ['19239;;Total'])).refused).toEqual(['amount_unit_unclear']);
  });

  test('are what a person expects or says', async () => {
    expect((await read(amounts, [], { expectSumCents: 19_239 })).sum).toBe(19_239);
    expect((await read(amounts, [], { expectSumCents: 1_923_900 })).sum).toBe(1_923_900);
    expect((await read(amounts, [], { unit: 'cents' })).sum).toBe(19_239);
    expect((await read(amounts, [], { unit: 'euros' })).sum).toBe(1_923_900);
  });
});

test('a sum of totals proves the mark of a column that does not itself', async () => {
  expect((await read(['1.234', '2.000'])).rejected).toEqual(['amount_ambiguous']);
  expect(await read(['1.234', '2.000'], ['3.234,00;;Summe'])).toEqual({
    sum: 323_400,
    rejected: [],
    refused: [],
  });
});

test('what only the end of a long file proves holds from its beginning', async () => {
  const amounts = [...Array.from({ length: 1500 }, () => '1.234'), '1.234,56'];
  const { sum, rejected } = await read(amounts);
  expect([sum, rejected]).toEqual([1500 * 123_400 + 123_456, []]);
});
