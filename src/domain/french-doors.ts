import { frenchNights } from './french-nights.ts';

/** What the doors say in English and in French; see `french.ts`. */
export const frenchDoors: readonly (readonly [english: string, french: string])[] = [
  // Check and run
  ['{=}: {}, {} good, {} rejected, {}', '{} : {}, bonnes : {}, rejetées : {}, {}'],
  ['Rejected:', 'Rejetées :'],
  ['Warnings:', 'Avertissements :'],
  ['line {#}', 'ligne {}'],
  ['{#} more', '{} autres'],
  [
    '{} look like another payment: run wants --accept-duplicates "reason" for them.',
    '{} : ressemblance avec un autre paiement ; run demande pour elles --accept-duplicates "motif".',
  ],
  ['Mends rows of batch {=}, {=}.', 'Corrige des lignes du lot {}, {}.'],
  [
    'Mends rows of batch {}, which this ledger does not know: the good rows of its file are still to be sent.',
    'Corrige des lignes du lot {}, que ce registre ne connaît pas : les bonnes lignes de son fichier restent à envoyer.',
  ],
  ['Handed in before as batch {}.', 'Déjà remis comme lot {}.'],
  [
    '{} known from earlier batches: nothing is sent for them.',
    '{} : déjà connues par des lots antérieurs ; rien n’est envoyé pour elles.',
  ],
  [
    '{} mended: they take the place of rows without a link.',
    '{} : corrigées ; elles remplacent des lignes sans lien.',
  ],
  ['on {}', 'le {}'],
  ['from {} to {}', 'du {} au {}'],
  ['Template: {=}', 'Modèle : {}'],

  // Accounts
  ['account {}', 'compte {}'],
  ['Account {}:', 'Compte {} :'],
  ['Account of the environment:', 'Compte de l’environnement :'],
  ['No account was added yet.', 'Aucun compte n’a encore été ajouté.'],
  ['client id {}', 'identifiant client {}'],
  ['default', 'par défaut'],
  ['secret: {}', 'secret : {}'],
  ['file {}', 'fichier {}'],
  ['variable {}', 'variable {}'],
  ['stored', 'gardé chiffré'],
  ['{} open batch', '{} lot ouvert'],
  ['stopped by {} since {}: {}', 'arrêté par {} depuis {} : {}'],
  ['Working for account {}.', 'Au travail pour le compte {}.'],
  ['No longer working for account {}.', 'Ne travaille plus pour le compte {}.'],
  ['Not working for account {}: {}', 'Ne travaille pas pour le compte {} : {}'],
  ['Account {} could not be started: {}', 'Le compte {} n’a pas pu démarrer : {}'],
  ['An account did not stop in order: {}', 'Un compte ne s’est pas arrêté proprement : {}'],
  ['The accounts could not be looked up: {}', 'Les comptes n’ont pas pu être consultés : {}'],

  // Books
  ['Batch {}', 'Lot {}'],
  ['created', 'créés'],
  ['known', 'connues'],
  ['refused', 'refusées'],
  ['failed', 'échouées'],
  ['cancelled', 'annulées'],
  ['rejected', 'rejetées'],
  ['doubtful', 'en doute'],
  ['open', 'ouvertes'],
  ['rows', 'lignes'],
  ['{} in links', '{} en liens'],
  ['balanced', 'équilibrés'],
  ['not finished, {} to go', 'inachevé, reste {}'],
  ['Bridge shows {}.', 'Bridge montre : {}.'],
  ['no link', 'aucun lien'],
  ['1 valid', '1 valide'],
  ['{#} valid', '{} valides'],
  ['1 completed', '1 payé'],
  ['{#} completed', '{} payés'],
  ['1 expired', '1 expiré'],
  ['{#} expired', '{} expirés'],
  ['1 revoked', '1 révoqué'],
  ['{#} revoked', '{} révoqués'],
  ['1 unknown', '1 inconnu'],
  ['{#} unknown', '{} inconnus'],
  ['{} with a link', '{} avec un lien'],
  ['paused by {=}', 'en pause par {}'],
  ['file   {=}', 'fichier {}'],
  ['report {=}', 'rapport {}'],
  [
    "The books are closed against Bridge's list in about {} s.",
    'Les comptes sont clôturés avec la liste de Bridge dans {} s environ.',
  ],
  [
    "The ledger is new, or may have lost data: Bridge's list is looked over, once, before anything is sent. That begins in {} s.",
    'Le registre est neuf, ou a pu perdre des données : la liste de Bridge est parcourue, une fois, avant tout envoi. Cela commence dans {} s.',
  ],
  [
    '{} rows were sent and not answered; the list tells what became of them, at the latest {} s after the sending.',
    '{} lignes ont été envoyées sans réponse ; la liste dit ce qu’elles sont devenues, au plus tard {} s après l’envoi.',
  ],
  [
    '{} rows belong to an earlier batch that is not finished: see npx linkmill status.',
    '{} lignes appartiennent à un lot antérieur inachevé : voir npx linkmill status.',
  ],
  [
    'It is not known what was sent before this ledger began, and the limit counts the last {} s: the next row goes in {} s.',
    'Ce qui est parti avant le début de ce registre n’est pas connu, et la limite compte les {} dernières s : la prochaine ligne part dans {} s.',
  ],
  [
    'The limit is used up; the next row goes in {} s.',
    'La limite est atteinte ; la prochaine ligne part dans {} s.',
  ],
  [
    'Nothing was settled for a while. Is Bridge in reach? See npx linkmill doctor.',
    'Rien n’a abouti depuis un moment. Bridge est-il joignable ? Voir npx linkmill doctor.',
  ],

  // Decisions
  ['{} cancelled.', '{} : annulées.'],
  ['The account', 'Le compte'],
  ['no reason given', 'sans motif'],
  ['Warning: {}', 'Avertissement : {}'],
  // Redis over TLS
  // Backups

  // Notices
  ['delivered', 'remis'],
  ['delivered {}', 'remis {}'],
  ['not told', 'non dit'],
  ['is tried again', 'nouvel essai prévu'],
  ['attempts', 'essais'],
  ['last {}', 'dernier {}'],
  ...frenchNights,
];
