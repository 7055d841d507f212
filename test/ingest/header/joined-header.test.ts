import { expect, test } from '@jest/globals';
import { joinedHeader } from '../../../src/ingest/header/joined-header.ts';

test('a group becomes part of the names below it if both together have a meaning', () => {
  expect(joinedHeader(['Bénéficiaire', '', 'Montant', ''], ['Nom', 'IBAN', '', 'Libellé'])).toEqual({
    header: ['Nom Bénéficiaire', 'Bénéficiaire IBAN', 'Montant', 'Libellé'],
    namesPayer: false,
  });
});

test('a payer group becomes part of every name below it', () => {
  const joined = joinedHeader(['Payeur', '', 'Montant'], ['Nom', 'IBAN', '']);
  expect(joined).toEqual({ header: ['Payeur Nom', 'Payeur IBAN', 'Montant'], namesPayer: true });
});

test('a title with a value beside it is not a payer group', () => {
  const titles = ["Donneur d'ordre", 'Example SARL', '', ''];
  expect(joinedHeader(titles, ['Nom', 'IBAN', 'Montant', 'Libellé'])?.namesPayer).toBe(false);
});

test('a title above all columns and a line without a gap group nothing', () => {
  expect(joinedHeader(['Remboursements', '', ''], ['Nom', 'IBAN', 'Montant'])).toBeUndefined();
  expect(joinedHeader(['Nom', 'IBAN', 'Montant'], ['a', 'b', 'c'])).toBeUndefined();
});

test('a line with the payer and its name above a complete header marks no column as the payer’s', () => {
  const names = ['Nom', 'IBAN', 'Montant', 'Facture'];
  expect(joinedHeader(["Donneur d'ordre", 'Example SARL', '', ''], names)?.namesPayer).toBe(false);
  expect(joinedHeader(['Bénéficiaire', '', 'Payeur', ''], names)?.namesPayer).toBe(true);
  expect(
    joinedHeader(['Compte à débiter', 'Bénéficiaire', '', ''], ['IBAN', 'Nom', 'Montant', 'x'])?.namesPayer,
  ).toBe(true);
  expect(joinedHeader(['Payeur', '', 'Montant', ''], ['Nom', 'IBAN', '', 'Facture'])?.namesPayer).toBe(true);
});
