import { describe, expect, test } from '@jest/globals';
import { type Column, columns } from '../../../src/domain/column.ts';
import { columnNames, mayMeanCents, meaningOf, meansCents } from '../../../src/ingest/header/column-names.ts';
import { foldedName } from '../../../src/ingest/header/header-names.ts';

/** The column that a name means by itself: its own name, a clear or a weak one. */
function columnOf(name: string): Column | 'name' | 'asked' | undefined {
  const meaning = meaningOf(name);
  if (meaning === undefined) return undefined;
  if ('column' in meaning) return meaning.column;
  return meaning.kind === 'name' ? 'name' : 'asked';
}

/** Names seen in templates, exports and sources of programs. */
const observed: readonly (readonly [name: string, meant: ReturnType<typeof columnOf>])[] = [
  ['beneficiary_name', 'beneficiary_name'],
  ['Beneficiary name', 'beneficiary_name'],
  ['RECIPIENT_NAME', 'name'],
  ['creditor_name', 'name'],
  ['counterparty_name', 'name'],
  ['Nm', 'beneficiary_name'],
  ['CUSTOMER_GIVEN_NAME', 'beneficiary_first_name'],
  ['CUSTOMER_SURNAME', 'beneficiary_last_name'],
  ['Nom du bénéficiaire', 'name'],
  ['Nom bénéficiaire', 'name'],
  ['Prénom du bénéficiaire', 'beneficiary_first_name'],
  ['Raison sociale du bénéficiaire', 'beneficiary_company_name'],
  ['Bénéficiaire', 'beneficiary_name'],
  ['Fournisseur', 'beneficiary_name'],
  ['Beguenstigter/Zahlungspflichtiger', 'beneficiary_name'],
  ['Begünstigter/Zahlungspflichtiger', 'beneficiary_name'],
  ['Kontoinhaber', 'beneficiary_name'],
  ['Empfänger', 'beneficiary_name'],
  ['Empfaenger', 'beneficiary_name'],
  ['EMPFÄNGER', 'beneficiary_name'],
  ['Zahlungsempfänger*in', 'beneficiary_name'],
  ['creditor_account_IBAN', 'iban'],
  ['counterparty_account_number', 'iban'],
  ['RIB/IBAN', 'iban'],
  ['IBAN du bénéficiaire', 'iban'],
  ['Kontonummer/IBAN', 'iban'],
  ['Empfänger-IBAN', 'iban'],
  ['RIB', 'iban'],
  ['Code BIC', 'bic'],
  ['BIC (SWIFT-Code)', 'bic'],
  ['creditor_agent_BIC', 'bic'],
  ['payment_amount', 'amount'],
  ['InstdAmt', 'amount'],
  ['Payout Amount', 'amount'],
  ['Amount in cents', 'amount'],
  ['Montant (€)', 'amount'],
  ['Montant net', 'amount'],
  ['Montant paiement', 'amount'],
  ['Betrag (€)', 'amount'],
  ['Importo', 'amount'],
  ['amountCurrency', 'currency'],
  ['Devise', 'currency'],
  ['Waehrung', 'currency'],
  ['Valuta', 'currency'],
  ['remittance_information', 'label'],
  ['Ustrd', 'label'],
  ['Concept', 'label'],
  ['description', 'label'],
  ['Payment reference', 'label'],
  ['Libellé', 'label'],
  ['Communication / Libellé', 'label'],
  ['motif', 'label'],
  ['Verwendungszweck', 'label'],
  ['Descricao', 'label'],
  ['causale', 'label'],
  ['EndToEndId', 'end_to_end_id'],
  ['End-to-End ID', 'end_to_end_id'],
  ['payment_id', 'end_to_end_id'],
  ['external_reference', 'end_to_end_id'],
  ['INVOICE_ID', 'end_to_end_id'],
  ['Invoice No.', 'end_to_end_id'],
  ['ID_PAIEMENT', 'end_to_end_id'],
  ['Réf saisie', 'end_to_end_id'],
  ['Kundenreferenz (End-to-End)', 'end_to_end_id'],
  ['Notre référence', 'client_reference'],
  ['Expire by', 'expires_at'],
  ["Date d'expiration", 'expires_at'],
  ['Société payeuse', 'payer_company_name'],
  ['Référence', 'asked'],
  ['Code', 'asked'],
  ['N°', 'asked'],
  ['Account Number', 'asked'],
  ['Payer', 'asked'],
  ['Payeur', 'asked'],
];

/** Names that must not be taken for what they resemble. */
const strangers = [
  'Débiteur',
  'NOM_DEBITEUR',
  'IBAN débiteur',
  'Debtor IBAN',
  'payer_iban',
  'Payer name',
  'Nom du payeur',
  'Auftraggeber',
  'Auftragskonto',
  'IBAN Auftraggeber',
  'Compte émetteur',
  'Compte client',
  "Donneur d'ordre",
  'Mandatsreferenz',
  'Gläubiger-ID',
  'Sammlerreferenz',
  'Lastschrift Ursprungsbetrag',
  'Amount (USD)',
  'Percent',
  'EXPIRY_TIME',
  'Execution date',
  'Ausführungsdatum',
  'Valutadatum',
  'Échéance',
  'DATE_PRELEVEMENT',
  'Note',
  'Commentaire',
  '#',
  '',
];

describe('the names of columns', () => {
  test.each(observed)('%p means %p', (name, meant) => {
    expect(columnOf(name)).toBe(meant);
  });

  test.each(strangers)('%p has no meaning', (name) => {
    expect(meaningOf(name)).toBeUndefined();
  });

  test('occur only once each', () => {
    const names = columnNames.flatMap(([, some]) => some);
    expect(names.filter((name, order) => names.indexOf(name) < order)).toEqual([]);
  });

  test('are listed in folded form', () => {
    const names = columnNames.flatMap(([, some]) => some);
    expect(names.filter((name) => name === '' || foldedName(name) !== name)).toEqual([]);
  });

  test('include our own name of each column', () => {
    for (const column of columns) expect(meaningOf(column)).toEqual({ kind: 'own', column });
  });
});

describe('cents', () => {
  test.each([
    'Amount in cents',
    'amount_cents',
    'amountCents',
    'Montant en centimes',
    'Montant (centimes)',
    'Betrag in Cent',
    'Betrag [ct]',
    'Refunds in cents',
  ])('are stated by %p', (name) => {
    expect(meansCents(name)).toBe(true);
  });

  test.each(['amount', 'Montant (€)', 'Percent', 'Contact', 'Betrag'])('are not stated by %p', (name) => {
    expect(meansCents(name)).toBe(false);
  });

  test.each([
    'Betrag in Eurocent',
    'Amount (euro cents)',
    "Montant (centimes d'euro)",
    'Montant (centimes d’euros)',
    'Montant c€',
    'Montant (c€)',
  ])('of the euro are stated by %p', (name) => {
    expect(meansCents(name)).toBe(true);
  });

  test.each([
    ['Montant x100', true],
    ['Montant (×100)', true],
    ['Cent amount', true],
    ['Ct. Betrag', true],
    ['Montant (€)', false],
    ['Montant facturé', false],
    ['Amount by centre', false],
    ['Percent', false],
    ['Montant x1000', false],
  ])('may be meant by %p: %p', (name, may) => {
    expect(mayMeanCents(name)).toBe(may);
  });
});
