import { describe, expect, test } from '@jest/globals';
import type { ColumnMapping, Hints } from '../../../src/domain/hints.ts';
import { survey } from '../../../src/ingest/ingest.ts';
import { appErrorOf, plainRules, tablesFrom } from '../source-from.ts';

const payer = { kind: 'company', companyName: 'Example SARL' } as const;
const iban = 'FR4014508000406764668712J28';
const other = 'DE89370400440532013000';

/** The refusals of the file, each as `code field detail`. */
async function asked(lines: readonly string[], map: readonly ColumnMapping[] = []): Promise<string[]> {
  const hints: Hints = { map };
  const rules = { ...plainRules, hints, options: { ...plainRules.options, payer } };
  const reading = tablesFrom(`${lines.join('\n')}\n`).then(async (tables) => survey(tables, rules));
  const { failures } = await appErrorOf(
    reading.then(({ refusals }) => Promise.reject({ failures: refusals })),
  );
  return failures;
}

/** A list with an additional column of this name and these cells. */
function withColumn(name: string, cells: readonly string[]): string[] {
  return [
    `Name;IBAN;Amount;${name}`,
    ...cells.map((cell, at) => `Ada Example;${iban};${at + 112},50;${cell}`),
  ];
}

const choice = (name: string, ...words: readonly string[]) =>
  `column_unclear ${JSON.stringify(name)} Say ${words.map((word) => `--map ${word}`).join(' or ')}.`;

describe('a column of currencies, one of them not the euro', () => {
  test.each(['Payment currency', 'Original currency', 'WKZ', 'Whg', 'Cur', 'Dev', 'Devise du compte'])(
    'is asked about under the name %p',
    async (name) => {
      const question = choice(name, `currency="${name}"`, `ignore="${name}"`);
      expect(await asked(withColumn(name, ['USD', 'CHF']))).toEqual([question]);
    },
  );

  test('is recognised by signs and by half of its cells', async () => {
    expect(await asked(withColumn('H', ['€', '$', '', 'n/a']))).toHaveLength(1);
    expect(await asked(withColumn('H', ['US$', 'usd']))).toHaveLength(1);
  });

  test('is not asked about if it holds only euros or other words, or is ignored by --map', async () => {
    expect(await asked(withColumn('H', ['EUR', '€', 'euro']))).toEqual([]);
    expect(await asked(withColumn('H', ['USD is to come', 'Paris', 'all']))).toEqual([]);
    expect(await asked(withColumn('H', ['USD']), [{ column: 'ignore', header: 'H' }])).toEqual([]);
  });

  test('without a name needs one before --map can refer to it', async () => {
    const words = 'The column after "Amount" has no name: give it one.';
    expect(await asked(withColumn('', ['USD']))).toEqual([`column_unclear ${words}`]);
  });

  test('is asked about beside the column in use', async () => {
    const lines = ['Name;IBAN;Amount;Currency;H', `Ada Example;${iban};12,50;EUR;USD`];
    expect(await asked(lines)).toEqual([choice('Currency', 'currency="Currency"', 'currency="H"')]);
    expect(await asked(lines, [{ column: 'currency', header: 'Currency' }])).toEqual([]);
  });
});

describe('a second column of IBANs', () => {
  const beside = (name: string, cell: string) => [
    `IBAN;${name};Client;Montant`,
    `${iban};${cell};Exemple SARL;12,50`,
  ];

  test.each([
    'IBAN remboursement',
    'Compte à créditer',
    'Gegenkonto',
    'Zielkonto',
    'Konto Empfänger',
    'Counterparty account',
    'Partner Iban',
  ])('is asked about under the name %p', async (name) => {
    const question = choice('IBAN', 'iban="IBAN"', `iban="${name}"`);
    expect(await asked(beside(name, other))).toEqual([question]);
    expect(await asked(beside(name, other), [{ column: 'iban', header: name }])).toEqual([]);
  });

  test.each(['IBAN débiteur', 'Auftragskonto', 'Compte à débiter', 'Payer account', 'Own account'])(
    'under the name %p belongs to the payer',
    async (name) => {
      expect(await asked(beside(name, other))).toEqual([]);
    },
  );

  test('is not asked about if it equals the first or holds other text', async () => {
    expect(await asked(beside('X', 'FR40 1450 8000 4067 6466 8712 J28'))).toEqual([]);
    expect(await asked(beside('X', 'a note'))).toEqual([]);
  });
});
