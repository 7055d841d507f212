import { describe, expect, test } from '@jest/globals';
import { meaningOf, meansCents } from '../../../src/ingest/header/column-names.ts';
import { withoutRemarks } from '../../../src/ingest/header/header-remarks.ts';

const column = (name: string) => {
  const meaning = meaningOf(name);
  return meaning !== undefined && 'column' in meaning ? `${meaning.kind} ${meaning.column}` : meaning?.kind;
};

describe('a remark', () => {
  test.each([
    ['IBAN (sans espaces)', 'own iban'],
    ['[required] IBAN', 'own iban'],
    ['Montant obligatoire', 'clear amount'],
    ['Betrag (Pflichtfeld, max. 35.000)', 'clear amount'],
    ['Libellé (sans accents)', 'clear label'],
    ['Montant (euros, deux décimales)', 'clear amount'],
    ['Amount <optional> {0.00}', 'own amount'],
    ['Montant (ex. 1 234,50 €)', 'clear amount'],
    ['IBAN (z.B. DE89 3704 0044, ohne Leerzeichen und in Großbuchstaben)', 'own iban'],
    ['Nom (tel que la banque le connaît)', 'name'],
    ['Betrag (zwei Dezimalstellen)', 'clear amount'],
    ['Libellé (140 caractères max.)', 'clear label'],
    ['Compte bénéficiaire (IBAN)', 'clear iban'],
    ['Expiry date (DD/MM/YYYY)', 'clear expires_at'],
  ])('on how to fill in cells does not count in %j', (name, meaning) => {
    expect(column(name)).toBe(meaning);
  });

  test.each([
    ['Montant (HT)', 'sum amount'],
    ['Montant (TVA)', undefined],
    ['IBAN (débiteur)', undefined],
    ['Montant (déjà remboursé)', 'sum amount'],
    ['Amount (USD)', undefined],
    ['Amount ($)', undefined],
    ['IBAN (si différent)', undefined],
    ['Name (surname)', undefined],
  ])('that may change the meaning counts in %j', (name, meaning) => {
    expect(column(name)).toBe(meaning);
  });

  test.each([
    'Montant (dollars)',
    'Amount (in dollars)',
    'Betrag (in Franken)',
    'Montant (livres sterling)',
    'Montant (avant correction)',
    'Montant (par mois)',
    'Montant (prélevé)',
    'Montant (à encaisser)',
    'Montant [annulé]',
    'Montant (points)',
    'Montant [x100]',
    'Montant (obligatoire, en dollars)',
    'Montant (ex. TVA)',
    'Montant (ex. 100 dollars)',
    'Montant (ex. 20% TVA)',
    'Amount (charged)',
    'Betrag (Soll)',
    'IBAN (invalide)',
    'IBAN [ne pas utiliser]',
    'Bénéficiaire (précédent)',
    'Nom (ex mari)',
    'Name (of child)',
    'Name (not account holder)',
  ])('with any other content leaves %j without a meaning, or a sum to ask about', (name) => {
    expect([undefined, 'sum amount']).toContain(column(name));
  });

  test('may begin with the unit', () => {
    expect(meansCents('Montant (en centimes, obligatoire)')).toBe(true);
    expect(meansCents('Montant (en euros, obligatoire)')).toBe(false);
  });

  test('is never the whole name', () => {
    expect(withoutRemarks('(obligatoire)')).toBeUndefined();
    expect(withoutRemarks('IBAN')).toBeUndefined();
  });
});
