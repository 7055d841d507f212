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
  [
    'A record in Redis cannot be used; the others go on.',
    'Un enregistrement dans Redis est inutilisable ; les autres continuent.',
  ],
  [
    'A batch is paused, since its key was not here when the list was looked over.',
    'Un lot est en pause : sa clé n’était pas ici quand la liste a été parcourue.',
  ],
  ['paused by {=}', 'en pause par {}'],
  ['file   {=}', 'fichier {}'],
  ['report {=}', 'rapport {}'],

  // Decisions
  ['{} cancelled.', '{} : annulées.'],
  ['The account', 'Le compte'],
  // Redis over TLS
  [
    'Certificate files are set, and REDIS_URL is no rediss:// address.',
    'Des fichiers de certificat sont réglés, et REDIS_URL n’est pas une adresse rediss://.',
  ],
  ['REDIS_CERT_FILE and REDIS_KEY_FILE go together.', 'REDIS_CERT_FILE et REDIS_KEY_FILE vont ensemble.'],
  ['{} cannot be read ({}).', '{} ne peut pas être lu ({}).'],
  // Backups
  [
    'The backup opens with the keys {}; not here: {}.',
    'La sauvegarde s’ouvre avec les clés {} ; absentes d’ici : {}.',
  ],
  ['It is of {}, this account is {}.', 'Elle est de {}, ce compte est {}.'],
  ['Something stands after its end.', 'Il y a quelque chose après sa fin.'],
  [
    'Its counts or its digest are not those of its end.',
    'Ses comptes ou son empreinte ne sont pas ceux de sa fin.',
  ],
  ['It ends too early.', 'Elle finit trop tôt.'],
  ['One of its lines is too long.', 'Une de ses lignes est trop longue.'],

  // Notices
  ['delivered', 'remis'],
  ['delivered {}', 'remis {}'],
  ['not told', 'non dit'],
  ['is tried again', 'nouvel essai prévu'],
  ['attempts', 'essais'],
  ['last {}', 'dernier {}'],
  ...frenchNights,
];
