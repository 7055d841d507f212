/**
 * Words of exports for the direction of a row's money and for its status; in English, French and German, as banks,
 * shops, payment providers and ticket systems write them. Cells are compared in lower case without accents.
 */
import { plainName } from '../header/header-names.ts';

/** Lower case without accents; word separators, including `_` and camel case, become spaces. */
function wordsOf(text: string): string {
  return plainName(text.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Direction of the money, seen from the keeper of the list: `in` may be refunded, or is a refund. */
export type Direction = 'in' | 'out' | 'either';

/** Matched against whole cells. */
const marks: ReadonlyMap<string, Direction> = new Map([
  ...all('in', 'h, k, c, cr, rd, +, +1, 1, in, bij, ci'),
  ...all('out', 's, d, dr, db, rc, -, -1, out, af'),
]);

function all(direction: Direction, words: string): [string, Direction][] {
  return words.split(', ').map((word) => [word, direction]);
}

const into =
  /\b(?:haben|kreditas|kredit|credits?|credited|crdt|incoming|inbound|money in|entrees?|entrants?|recus?|received|(?:zahlungs)?eing(?:ang|ange)|gutschrift|gutgeschrieben|einnahmen?|recettes?|deposits?|income|encaissements?|refunds?|refunded|remboursements?|avoirs?|(?:ruck|rueck)?erstattung(?:en)?|(?:ruck|rueck)zahlung(?:en)?|payouts?|reimbursements?|zugang|zugange|credit (?:memo|note)s?)\b/;
const outOf =
  /\b(?:soll|debetas|debet|debits?|debited|dbit|outgoing|outbound|money out|sorties?|sortants?|depenses?|(?:zahlungs)?ausg(?:ang|ange)|lastschrift|belastung|abbuchung|ausgaben?|prelevements?|withdrawals?|expenses?|decaissements?|charges?|sales?|ventes?|verkauf|verkaufe|achats?|purchases?|kauf|chargebacks?|abgang|abgange|invoices?|factures?|rechnung(?:en)?|emis|sent)\b/;
const either =
  /^(?:payments?|paiements?|zahlung|transfers?|virements?|uberweisung|adjustments?|fees?|frais)$/;

/** The direction that a cell states; undefined where it states none. */
export function directionOf(cell: string): Direction | undefined {
  if (cell.length > 40) return undefined;
  const mark = marks.get(plainName(cell).replaceAll(/[−–]/g, '-').replaceAll(/[.\s]/g, ''));
  if (mark !== undefined) return mark;
  const words = wordsOf(cell);
  // `Rechnung 123` names a document.
  if (words.split(' ').length > 4 || /\d/.test(words)) return undefined;
  const [isIn, isOut] = [into.test(words), outOf.test(words)];
  if (isIn !== isOut) return isIn ? 'in' : 'out';
  return isIn || either.test(words) ? 'either' : undefined;
}

/** Marks of one or two characters state a direction only as one of these sets. */
export const markSets: readonly ReadonlySet<string>[] = [
  's h',
  'd k',
  'd c',
  '+ -',
  '1 -1',
  '+1 -1',
  'c d rc rd',
  'cr dr',
  'cr db',
].map((set) => new Set(set.split(' ')));

/** Whether letters in a column of this name are sizes, classes and the like. */
export function namesClass(header: string): boolean {
  return /categor|kategor|class|klass|taille|size|gro(?:ss|ß)e|group|grupp|bloc|zone|gate|serie|rang|sector|secteur|tarif|level|niveau/.test(
    plainName(header),
  );
}

/** Whether the column's name announces directions. */
export function namesDirection(header: string): boolean {
  return /soll|haben|debit|credit|kredit|\bs\s?[/-]\s?h\b|\bd\s?[/-]\s?[kc]\b|\bc\s?[/-]\s?d\b|\baf\b|\bbij\b|direction|richtung|\bsens\b|\bsign\b|vorzeichen/.test(
    plainName(header),
  );
}

/** The direction of the filled rows of a partly filled column of sums, by its name: `Débit`, `Haben`. */
export function directionNamed(header: string): Direction | undefined {
  const words = wordsOf(header);
  if (/^(?:montant |amount |betrag )?(?:debit|soll|ausgang|depense|paid out|withdrawal)$/.test(words))
    return 'out';
  return /^(?:montant |amount |betrag )?(?:credit|haben|eingang|recette|paid in|deposit)$/.test(words)
    ? 'in'
    : undefined;
}

/**
 * Status of a row: `done` needs no more payment, `stopped` must not be paid, `open` and `failed` still wait for one.
 */
export type RowState = 'done' | 'stopped' | 'failed' | 'open';

const forbidden =
  /\b(?:do not|don t|dont|must not|not to be|ne pas|ne plus|a ne pas|nicht (?:zahlen|bezahlen|erstatten|uberweisen|auszahlen)|a annuler|to cancel|zu stornieren|(?:non|not|nicht|pas) (?:\w+able|\w+ible|eligible|approved|approuvee?s?|validee?s?|conformes?|accepted|acceptee?s?|genehmigt|erstattungsfahig|berechtigt|due))\b|\bineligible\b|\bunapproved\b/;
const waiting =
  /^(?:a|to|zu) (?!l\b)\w+|\b(?:not yet|pas encore|noch nicht|to be|to (?:pay|refund|do)|en attente|en cours|in bearbeitung|pending|awaiting|waiting|unpaid|unrefunded|impayee?s?|unbezahlt|unprocessed|ausstehend\w*|outstanding)\b/;
const stopped =
  /\b(?:cancel|cancell?ed|cancellation|annulee?s?|void|voided|storniert|storno|abgebrochen|abgelehnt|refus|refusee?s?|rejet|rejetee?s?|rejected|declined|denied|blocked|bloquee?s?|gesperrt|suspended|suspendue?s?|on hold|hold|expired|expiree?s?|abgelaufen|withdrawn|disputed?|litige|chargeback|opposition|doublons?|duplicates?|doppelt|fraude?|betrug|supprimee?s?|deleted|geloscht|zuruckgestellt|zurueckgestellt)\b/;
const failed =
  /\b(?:fail|failed|failure|errors?|erreurs?|fehler|fehlgeschlagen|echouee?s?|echec|bounced|gescheitert|unsuccessful)\b/;
const done =
  /\b(?:done|paid|payed|payee?s?|refunded|reimbursed|processed|complete|completed|settled|closed|finished|sent|executed|issued|credited|transferred|success|successful|succeeded|remboursee?s?|reglee?s?|traitee?s?|effectuee?s?|terminee?s?|soldee?s?|clos|close|closes|cloturee?s?|versee?s?|viree?s?|executee?s?|reussie?s?|faite?s?|creditee?s?|emis|emises?|transferee?s?|transmis|transmises?|deja|already|bereits|erledigt|bezahlt|gezahlt|(?:zu)?(?:ruck|rueck)?erstattet|abgeschlossen|ausgezahlt|ausbezahlt|zuruckgezahlt|zurueckgezahlt|angewiesen|uberwiesen|ueberwiesen|ausgefuhrt|ausgefuehrt|beglichen|fertig|partiel|partiellement|partially|teilweise)\b/g;
const open =
  /^(?:demandee?s?|demande|requested|beantragt)$|\b(?:open|offen\w*|todo|due|new|nouveau|nouvelle|neu|queued|scheduled|draft|brouillon|entwurf|ready|pret|bereit|processing|in progress)\b/;
const negated = /\b(?:non|not|pas|nicht|noch|never|jamais|kein|keine)\s*(?:yet |encore |noch )?$/;

/** The status that a cell states; undefined where it states none. */
export function stateOf(cell: string): RowState | undefined {
  // Text between tildes was struck through.
  if (cell.length > 80 || cell.includes('~')) return undefined;
  const words = wordsOf(cell);
  if (forbidden.test(words)) return 'stopped';
  if (waiting.test(words)) return 'open';
  if (stopped.test(words)) return negated.test(words.slice(0, words.search(stopped))) ? 'open' : 'stopped';
  if (failed.test(words)) return 'failed';
  const found = [...words.matchAll(done)];
  if (found.length > 0)
    return found.every(({ index }) => negated.test(words.slice(0, index))) ? 'open' : 'done';
  return open.test(words) ? 'open' : undefined;
}

const beside =
  /\b(?:le|la|the|by|on|am|par|ok|refunds?|remboursements?|virements?|transfers?|payments?|paiements?|orders?|commandes?|demandes?|requests?|erstattung|zahlung|uberweisung|bestellung|manual|manuel|manually|\d+)\b/g;

/** Whether a cell states a status and nothing else, except a date and the thing concerned. */
export function isOnlyState(cell: string): boolean {
  const words = wordsOf(cell);
  const rest = [forbidden, waiting, stopped, failed, done, open]
    .reduce((text, state) => text.replaceAll(new RegExp(state, 'g'), ' '), words)
    .replaceAll(beside, ' ')
    .replaceAll(/\b(?:non|not|pas|nicht|noch|encore|yet)\b/g, ' ');
  return rest.trim() === '';
}

/** Whether the column's name announces a status: `Statut`, `Payment status`, `Bearbeitungsstand`. */
export function namesState(header: string): boolean {
  const words = wordsOf(header);
  if (/\b(?:date|datum|civil|familien)\b/.test(words)) return false;
  return /\b(?:status|statut|statuts|etat|avancement|bearbeitungsstand)\b|(?:zahlungs|bearbeitungs|auftrags)status$/.test(
    words,
  );
}

/** The status that a yes in the column means, by its name: `Remboursé`, `Erledigt`, `To refund`, `Approved`. */
export function stateNamed(header: string): RowState | undefined {
  const words = wordsOf(header);
  // `Payé par`: names who paid, or the means.
  if (/\b(?:par|by|von|durch|via|mit|avec|en|with)\b/.test(words)) return undefined;
  if (
    /\b(?:approved|approuvee?|validee?|genehmigt|freigegeben|bon a payer|verified|verifiee?|gepruft|eligible)\b/.test(
      words,
    )
  )
    return 'open';
  return stateOf(header);
}

/** Whether filled cells of this column record a refund that was made: `Date virement`, `Refund ID`. */
export function namesMadeRefund(header: string): boolean {
  const words = wordsOf(header);
  const isMade =
    /\b(?:remboursements?|refund|refunds|virements?|transfer|(?:ruck)?erstattung|(?:ruck)?erstattungs?(?:datum|nummer|nr)|uberweisung|uberweisungs?(?:datum|nummer|nr)|payout)\b/.test(
      words,
    );
  return isMade && /\b(?:date|datum|id|no|nr|n|num|numero|nummer|ref|reference)\b|datum|nummer/.test(words);
}

/** Whether the column's name announces free text. */
export function namesRemark(header: string): boolean {
  return /remar|\bnotes?\b|notiz|comment|bemerk|hinweis|memo|observation|description|anmerk|message|nachricht/.test(
    wordsOf(header),
  );
}

/** Whether the column names the reason for a refund: a cancelled order or concert is why it is refunded. */
export function namesReason(header: string): boolean {
  return /\b(?:raison|motif|cause|grund|reason|evenement|event|veranstaltung|commande|order|bestellung|ticket|billet|article|artikel|produit|product|sujet|objet|betreff|libelle|label|zweck)\b|grund$|verwendungszweck/.test(
    wordsOf(header),
  );
}

const yes = new Set('yes y oui o ja j true t vrai wahr x [x] ✓ ✔ ☑ ✅ 1'.split(' '));
const no = new Set('no n non nein false f faux falsch [] ✗ ✘ ☐ ❌ 0'.split(' '));
/** `oui le 12/03`, `ja, 12.03.`. */
const answered = /^(yes|oui|ja|no|non|nein)\b[\s,:(-]*(?:le|am|on)?[\s\d./:)-]*$/;

/** Whether a cell is a yes or a no, possibly with a date. */
export function yesOrNo(cell: string): 'yes' | 'no' | undefined {
  if (cell.length > 30) return undefined;
  const text = plainName(cell).trim();
  const word = answered.exec(text)?.[1] ?? text.replaceAll(/\s/g, '');
  if (yes.has(word)) return 'yes';
  return no.has(word) ? 'no' : undefined;
}

/** Yes/no columns about a person, or about a consent: they do not affect a payment. */
export function namesTrait(header: string): boolean {
  if (stateNamed(header) !== undefined) return false;
  return /\b(?:newsletter|opt ?(?:in|out)|consent|marketing|rgpd|gdpr|dsgvo|cgv|agb|terms|member|membre|adherente?|mitglied|vip|student|etudiante?|premium|first time|gift|cadeau|geschenk|mobile|b2b|professionnel|company|societe|firma|tva|vat|mwst|language|langue)\b/.test(
    wordsOf(header),
  );
}
