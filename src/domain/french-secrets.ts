/** What is said of who may read, send and sign, in English and in French; see `french.ts`. */
export const frenchSecrets: readonly (readonly [english: string, french: string])[] = [
  // Settings
  ['the environment', 'l’environnement'],

  // Secrets of accounts
  ['Account {}: {}', 'Compte {} : {}'],
  ['LINKMILL_SECRET_PLACES does not say stored.', 'LINKMILL_SECRET_PLACES ne contient pas stored.'],
  ['{} is a setting of Linkmill.', '{} est un réglage de Linkmill.'],
  ['{} is a file of keys or settings.', '{} est un fichier de clés ou de réglages.'],
  ['{} holds a key of this installation.', '{} contient une clé de cette installation.'],
  ['{} is in no place of LINKMILL_SECRET_PLACES.', '{} n’est dans aucun endroit de LINKMILL_SECRET_PLACES.'],
  [
    'No key is set here, and LINKMILL_SECRET_PLACES does not name {} itself.',
    'Aucune clé n’est donnée ici, et LINKMILL_SECRET_PLACES ne nomme pas {} même.',
  ],

  // Signatures of accounts
  ['({}) It has no signature.', '({}) Il n’a pas de signature.'],
  [
    '({}) It was changed by somebody without the key.',
    '({}) Il a été modifié par quelqu’un qui n’a pas la clé.',
  ],
  [
    '({}) It was signed by the key {}, which is not here.',
    '({}) Il a été signé par la clé {}, qui n’est pas ici.',
  ],
  [
    '({}) This machine has seen a later one, or has removed it: it is one of before.',
    '({}) Cette machine en a vu un plus récent, ou l’a supprimé : celui-ci est d’avant.',
  ],
  ['Account {} is signed.', 'Le compte {} est signé.'],
  ['signatures: {}', 'signatures : {}'],

  // Addresses of links
  ['no https address', 'aucune adresse https'],
  [
    'an address at {}, which is not in LINKMILL_LINK_HOSTS',
    'une adresse à {}, qui n’est pas dans LINKMILL_LINK_HOSTS',
  ],
  [
    '{} and an address at {}, which is not in LINKMILL_LINK_HOSTS',
    '{} et une adresse à {}, qui n’est pas dans LINKMILL_LINK_HOSTS',
  ],
];
