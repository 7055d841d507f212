/**
 * Words by which exports say which way the money of a row went, and how far a row has come; in English, French and German, as banks,
 * shops, payment providers and ticket systems write them. Cells are compared in small letters without accents.
 */
import { plainName } from './header-names.ts';

/** Which way the money went, seen from whoever keeps the list: `in` is what may be refunded, or is a refund. */
export type Direction = 'in' | 'out' | 'either';

const directions: ReadonlyMap<string, Direction> = new Map([
  ...all(
    'in',
    'h, k, c, cr, haben, kreditas, kredit, credit, credits, credited, in, bij, +, incoming, inbound, money in, received',
  ),
  ...all(
    'in',
    'entree, entrant, recu, recus, eingang, zahlungseingang, gutschrift, gutgeschrieben, refund, refunds, refunded',
  ),
  ...all(
    'in',
    'remboursement, remboursements, avoir, erstattung, ruckerstattung, rueckerstattung, ruckzahlung, rueckzahlung',
  ),
  ...all('in', 'payout, reimbursement, credit note'),
  ...all(
    'out',
    's, d, dr, soll, debetas, debet, debit, debits, debited, out, af, -, outgoing, outbound, money out, sent',
  ),
  ...all(
    'out',
    'sortie, sortant, depense, ausgang, zahlungsausgang, lastschrift, belastung, abbuchung, prelevement, charge',
  ),
  ...all('out', 'charges, sale, sales, vente, ventes, verkauf, achat, purchase, kauf, chargeback'),
  ...all(
    'either',
    'payment, paiement, zahlung, transfer, virement, uberweisung, ueberweisung, adjustment, fee, frais',
  ),
]);

function all(direction: Direction, words: string): [string, Direction][] {
  return words.split(', ').map((word) => [word, direction]);
}

/** What a cell says of the direction of its row; undefined where it says nothing of it. */
export function directionOf(cell: string): Direction | undefined {
  if (cell.length > 25) return undefined;
  return directions.get(plainName(cell).replaceAll(/[−–]/g, '-').replaceAll(/\s+/g, ' ').trim());
}

/** Marks of one letter or sign mean a direction only as one of these pairs. */
export const directionPairs = ['sh', 'dk', 'dc', '+-'] as const;

/** Whether the name of a column says that its cells are directions. */
export function namesDirection(header: string): boolean {
  return /soll|haben|debit|credit|kredit|\bs\s?[/-]\s?h\b|\bd\s?[/-]\s?[kc]\b|\bc\s?[/-]\s?d\b|\baf\b|\bbij\b|direction|richtung|\bsens\b|\bsign\b|vorzeichen/.test(
    plainName(header),
  );
}

/** How far a row has come: `done` needs no payment any more, `stopped` shall have none, `open` and `failed` still wait for one. */
export type RowState = 'done' | 'stopped' | 'failed' | 'open';

const open =
  /^(?:a|to|zu|noch|pas|non|not|nicht|never|jamais)\b|\b(?:not yet|pas encore|noch nicht|to be|to (?:pay|refund|do)|a (?:payer|rembourser|traiter|verser|virer|faire|regler)|zu (?:zahlen|erstatten|uberweisen)|en attente|en cours|pending|awaiting|waiting|open|offen\w*|ausstehend\w*|outstanding|todo|due|unpaid|impaye\w*|unbezahlt|unprocessed|new|nouveau|nouvelle|neu|queued|scheduled|draft|brouillon|entwurf|requested|demandee?s?|beantragt|ready|pret|bereit|in bearbeitung|processing|in progress)\b/;
const failed =
  /\b(?:fail\w*|errors?|erreurs?|fehler|fehlgeschlagen|echouee?s?|echec|bounced|gescheitert|en erreur|unsuccessful)\b/;
const stopped =
  /\b(?:cancel|cancell?ed|annulee?s?|void|voided|storniert|storno|abgebrochen|abgelehnt|refusee?s?|rejetee?s?|rejected|declined|denied|blocked|bloquee?s?|gesperrt|suspended|suspendue?s?|on hold|hold|expired|expiree?s?|abgelaufen|withdrawn|disputed?|litige|chargeback|opposition)\b/;
const done =
  /\b(?:done|paid|payee?s?|refunded|reimbursed|processed|completed?|settled|closed|finished|sent|executed|success|successful|succeeded|remboursee?s?|reglee?s?|traitee?s?|effectuee?s?|terminee?s?|soldee?s?|clos|close|closes|cloturee?s?|versee?s?|viree?s?|executee?s?|reussie?s?|faite?s?|deja|already|bereits|erledigt|bezahlt|erstattet|abgeschlossen|ausgezahlt|uberwiesen|ueberwiesen|ausgefuhrt|ausgefuehrt|beglichen|fertig)\b/;

/** What a cell says of the state of its row; undefined where it says nothing of it. */
export function stateOf(cell: string): RowState | undefined {
  // What stands between tildes was struck through.
  if (cell.length > 60 || cell.includes('~')) return undefined;
  const words = wordsOf(cell);
  if (open.test(words)) return 'open';
  if (failed.test(words)) return 'failed';
  if (stopped.test(words)) return 'stopped';
  return done.test(words) ? 'done' : undefined;
}

/** Small letters without accents; what parts words, `_` and capitals in the midst of one included, is a blank. */
function wordsOf(text: string): string {
  return plainName(text.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether the name of a column says that its cells tell how far a row has come: `Statut`, `Payment status`, `Bearbeitungsstand`. */
export function namesState(header: string): boolean {
  return /\b(?:status|statut|statuts|etat|state|stand|stage|avancement|zustand|progress)\b|status$|stand$/.test(
    wordsOf(header),
  );
}

/** What a yes in the column means, by its name: `Remboursé`, `Erledigt`, `To refund`. */
export function stateNamed(header: string): RowState | undefined {
  return stateOf(header);
}

const yes = new Set([
  'yes',
  'y',
  'oui',
  'o',
  'ja',
  'j',
  'true',
  'vrai',
  'wahr',
  'x',
  '✓',
  '✔',
  '☑',
  '✅',
  '1',
  'ok',
]);
const no = new Set(['no', 'n', 'non', 'nein', 'false', 'faux', 'falsch', '✗', '✘', '☐', '❌', '0', 'ko']);

/** Whether a cell is a yes or a no. */
export function yesOrNo(cell: string): 'yes' | 'no' | undefined {
  if (cell.length > 5) return undefined;
  const word = plainName(cell).trim();
  if (yes.has(word)) return 'yes';
  return no.has(word) ? 'no' : undefined;
}

/** Whether the name of a column is that of free text. */
export function namesRemark(header: string): boolean {
  return /remar|\bnotes?\b|notiz|comment|bemerk|hinweis|memo|observation|description|anmerk/.test(
    wordsOf(header),
  );
}

/** Columns of yes and no that say who somebody is, or what he wants to read: they change nothing of a payment. */
export function namesTrait(header: string): boolean {
  return /newsletter|opt.?(?:in|out)|consent|marketing|rgpd|gdpr|dsgvo|cgv|agb|terms|member|membre|adherent|mitglied|vip|student|etudiant|premium|first time|gift|cadeau|geschenk|mobile|verified|verifie|b2b|professionnel|company|societe|firma|tva|vat|mwst|language|langue/.test(
    plainName(header),
  );
}
