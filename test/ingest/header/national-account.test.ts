import { expect, test } from '@jest/globals';
import { readColumns } from '../../../src/ingest/header/columns.ts';
import { inWords } from '../../support/in-words.ts';

const failuresOf = (header: string) => readColumns(header.split(';'), [], false).failures;

test.each([
  [
    'Nom;Prénom;Code banque;Code guichet;N° compte;Clé RIB;Montant',
    'The account is given as a RIB ("Code banque", "Code guichet", "N° compte", "Clé RIB"): ask for the IBAN.',
  ],
  [
    'Kontoinhaber;Kontonummer;BLZ;Betrag',
    'The account is given as Kontonummer and BLZ ("Kontonummer", "BLZ"): ask for the IBAN.',
  ],
])('a national account is refused by name and not offered as the IBAN: %s', (header, detail) => {
  expect(failuresOf(header).map(inWords)).toEqual([{ code: 'column_missing', field: 'iban', detail }]);
});

test('a national account beside an IBAN is ignored', () => {
  expect(failuresOf('Kontoinhaber;IBAN;Kontonummer;BLZ;Betrag')).toEqual([]);
});

test('a single part may be an IBAN and is asked about', () => {
  expect(failuresOf('Kontoinhaber;Kontonummer;Betrag').map(({ code }) => code)).toEqual(['column_unclear']);
});
