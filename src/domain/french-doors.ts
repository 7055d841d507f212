import { frenchNights } from './french-nights.ts';

/** What the doors say in English and in French; see `french.ts`. */
export const frenchDoors: readonly (readonly [english: string, french: string])[] = [
  // Check and run
  ['line {#}', 'ligne {}'],
  ['on {}', 'le {}'],
  ['from {} to {}', 'du {} au {}'],
  ['Template: {=}', 'Modèle : {}'],

  // Accounts
  ['account {}', 'compte {}'],
  ['file {}', 'fichier {}'],

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

  // Decisions
  ['{} cancelled.', '{} : annulées.'],
  ['The account', 'Le compte'],
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
