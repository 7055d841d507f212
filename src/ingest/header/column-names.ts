/**
 * What columns are called in lists of refunds: names seen in templates, exports and sources of banks, shops, ticket
 * systems and payroll programs, and their natural variants, in English, French and German. A name that is not here
 * has no meaning for us. Left out on purpose: names of the payer's account (`Auftragskonto`, `IBAN débiteur`) and of
 * internal remarks (`Note`).
 */
import { type Column, columns } from '../../domain/column.ts';
import { countsOther, foldedName, plainName } from './header-names.ts';
import { withoutRemarks } from './header-remarks.ts';
import { isSomeSum } from './sum-names.ts';

const ownNames: ReadonlySet<string> = new Set(columns.map(foldedName));

/** What a name means for its column. */
export type Meaning =
  /** The column's own name. */
  | { readonly kind: 'own'; readonly column: Column }
  /** Has one meaning. */
  | { readonly kind: 'clear'; readonly column: Column }
  /** Has this meaning where no clearer name does. */
  | { readonly kind: 'weak'; readonly column: Column }
  /** A sum of some kind: always put to a person, alone or beside the amount. */
  | { readonly kind: 'sum'; readonly column: 'amount' }
  /** A last name beside a first name, else a whole name. A bare one does not say whose it is. */
  | { readonly kind: 'name'; readonly isBare: boolean }
  /** Could be any of these: put to a person. */
  | { readonly kind: 'unclear'; readonly columns: readonly Column[] };

/** Words for whoever receives the money; they replace the `@` in the names below. */
const receivers = `beneficiary, payee, recipient, creditor, counterparty, customer, bénéficiaire, du bénéficiaire,
  destinataire, du destinataire, titulaire, du titulaire, client, du client, fournisseur, du fournisseur, Empfänger,
  des Empfängers, Begünstigter, des Begünstigten, Zahlungsempfänger, des Zahlungsempfängers, Kontoinhaber, des
  Kontoinhabers, Kunde, Kunden, des Kunden, employee, salarié, du salarié, employé, Mitarbeiter, des Mitarbeiters,
  Arbeitnehmer, partner, participant, du participant, attendee, member, membre, du membre, adhérent, de l'adhérent,
  supplier, vendor, contractor, prestataire, du prestataire, créancier, du créancier, Lieferant, Lieferanten, des
  Lieferanten, Zulieferer, des Zulieferers, Kreditor, Kreditoren, des Kreditors, Auftragnehmer, des Auftragnehmers,
  insured, assuré, de l'assuré, Teilnehmer, des Teilnehmers, Mitglied, des Mitglieds, Versicherter, des Versicherten`;

const clear: Partial<Record<Column, string>> = {
  client_reference: `our reference, our ref, internal reference, merchant reference, notre référence, notre réf, nos
    références, référence interne, réf interne, unsere Referenz, eigene Referenz, interne Referenz`,
  end_to_end_id: `end to end, end to end reference, e2e, e2e id, e2e reference, unique reference, référence de bout en
    bout, réf de bout en bout, référence end to end, Kundenreferenz (End-to-End), End-to-End-Referenz,
    Ende-zu-Ende-Referenz, Ende-zu-Ende-ID`,
  amount: `total, total amount, sum, value, net amount, amount due, amount to pay, amount to refund, refund amount,
    payment amount, payout amount, transfer amount, instructed amount, InstdAmt, net pay, montant, montant net,
    montant total, montant ttc, total ttc, montant paiement, montant du paiement, montant virement, montant du
    virement, montant à rembourser, à rembourser, montant à verser, montant à virer, montant remboursement, montant du
    remboursement, montant à payer, net à payer, montant net à payer, somme, somme à rembourser, Betrag, Summe,
    Umsatz, Erstattungsbetrag, Rückerstattungsbetrag, Rückzahlungsbetrag, Auszahlungsbetrag, Überweisungsbetrag,
    Zahlbetrag, Gesamtbetrag, Nettobetrag, montante, importe, importo`,
  currency: `ccy, currency code, amount currency, devise, code devise, monnaie, Währung, Währungscode, moeda, moneda,
    valuta`,
  iban: `@ iban, iban @, iban number, iban code, RIB/IBAN, IBAN/RIB, n° iban, numéro iban, code iban, IBAN-Nummer,
    IBAN-Nr, Kontonummer/IBAN, IBAN/Kontonummer, creditor account iban, creditor account, beneficiary account,
    beneficiary account number, payee account number, recipient account number, counterparty account number,
    counterparty account iban, compte bénéficiaire, compte du bénéficiaire, Empfängerkonto, Konto des Empfängers`,
  bic: `@ bic, bic @, bic code, code bic, swift, swift code, code swift, bic/swift, swift/bic, BIC (SWIFT-Code),
    creditor agent bic`,
  beneficiary_name: `beneficiary, payee, recipient, creditor, counterparty, account holder, account owner,
    account holder name, bank account holder, IBAN holder, name of account holder, full name, nm, bénéficiaire, destinataire, titulaire, titulaire
    du compte, nom du titulaire du compte, titulaire du RIB, nom du titulaire du RIB, titulaire de l'IBAN, titulaire du compte
    bancaire, nom complet, nom et prénom, nom prénom, prénom nom, prénom et nom,
    nom/raison sociale, nom ou raison sociale, fournisseur, Empfänger, Begünstigter, Begünstigter/Zahlungspflichtiger,
    Zahlungsempfänger, Zahlungsempfänger*in, Kontoinhaber, Kontoinhaber*in, Vor- und Nachname, Vorname Nachname,
    Nachname Vorname, Name/Firma, vollständiger Name, beneficiario, employee, salarié, employé, collaborateur,
    Mitarbeiter, Arbeitnehmer, supplier, vendor, contractor, prestataire, créancier, Lieferant, Zulieferer, Kreditor,
    Auftragnehmer, Gläubiger, participant, attendee, insured, assuré, Teilnehmer, Versicherter`,
  beneficiary_first_name: `first name, forename, given name, @ first name, @ given name, prénom, prénom @, Vorname,
    Vorname @, @ Vorname`,
  beneficiary_last_name: `last name, surname, family name, @ last name, @ surname, @ family name, nom de famille, nom
    de famille @, Nachname, Familienname, Nachname @, @ Nachname, cognome`,
  beneficiary_company_name: `company name, @ company, @ company name, raison sociale, raison sociale @, société @,
    dénomination sociale, Firma, Firmenname, Firma @, Name der Firma`,
  label: `payment reference, payment purpose, remittance information, remittance info, ustrd, concept, statement
    descriptor, libellé, libellé virement, libellé du virement, communication, communication / libellé, motif, motif
    virement, motif du virement, motif paiement, motif du paiement, Verwendungszweck, Zweck, Zahlungszweck, Zahlungsgrund,
    Überweisungstext, descrição, causale`,
  payer_company_name: `payer company, paying company, société payeuse, entreprise payeuse, raison sociale du payeur,
    société du payeur, zahlende Firma, Firma des Zahlers`,
  payer_reference: `payer ref, référence payeur, référence du payeur, réf payeur, Zahlerreferenz`,
  expires_at: `expires, expires on, expiry, expiry date, expiration, expiration date, expire by, valid until, date
    expiration, date limite, expire
    le, date d'expiration, valable jusqu'au, fin de validité, date de fin de validité, Ablaufdatum, Verfallsdatum,
    gültig bis`,
  callback_url: `callback, return url, url de retour`,
};

const weak: Partial<Record<Column, string>> = {
  end_to_end_id: `payment id, external reference, reference id, invoice, invoice id, invoice no, invoice number,
    order, order id, order no, order number, order reference, refund id, refund no, refund number, transaction id, id
    paiement, réf saisie, commande, n° commande, n° de commande, numéro de commande, référence commande, n° de
    dossier, numéro de dossier, facture, n° facture, n° de facture, numéro de facture, Bestellnummer, Bestellnr,
    Auftragsnummer, Auftragsnr, Vorgangsnummer, Vorgangsnr, Rechnungsnummer, Rechnungsnr, Kundenreferenz`,
  iban: `rib`,
  beneficiary_name: `customer, client, Kunde`,
  beneficiary_company_name: `company, organisation, organization, société, entreprise, Unternehmen`,
  label: `description, purpose, reason, memo, message, objet, intitulé, Betreff, Grund, Buchungstext`,
};

const unclear: readonly (readonly [columns: readonly Column[], names: string])[] = [
  [
    ['client_reference', 'end_to_end_id', 'label'],
    `reference, ref, reference no, reference number, ref no, payment ref, référence, réf, n° de référence, numéro de
      référence, référence client, référence paiement, référence de paiement, référence du paiement, Referenz,
      Referenznummer, referencia, riferimento`,
  ],
  [
    ['client_reference', 'end_to_end_id'],
    'code, id, identifier, identifiant, no, number, n°, num, numéro, nr, Nummer, ticket id, Kundennr, Kundennummer',
  ],
  // In a list of refunds, the payer is who gets the refund.
  [['beneficiary_name'], 'payer, payeur, Zahler, Zahlender, Zahlungspflichtiger, Zahlungspflichtiger*in'],
  [['beneficiary_name'], 'account name, Auftraggeber/Empfänger, Auftraggeber/Begünstigter, Sender/Empfänger'],
  [
    ['iban'],
    `account, account no, account number, bank account, bank account number, compte, n° de compte, n° compte, numéro
      de compte, compte bancaire, coordonnées bancaires, Konto, Kontonummer, Kontonr, Bankkonto, Bankverbindung`,
  ],
];

const nameOf = `nom @, name @, @ name`;
const bareName = `name, nom, nome`;

/** Every name above in folded form, with its meaning; a German name in both spellings of its umlauts. */
export const columnNames: readonly (readonly [meaning: Meaning, names: readonly string[]])[] = [
  ...columns.map((column): [Meaning, string[]] => [{ kind: 'own', column }, [foldedName(column)]]),
  ...inTable(clear, 'clear'),
  ...inTable(weak, 'weak'),
  ...unclear.map(([any, names]): [Meaning, string[]] => [{ kind: 'unclear', columns: any }, namesIn(names)]),
  [{ kind: 'name', isBare: false }, namesIn(nameOf)],
  [{ kind: 'name', isBare: true }, namesIn(bareName)],
];

function inTable(table: Partial<Record<Column, string>>, kind: 'clear' | 'weak'): [Meaning, string[]][] {
  return columns.map((column): [Meaning, string[]] => [
    { kind, column } as Meaning,
    namesIn(table[column] ?? ''),
  ]);
}

function namesIn(list: string): string[] {
  const names = listed(list).flatMap((name) =>
    name.includes('@') ? listed(receivers).map((receiver) => name.replace('@', receiver)) : [name],
  );
  return [...new Set(names.flatMap(spellings))].filter((name) => !ownNames.has(name));
}

function listed(list: string): string[] {
  return list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

/** A folded name, with umlauts written as one letter and as two. */
export function spellings(name: string): readonly string[] {
  const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ü: 'Ue' };
  return [foldedName(name), foldedName(name.replaceAll(/[äöüÜ]/g, (letter) => umlauts[letter] ?? letter))];
}

const meanings: ReadonlyMap<string, Meaning> = new Map(
  columnNames.flatMap(([meaning, names]) => names.map((name) => [name, meaning])),
);

const centsAtEnd = /(?:in|en)?(?:(?:euro)?cents?|centimes?|cts?|minor(?:units?)?)$/;
const centsApart =
  /[^\p{L}\p{N}](?:(?:euro[\s-]*)?(?:cents?|centimes?|cts?)(?:\s+d\W?euros?)?|c\s?€)[^\p{L}\p{N}]*$/u;
const centsPerhaps = /(?<!per|pour|re|ac)cent(?!r|er)|(?<!\p{L})(?:cts?|c\s?€)(?!\p{L})|[x×*/]\s?100(?!\d)/u;

/** The meaning of a name in any spelling; undefined where it has none, or counts something other than euros. */
export function meaningOf(written: string): Meaning | undefined {
  const name = foldedName(written);
  const meaning = meanings.get(name) ?? bareMeaningOf(written) ?? sumOf(name);
  const isSum = meaning !== undefined && 'column' in meaning && meaning.column === 'amount';
  return isSum && countsOther(written) ? undefined : meaning;
}

function bareMeaningOf(written: string): Meaning | undefined {
  const bare = withoutRemarks(written);
  return bare === undefined ? undefined : meanings.get(foldedName(bare));
}

function sumOf(name: string): Meaning | undefined {
  if (isAmountInCents(name)) return { kind: 'clear', column: 'amount' };
  return isSomeSum(name) ? { kind: 'sum', column: 'amount' } : undefined;
}

/** Whether the name of an amount states cents: `Amount in cents`, `montant_centimes`, `Betrag [ct]`. */
export function meansCents(written: string): boolean {
  // A unit may be the first of several remarks in brackets: `Montant (en centimes, obligatoire)`.
  const first = plainName(written).replace(/[,;][^()[\]]*[)\]]\W*$/, '');
  return centsApart.test(first) || isAmountInCents(foldedName(written));
}

/** Whether the name of an amount has a word that may mean cents: `Montant x100`, `Cent amount`. */
export function mayMeanCents(written: string): boolean {
  return centsPerhaps.test(plainName(written));
}

function isAmountInCents(name: string): boolean {
  const unit = centsAtEnd.exec(name);
  const meaning = unit === null ? undefined : meanings.get(name.slice(0, unit.index));
  return meaning !== undefined && 'column' in meaning && meaning.column === 'amount';
}

/** Whether the name of an amount states euros: `Montant (€)`, `Amount in euros`. `EUR` states only the currency. */
export function meansEuros(written: string): boolean {
  return /€|(?:^|[^\p{L}])euros?(?![\p{L}])/u.test(plainName(written));
}
