import { plainName } from './header-names.ts';

/**
 * The part of a person that a column holds, by its name: `Prénom payeur` a first name, `Billing Company` a company,
 * `Buyer` a whole name.
 */
export interface PersonColumn {
  readonly part: 'first' | 'last' | 'company' | 'whole';
  /** The rest of the name: whose it is. Columns of one person share it. */
  readonly role: string;
}

const parts: readonly (readonly [part: PersonColumn['part'], name: RegExp])[] = [
  ['first', /\b(?:prenoms?|first ?names?|given ?names?|forenames?|vornamen?)\b/],
  ['last', /\b(?:nom de famille|last ?names?|surnames?|family ?names?|nachnamen?|familiennamen?)\b/],
  [
    'company',
    /\b(?:raison sociale|company ?names?|company|societes?|firma|firmenname|entreprise|organi[sz]ation|unternehmen)\b/,
  ],
  ['whole', /\b(?:full ?name|nom complet|nom et prenom|vollstandiger name|names?|noms?|namen?)\b/],
];

/** Words that denote a person by themselves. */
const nouns =
  'buyer|purchaser|acheteur|acheteuse|acquereur|kaufer|kaeufer|besteller|orderer|payeur|payeuse|payer|payor|zahler|zahlende|zahlungspflichtige|debtor|debiteur|schuldner|responsable|representant\\w*|guardian|tuteur|tutrice|vertreter\\w*|owner|proprietaire|(?:konto|karten)?inhaber|(?:account|card) ?holder|holder|titulaire|account name|name on (?:the )?(?:bank )?account|compte au nom de|nom (?:sur|du) (?:le )?(?:rib|compte)|a l ordre de|refund(?:ed)? to|sender|expediteur|absender|donneur d ordre|ordering party|auftraggeber|recipient|destinataire|empfanger|empfaenger|beneficiary|beneficiaire|begunstigte|participant|attendee|teilnehmer|passenger|passager|traveller|payee|creditor|glaubiger|rechnungsempfanger|lieferempfanger';
/** Words by which a name with `account` in it is that of the account's holder. */
const holder = /holder|titulaire|inhaber|\bname\b|\bnom\b/;
/** Words that tell whose a name is, but denote no person themselves. */
const contexts =
  'ordered by|billing|bill to|facturation|facture a|rechnung|invoice to|shipping|ship to|livraison|lieferung|liefer|parent|client|customer|kunde|member|adherente?|membre|mitglied|guest|gast|employee|salariee?|mitarbeiter|supplier|vendor|fournisseur|lieferant|refund(?:ed)? to|rembourse a';
const ending = '(?:s|n|r|in|innen)?';
const alone = new RegExp(`\\b(?:${nouns})${ending}\\b`);
const roles = new RegExp(`\\b(?:${nouns}|${contexts})${ending}\\b`);

const things =
  /\b(?:produit|product|article|artikel|item|event|evenement|veranstaltung|banque|bank|fichier|file|datei|campagne|campaign|boutique|shop|store|magasin|projet|project|projekt|cours|course|kurs|ticket|tarif|salle|room|raum|ville|city|ort|rue|street|strasse|pays|country|land|user|login|username|compte|account|konto|plan|service|group|groupe|gruppe|team|equipe|abteilung|department|sheet|table|domain|host|category|categorie|kategorie|brand|marque|marke|status|statut)\b/;

const fillers =
  /\b(?:abweichende[rns]?|nouveau|nouvelle|new|neue[rs]?|des kontos|du compte|du rib|bancaire|bank|other|autre|different|alternate|alternative|andere[rns]?|compte|de|du|des|la|le|les|l|d|of|the|der|dem|den|s|a|au|von|zu|no|nr|n|1|2|in|if|si|falls)\b/g;

/** Whether the column names a thing or a place: its cells may look like names of people but are not. */
export function namesThing(header: string): boolean {
  return (
    things.test(wordsOf(header)) ||
    /label|libelle|motif|zweck|objet|betreff|description|remar|note|comment|bemerk/.test(plainName(header))
  );
}

function wordsOf(header: string): string {
  return plainName(header.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .replaceAll(/[*:.](?=\w)/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The person's part and role in a column's name; undefined where it names no person, or has no role. */
export function personColumn(header: string): PersonColumn | undefined {
  const name = wordsOf(header);
  // `À payer` is a verb.
  if (/\ba payer\b/.test(name)) return undefined;
  if (things.test(name) && !holder.test(name)) return undefined;
  const named = alone.test(name) ? roleAlone(name) : undefined;
  if (named !== undefined) return named;
  const found = parts.find(([, words]) => words.test(name));
  if (found === undefined) return undefined;
  const [part, words] = found;
  const role = name.replace(words, ' ').replaceAll(fillers, ' ').replaceAll(/\s+/g, ' ').trim();
  if (role === '') return undefined;
  // A column with just `Nom` in its name may hold anything.
  const isPerson = part === 'first' || part === 'last' || roles.test(role);
  return isPerson || part === 'whole' ? { part, role } : undefined;
}

/** The role with nothing else but filler words: `Buyer`, `Zahlungspflichtige*r`, `Responsable`. */
function roleAlone(name: string): PersonColumn | undefined {
  const rest = name.replace(alone, ' ').replaceAll(fillers, ' ').trim();
  return rest === '' ? { part: 'whole', role: name } : undefined;
}

/** Whether a column of whole names with this role denotes a person even without a first name beside it. */
export function isRole(role: string): boolean {
  return roles.test(role);
}
