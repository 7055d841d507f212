import { describe, expect, test } from '@jest/globals';
import { meaningOf, saysCents } from '../../src/ingest/column-names.ts';
import { withoutRemarks } from '../../src/ingest/header-remarks.ts';

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
  ])('on how cells are filled in is no part of %j', (name, meaning) => {
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
  ])('on what the column is stays a part of %j', (name, meaning) => {
    expect(column(name)).toBe(meaning);
  });

  test('may begin with the unit', () => {
    expect(saysCents('Montant (en centimes, obligatoire)')).toBe(true);
    expect(saysCents('Montant (en euros, obligatoire)')).toBe(false);
  });

  test('is not all of a name', () => {
    expect(withoutRemarks('(obligatoire)')).toBeUndefined();
    expect(withoutRemarks('IBAN')).toBeUndefined();
  });
});
