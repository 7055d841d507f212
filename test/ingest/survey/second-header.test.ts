import { expect, test } from '@jest/globals';
import { survey } from '../../../src/ingest/ingest.ts';
import { detailOf } from '../../support/in-words.ts';
import { plainRules, tablesFrom } from '../source-from.ts';

const iban = 'FR4014508000406764668712J28';

async function refusals(...second: readonly string[]) {
  const first = ['Montant;TVA;IBAN;Nom', `120,50;20,00;${iban};Exemple SARL`];
  const { refusals, rejected } = await survey(
    await tablesFrom([...first, ...second, ''].join('\n')),
    plainRules,
  );
  return [refusals.map((refusal) => `${refusal.code} ${detailOf(refusal)}`), rejected] as const;
}

test('a second table with its columns in another order refuses the file, whatever their names', async () => {
  for (const header of ['TVA;Montant;IBAN;Nom', 'Nom;Betrag;IBAN;Montant', 'IBAN;TVA;Amount;Beneficiary']) {
    const [found] = await refusals(header, `20,00;120,50;${iban};Exemple SARL`);
    expect(found).toEqual(['second_header See line 3.']);
  }
});

test('a header repeated in the same or another language does not refuse the file', async () => {
  for (const header of ['Montant;TVA;IBAN;Nom', 'Betrag;MwSt;IBAN;Name']) {
    expect((await refusals(header, `60,25;10,00;${iban};Exemple SARL`))[0]).toEqual([]);
  }
});

test('a row of words is not a second header', async () => {
  expect((await refusals('en attente;;;Exemple SARL'))[0]).toEqual([]);
});
