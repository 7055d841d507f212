import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldedName, headerKey } from '../../../src/ingest/header/header-names.ts';
import { effortOf } from '../../support/effort.ts';

describe('a folded name', () => {
  test.each([
    [' IBAN ', 'iban'],
    ['\ufeffiban', 'iban'],
    ['Prénom du bénéficiaire', 'prenomdubeneficiaire'],
    ['Pre\u0301nom du be\u0301ne\u0301ficiaire', 'prenomdubeneficiaire'],
    ["Date d'expiration", 'datedexpiration'],
    ['Date d’expiration', 'datedexpiration'],
    ['N° de commande :', 'ndecommande'],
    ['EndToEnd-ID*', 'endtoendid'],
    ['payment_amount', 'paymentamount'],
    ['Begünstigter/Zahlungspflichtiger', 'begunstigterzahlungspflichtiger'],
    ['Straße', 'strasse'],
    ['Montant (€)', 'montant'],
    ['Montant €', 'montant'],
    ['Betrag(EUR)', 'betrag'],
    ['Betrag in EUR', 'betrag'],
    ['Montant en euros', 'montant'],
    ['amount_eur', 'amount'],
    ['Amount [EUR]', 'amount'],
    ['Amount (USD)', 'amountusd'],
    ['Payeur', 'payeur'],
    ['#', ''],
  ])('of %p is %p', (written, folded) => {
    expect(foldedName(written)).toBe(folded);
  });

  test('folds to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (written) => {
        expect(foldedName(foldedName(written))).toBe(foldedName(written));
      }),
    );
  });

  test('is computed quickly for the longest possible cell', async () => {
    const effort = await effortOf(() => foldedName(`${' '.repeat(64 * 1024)}eu`));
    expect(effort).toBeLessThan(10);
  });
});

describe('the key of a header', () => {
  const header = ['Montant (€)', 'IBAN', 'Bénéficiaire'];

  test('is the same for another order, case and spelling of the columns', () => {
    expect(headerKey(['beneficiaire', 'Montant', 'Iban '])).toBe(headerKey(header));
  });

  test('differs for other columns', () => {
    expect(headerKey(['Montant', 'IBAN'])).not.toBe(headerKey(header));
    expect(headerKey(['Montant', 'IB', 'AN', 'Bénéficiaire'])).not.toBe(headerKey(header));
    for (const other of ['Montant (centimes)', 'Montant ($)', 'Montant (%)', 'Montant (k€)'])
      expect(headerKey([other, 'IBAN', 'Bénéficiaire'])).not.toBe(headerKey(header));
    expect(headerKey(['Montant ($)'])).not.toBe(headerKey(['Montant (£)']));
  });
});
