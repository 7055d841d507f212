import { describe, expect, test } from '@jest/globals';
import { asked, iban } from '../asked-about.ts';

/** A list with an additional column of this name and these cells. */
function withColumn(name: string, cells: readonly string[]): string[] {
  return [
    `Name;IBAN;Amount;${name}`,
    ...cells.map((cell, at) => `Ada Example;${iban};${at + 112},50;${cell}`),
  ];
}

const differs = (name: string, sum: string) =>
  `column_unclear "Amount" Line 2 has 112.50 EUR, and ${sum} EUR under "${name}". Say --map amount="Amount" or --map amount="${name}".`;

describe('a second sum', () => {
  test.each(['Refund total', 'Payout', 'Avoir TTC', 'Zu erstatten', 'X', 'Net à payer ce jour', 'Reste dû'])(
    'under the name %p is asked about',
    async (name) => {
      expect(await asked(withColumn(name, ['12,00', '13,50']))).toEqual([differs(name, '12.00')]);
      const map = [{ column: 'amount', header: name }] as const;
      expect(await asked(withColumn(name, ['12,00']), { map })).toEqual([]);
    },
  );

  test('that differs in a single row of many is asked about', async () => {
    const cells = Array.from({ length: 400 }, (_, at) => `${at + 112},50`);
    expect(await asked(withColumn('Corrected', cells))).toEqual([]);
    const [question] = await asked(withColumn('Corrected', cells.with(350, '1,00')));
    expect(question).toContain('Line 352 has 462.50 EUR, and 1.00 EUR under "Corrected".');
  });

  test('in whole euros is recognised only by the name of a sum', async () => {
    expect(await asked(withColumn('Reste', ['20', '25']))).toHaveLength(1);
    expect(await asked(withColumn('Gate', ['20', '25']))).toEqual([]);
  });

  test.each([
    ['Avoir n°', '1201'],
    ['Refund ID', '1201'],
    ['Refund date', '2026-11-22'],
    ['Refund type', '12'],
    ['Refund total', 'all of it'],
    ['Refund total', '112,50'],
    ['Taux', '20,00'],
    ['Heures', '7,50'],
    ['TVA', '18,75'],
    ['Prix unitaire', '56,25'],
    ['Frais', '0,00'],
  ])('is not a column named %p that holds %p', async (name, cell) => {
    expect(await asked(withColumn(name, [cell]))).toEqual([]);
  });

  test('is not the running balance of an account', async () => {
    const lines = ['Name;IBAN;Amount;Solde du compte'];
    for (const [amount, balance] of [
      ['10,00', '90,00'],
      ['20,00', '70,00'],
      ['5,00', '65,00'],
    ])
      lines.push(`Ada Example;${iban};${amount};${balance}`);
    expect(await asked(lines)).toEqual([]);
    expect(await asked([...lines, `Ada Example;${iban};7,00;65,00`])).toHaveLength(1);
  });
});

test.each([
  'Montant;Montant HT',
  'amount;Amount refunded',
  'Betrag;Bestellbetrag',
  'Montant;Remboursement',
  'Amount;Refund',
  'Total;Avoir',
  'Summe;Brutto;Netto',
])('a sum beside another is asked about if they differ: %s', async (sums) => {
  const cells = (first: string, other: string) =>
    [
      first,
      ...sums
        .split(';')
        .slice(1)
        .map(() => other),
    ].join(';');
  const list = (other: string) => [`${sums};IBAN;Name`, `${cells('45', other)};${iban};Exemple SARL`];
  expect(await asked(list('45'))).toEqual([]);
  for (const other of ['44', '44,10', '-45,00']) expect(await asked(list(other))).toHaveLength(1);
});

describe('parts of a sum', () => {
  const list = (header: string, ...rows: readonly string[]) => [
    `Nom;IBAN;${header}`,
    ...rows.map((row) => `Chloé Exemple;${iban};${row}`),
  ];

  test('a fee that explains the amount together with another sum is named but not offered', async () => {
    expect(await asked(list('Montant;Frais;Net à reverser', '45,00;1,00;44,00', '25,00;1,50;23,50'))).toEqual(
      [
        'column_unclear "Montant" Line 2 has 45.00 EUR, and 44.00 EUR under "Net à reverser". Left out as a part of it: "Frais". Say --map amount="Montant" or --map amount="Net à reverser".',
      ],
    );
  });

  test('an earlier refund is a reason to ask, but never offered as the sum', async () => {
    expect(await asked(list('Montant;Déjà remboursé;Reste', '45,00;20,00;25,00'))).toEqual([
      'column_unclear "Montant" Line 2 has 45.00 EUR, and 25.00 EUR under "Reste". Left out as a part of it: "Déjà remboursé". Say --map amount="Montant" or --map amount="Reste".',
    ]);
    expect(await asked(list('Montant;Déjà remboursé', '45,00;20,00'))).toEqual([
      'column_unclear "Montant" Line 2 has 45.00 EUR, and 20.00 EUR under "Déjà remboursé". Say --map amount="Montant".',
    ]);
  });
});
