import { expect, test } from '@jest/globals';
import { asked, iban } from '../asked-about.ts';

const list = (header: string, ...rows: readonly string[]) => [
  `${header};IBAN;Montant`,
  ...rows.map((row, at) => `${row};${iban};${at + 1},50`),
];

test.each([
  ['Nom participant;Prénom participant;Nom payeur;Prénom payeur', 'EXEMPLE;Léo;EXEMPLE;Chloé'],
  ['Bénéficiaire;Acheteur', 'Chloé Exemple;Benoît Modèle'],
  ['Recipient;Billing First Name;Billing Last Name', 'Ada Example;Max;Sample'],
  ['Beneficiary name;Buyer name', 'Ada Example;Max Sample'],
  ['Zahlungsempfänger*in;Zahlungspflichtige*r', 'Verein Muster;Karla Beispiel'],
  ['Nom;Prénom;Nom du responsable;Prénom du responsable', 'EXEMPLE;Léo;EXEMPLE;Chloé'],
  ['Bénéficiaire;Payeur', 'Chloé Exemple;Benoît Modèle'],
])('a person other than the beneficiary is asked about: %p', async (header, row) => {
  const [question = '', ...others] = await asked(list(header, row));
  expect(others).toEqual([]);
  for (const name of header.split(';')) expect(question).toContain(`="${name}"`);
  expect(question).not.toContain('payer_');
});

test('each answer maps first and last name of one person together', async () => {
  const header = 'Nom participant;Prénom participant;Nom payeur;Prénom payeur';
  const [question] = await asked(list(header, 'A;B;A;B', 'EXEMPLE;Léo;EXEMPLE;Chloé'));
  expect(question).toBe(
    'column_unclear "Prénom participant" Line 3 names two different ones. Say --map beneficiary_first_name="Prénom participant" --map beneficiary_last_name="Nom participant" or --map beneficiary_first_name="Prénom payeur" --map beneficiary_last_name="Nom payeur".',
  );
  const map = [
    { column: 'beneficiary_first_name', header: 'Prénom payeur' },
    { column: 'beneficiary_last_name', header: 'Nom payeur' },
  ] as const;
  expect(await asked(list(header, 'EXEMPLE;Léo;EXEMPLE;Chloé'), { map })).toEqual([]);
});

test.each([
  ['Bénéficiaire;Acheteur', 'Chloé EXEMPLE;Exemple Chloé'],
  ['Bénéficiaire;Acheteur', 'Chloé Exemple;'],
  ['Bénéficiaire;Nom du produit', 'Chloé Exemple;Concert Rock'],
  ['Bénéficiaire;Contact', 'Chloé Exemple;Bobby'],
  ['Bénéficiaire;Event name', 'Chloé Exemple;Rock am Ring'],
  ['Bénéficiaire;Banque', 'Chloé Exemple;Crédit Exemple'],
])('a column that names nobody else is not asked about: %p with %p', async (header, row) => {
  expect(await asked(list(header, row))).toEqual([]);
});
