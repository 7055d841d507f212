import { describe, expect, test } from '@jest/globals';
import { knownList } from '../../../src/ingest/header/known-lists.ts';

const listOf = (header: string) => knownList(header.split(';'));

describe('a known list', () => {
  test.each([
    'Payer;IBAN;BIC;Amount;Currency;Code;Comment',
    'Zahlender;IBAN;BIC;Betrag;Währung;Code;Kommentar',
    'Payeur;IBAN;BIC;Montant;Devise;Code;Commentaire',
  ])('can be that of pretix: %s', (header) => {
    expect(listOf(header)).toEqual({
      name: 'pretix',
      columns: ['beneficiary_name', 'iban', 'bic', 'amount', 'currency', 'client_reference', 'label'],
    });
  });

  test('may lack its optional columns', () => {
    expect(listOf('Payer;IBAN;BIC;Amount;Currency;Code')?.columns).toHaveLength(6);
  });

  test('is recognised in any column order and spelling', () => {
    expect(listOf('iban;Reference;AMOUNT;Currency;Beneficiary name')).toEqual({
      name: 'qonto',
      columns: ['iban', 'label', 'amount', 'currency', 'beneficiary_name'],
    });
  });

  test('can be the German bank list', () => {
    expect(listOf('Name;IBAN;BIC;Betrag;Verwendungszweck')?.columns).toEqual([
      'beneficiary_name',
      'iban',
      'bic',
      'amount',
      'label',
    ]);
  });

  test("can be Bridge's own: with IBANs the names are the beneficiary's, without them the payer's", () => {
    const own =
      'Amount;Expiration date;Label;End to end id;First name;Last name;Company name;Email address;Template id;Area code;Phone number';
    const after = ['email', 'template', 'area', 'phone'].map(() => undefined);
    const before = ['amount', 'expires_at', 'label', 'end_to_end_id'];
    expect(listOf(own)?.columns).toEqual([
      ...before,
      'payer_first_name',
      'payer_last_name',
      'payer_company_name',
      ...after,
    ]);
    expect(listOf(`${own};IBAN`)?.columns).toEqual([
      ...before,
      'beneficiary_first_name',
      'beneficiary_last_name',
      'beneficiary_company_name',
      ...after,
      'iban',
    ]);
  });

  test.each([
    ['has one column more', 'Payer;IBAN;BIC;Amount;Currency;Code;Comment;Order'],
    ['lacks one', 'Payer;IBAN;Amount;Currency;Code;Comment'],
    ['has one twice', 'Payer;Payer;IBAN;BIC;Amount;Currency;Code'],
    ['names one column in two languages', 'Payer;Zahlender;IBAN;BIC;Amount;Currency;Code'],
    ['is for direct debits', 'Name;IBAN;BIC;Betrag;Verwendungszweck;Mandatsreferenz'],
  ])('is not a header that %s', (_, header) => {
    expect(listOf(header)).toBeUndefined();
  });
});
