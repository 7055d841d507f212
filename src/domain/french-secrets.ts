/** What is said of who may read, send and sign, in English and in French; see `french.ts`. */
export const frenchSecrets: readonly (readonly [english: string, french: string])[] = [
  // Settings
  ['the environment', 'l’environnement'],

  // Secrets of accounts
  ['Account {}: {}', 'Compte {} : {}'],

  // Signatures of accounts
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
