import { describe, expect, test } from '@jest/globals';
import { asked, iban } from '../asked-about.ts';

/** A list with an additional column of these cells. */
function withColumn(name: string, cells: readonly string[]): string[] {
  return [`Name;IBAN;Amount;${name}`, ...cells.map((cell, at) => `Ada Example;${iban};${at + 1},50;${cell}`)];
}

const codes = (found: readonly string[]) => found.map((text) => text.split(' ')[0]);

describe('directions beside amounts without a sign', () => {
  test.each([
    ['Soll/Haben', ['H', 'S']],
    ['D/K', ['D', 'K']],
    ['X', ['D', 'C']],
    ['Af Bij', ['Af', 'Bij']],
    ['Side', ['debit', 'Credit']],
    ['Type', ['charge', 'refund']],
    ['Sens', ['Débit', 'Crédit']],
    ['Sens', ['Débit', 'Débit']],
    ['S/H', ['S', 'S']],
    ['Type', ['refund', '']],
  ])('under %p, %p are asked about', async (name, cells) => {
    expect(codes(await asked(withColumn(name, cells)))).toEqual(['rows_unclear']);
  });

  test('are listed with their rows and sums, and the question offers what came in', async () => {
    expect(await asked(withColumn('Soll/Haben', ['H', 'S', 'H']))).toEqual([
      'rows_unclear "Soll/Haben" The values are "H": 2 rows, 5.00 EUR; "S": 1 row, 2.50 EUR. Say --only "Soll/Haben=H".',
    ]);
  });

  test('under a blank header need a column name first', async () => {
    const words = 'The column after "Amount" has no name: give it one.';
    expect(await asked(withColumn('', ['H', 'S']))).toEqual([`column_unclear ${words}`]);
  });

  test.each([
    ['Type', ['refund', 'Refund']],
    ['Umsatztyp', ['Eingang', 'Eingang']],
    ['Size', ['S', 'M']],
    ['Size', ['S', 'S']],
    ['Type', ['payment', 'payment']],
  ])('under %p, %p change nothing', async (name, cells) => {
    expect(await asked(withColumn(name, cells))).toEqual([]);
  });

  test('that the signs of the amounts also show change nothing', async () => {
    const lines = ['Name;IBAN;Amount;Type', `Ada;${iban};5,00;credit`, `Ada;${iban};-7,00;debit`];
    expect(await asked(lines)).toEqual([]);
  });
});

describe('words of directions', () => {
  test.each([
    ['X', ['CRDT', 'DBIT']],
    ['X', ['Cr.', 'Dr.']],
    ['X', ['Einnahme', 'Ausgabe']],
    ['X', ['Recette', 'Dépense']],
    ['Art', ['SEPA-Gutschrift', 'SEPA-Lastschrift']],
    ['Document', ['Facture', 'Avoir']],
    ['Type', ['Credit memo', 'Invoice']],
    ['Type', ['Virement reçu', 'Virement émis']],
    ['Vorzeichen', ['1', '-1']],
    ['Débit', ['1,50', '']],
  ])('under %p, %p are asked about', async (name, cells) => {
    expect(codes(await asked(withColumn(name, cells)))).toEqual(['rows_unclear']);
  });

  test.each([
    ['Catégorie', ['C', 'D']],
    ['Beleg', ['Rechnung 12', 'Rechnung 13']],
    ['Verwendungszweck', ['Erstattung', 'Rückzahlung']],
  ])('under %p, %p change nothing', async (name, cells) => {
    expect(await asked(withColumn(name, cells))).toEqual([]);
  });
});

describe('statuses of rows', () => {
  test.each([
    ['Statut', ['Remboursé', 'À rembourser']],
    ['Status', ['FAILED', 'PROCESSED']],
    ['X', ['bezahlt', 'offen']],
    ['Etat', ['Validé', 'Litige']],
    ['Payment_Status', ['paid', 'unpaid']],
    ['Suivi', ['annulé', '']],
    ['Remboursé', ['oui', 'non']],
    ['Erledigt', ['x', '']],
    ['Vu', ['oui', 'non']],
    ['Remboursé le', ['12/03/2026', '']],
    ['Done', ['TRUE', 'FALSE']],
  ])('under %p, %p are asked about', async (name, cells) => {
    expect(codes(await asked(withColumn(name, cells)))).toEqual(['rows_unclear']);
  });

  test.each([
    ['Remboursé le', ['12/03/2026', '-', 'NULL']],
    ['Remboursé', ['oui', 'non', 'Partiel']],
    ['Remboursé', ['oui le 12/03', 'non']],
    ['Réservation annulée', ['oui', 'non']],
    ['RIB vérifié', ['oui', 'non']],
    ['Suivi', ['À annuler', 'À rembourser']],
    ['Suivi', ['Ne pas rembourser', 'À rembourser']],
    ['Suivi', ['Non remboursable', '']],
    ['X', ['Refund issued', 'open']],
    ['Payout ID', ['po-1', '']],
    ['Date virement', ['12/03/2026', '']],
    ['Libellé', ['Remboursé', 'À rembourser', 'Annulé']],
    ['Contrôle', ['OK', 'REFUS']],
    ['Doublon', ['[x]', '[ ]']],
  ])('under %p, %p are asked about as well', async (name, cells) => {
    expect(codes(await asked(withColumn(name, cells)))).toEqual(['rows_unclear']);
  });

  test.each([
    ['Payé par', ['CB', '']],
    ['Raison', ['Commande annulée', 'Commande annulée']],
    ['Événement', ['Concert annulé', 'Festival']],
    ['Libellé', ['Remboursement effectué', 'Remboursement effectué']],
    ['État civil', ['marié', 'célibataire']],
    ['Kontostand', ['gut', 'schlecht']],
    ['Menge', ['1', '2']],
  ])('under %p, %p are not statuses', async (name, cells) => {
    expect(await asked(withColumn(name, cells))).toEqual([]);
  });

  test.each([
    ['À payer', ['non', 'non']],
    ['Genehmigt', ['nein', 'nein']],
    ['X', ['Rückerstattet', 'rückerstattet']],
    ['Suivi', ['Demande traitée', 'Demande refusée', 'Demande annulée']],
    ['X', ['Demande remboursée', 'demande remboursée']],
  ])('under %p, %p in all rows refuse the file', async (name, cells) => {
    expect(codes(await asked(withColumn(name, cells)))).toEqual(['rows_done']);
  });

  test('are offered as answers only if their rows still wait for a payment', async () => {
    const offered = async (name: string, cells: readonly string[]) =>
      (await asked(withColumn(name, cells))).join().match(/--only "[^"]*"/g);
    expect(await offered('Statut', ['Remboursé', 'À rembourser', 'Annulé'])).toEqual([
      '--only "Statut=À rembourser"',
    ]);
    expect(await offered('Status', ['failed', 'done', 'pending'])).toEqual([
      '--only "Status=failed"',
      '--only "Status=pending"',
    ]);
    expect(await offered('Remboursé', ['oui', 'non', ''])).toEqual([
      '--only "Remboursé=non"',
      '--only "Remboursé="',
    ]);
    expect(await offered('À rembourser', ['oui', 'non'])).toEqual(['--only "À rembourser=oui"']);
    expect(await offered('Vu', ['oui', 'non'])).toBeNull();
  });

  test.each([
    ['Statut', ['Remboursé', 'remboursée']],
    ['Status', ['paid', 'PAID']],
    ['X', ['erledigt', 'bezahlt']],
    ['Statut', ['Annulé', 'Annulé']],
    ['Remboursé', ['oui', 'oui']],
  ])('under %p, %p as only value refuses the file', async (name, cells) => {
    expect(codes(await asked(withColumn(name, cells)))).toEqual(['rows_done']);
  });

  test.each([
    ['Statut', ['Validé', 'Validé']],
    ['Status', ['pending', 'Pending']],
    ['Statut', ['À rembourser', 'À rembourser']],
    ['Remboursé', ['non', 'non']],
    ['Newsletter', ['oui', 'non']],
    ['Moyen de paiement', ['Carte bancaire', 'Virement']],
    ['Gate', ['1', '0']],
    ['Ville', ['Paris', 'Lyon']],
    ['Buchungsstatus', ['Gebucht', 'Gebucht']],
  ])('under %p, %p change nothing', async (name, cells) => {
    expect(await asked(withColumn(name, cells))).toEqual([]);
  });

  test('of rows that are not paid anyway change nothing', async () => {
    const lines = ['Name;IBAN;Amount;Statut', `Ada;${iban};5,00;Validé`, `Ada;${iban};0,00;Annulé`];
    expect(await asked(lines)).toEqual([]);
  });
});

test('a person who chose rows or ignored the column is not asked again', async () => {
  const lines = withColumn('Statut', ['Remboursé', 'À rembourser']);
  expect(await asked(lines, { only: [{ header: 'statut', value: 'à rembourser' }] })).toEqual([]);
  expect(await asked(lines, { map: [{ column: 'ignore', header: 'Statut' }] })).toEqual([]);
});
