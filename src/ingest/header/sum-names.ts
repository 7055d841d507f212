/** Recognises names of money columns beside the amount: other sums, parts of a sum, and numbers that are not money. */
import { foldedName, plainName } from './header-names.ts';

const sum = /amount|montant|betrag|importe|importo/;
const sumAlone =
  /^(?:refund(?:ed)?|remboursement|rembourses?|avoir|(?:rue?ck)?erstatt(?:ung|et)|gutschrift|net|netto|bru(?:t|tto)|ht|ttc|solde|saldo|balance|paid|paye|prix|price|preis)$/;
/** Words for attributes of a sum, and for taxes and fees: such a column is not the sum to refund. */
const noSum =
  /currency|devise|wahrung|waehrung|tax|tva|vat|mwst|ust$|fee|frais|gebuhr|gebuehr|commission|provision|discount|remise|rabatt|type|status|unit|date|datum|text|letter|lettre|wort|payer|payeur|zahler|lastschrift|quantity|quantite|menge|number|numero|nummer|count|anzahl/;

const refund = /refund|rembours|erstatt|rue?ckzahl|auszahl|reimburs|payout|avoir|gutschrift/;
/** Words for columns that hold numbers but no sum. */
const noSumApart =
  /(?<!\p{L})(?:n°|no|nr|num|id|ref|reference|referenz|code|key|by|par|von|iban|bic)(?!\p{L})/u;

const deduction =
  /fee|frais|gebuhr|gebuehr|commission|provision|discount|remise|rabatt|skonto|shipping|versand|livraison|port$|deposit|kaution|acompte|anzahlung|arrhes|retenu|einbehalt|penalit|deja|already|bereits|assurance|insurance|tip|pourboire/;

const tax = /(?<!\p{L})(?:tax(?:es)?|tva|vat|mwst|ust|umsatzsteuer|mehrwertsteuer)(?!\p{L})/u;
/** Names of a sum with or without its tax. */
const beside = /incl|inkl|excl|hors|avec|with|zzgl|refund|rembours|erstatt|(?<!\p{L})(?:ttc|ht)(?!\p{L})/u;

/** Whether the name is that of a tax within the sum, which is never refunded by itself. */
export function namesTax(written: string): boolean {
  const name = plainName(written);
  return tax.test(name) && !beside.test(name);
}

/** Whether the name is that of a part of the sum or of a deduction: fees, deposits, what was refunded before. */
export function namesDeduction(written: string): boolean {
  return deduction.test(foldedName(written));
}

/** Whether the name is that of a unit price. */
export function namesPrice(written: string): boolean {
  return /^(?:prix|price|preis|unitprice|prixunitaire|einzelpreis|stuckpreis|pu)(?:unitaire|unit|ht|ttc)?$/.test(
    foldedName(written),
  );
}

const otherThanMoney =
  /taux|prozent|percent|pourcent|quantit|menge|anzahl|latitude|longitude|tele(?:f|ph)on|datum|gewicht|poids|stunden|uhrzeit|duree|currency|devise|wahrung|kontostand|vertrag/;
const otherApart =
  /(?<!\p{L})(?:rates?|satz|units?|type|status|numbers?|numero|nummer|count|text|dates?|times?|heures?|hours?|version|age|qty|stuck|weight|distance|mobile|phone|plz|zip|siret|siren)(?!\p{L})/u;

/** Whether the name shows that the column's numbers are not money: dates, rates, quantities. */
export function namesNoMoney(written: string): boolean {
  // `Refunded to date`, `Solde version 2`.
  const plain = plainName(written).replace(/to date|version \d+/, '');
  return otherThanMoney.test(foldedName(written)) || otherApart.test(plain) || /[%‰]/.test(written);
}

/**
 * Whether a column without a meaning for us is named like a sum, so that its whole numbers are sums, too: `Reste`,
 * `Refund total`.
 */
export function mayNameSum(written: string): boolean {
  const name = foldedName(written);
  return (
    !namesNoMoney(written) &&
    !noSumApart.test(plainName(written)) &&
    (refund.test(name) ||
      sum.test(name) ||
      sumAlone.test(name) ||
      sumOfKind.test(name) ||
      deduction.test(name))
  );
}

const sumOfKind =
  /reste|rest$|restant|remaining|verbleib|corrig|korrig|corrected|solde|saldo|balance|total|summe|somme|netto|^net|brutto|^brut|due$|^du$|offen/;

/** `Amount refunded`, `Montant HT`, `Avoir`: a sum whose name does not show whether it is the one to pay. */
export function isSomeSum(name: string): boolean {
  return (sum.test(name) && !noSum.test(name)) || sumAlone.test(name);
}
