/** What is said of who may read, send and sign, in English and in French; see `french.ts`. */
export const frenchSecrets: readonly (readonly [english: string, french: string])[] = [
  // Settings
  ['It is no plain file of settings.', 'Ce n’est pas un simple fichier de réglages.'],
  ['It belongs to another user.', 'Il appartient à un autre utilisateur.'],
  ['Others may write it.', 'D’autres peuvent l’écrire.'],
  ['Others may read the secrets in it ({=}).', 'D’autres peuvent lire les secrets qu’il contient ({}).'],
  ['It is a link that another user made.', 'C’est un lien qu’un autre utilisateur a créé.'],
  ['It comes from {}, and {} from {}.', 'Elle vient de {}, et {} de {}.'],
  ['the environment', 'l’environnement'],
  ['{} is not in LINKMILL_BRIDGE_HOSTS.', '{} n’est pas dans LINKMILL_BRIDGE_HOSTS.'],
  ['Calls go to {}, which is not Bridge.', 'Les appels vont à {}, qui n’est pas Bridge.'],
  [
    'No key is set here, and LINKMILL_BRIDGE_HOSTS is not: account {} is at {}.',
    'Aucune clé n’est donnée ici, ni LINKMILL_BRIDGE_HOSTS : le compte {} est à {}.',
  ],

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
  ['({}) Nobody has signed that it is the default.', '({}) Personne n’a signé que c’est celui par défaut.'],
  ['NOT SIGNED', 'NON SIGNÉ'],
  ['Nothing is to be signed.', 'Rien n’est à signer.'],
  ['added by {=} at {=}', 'ajouté par {} le {}'],
  ['The default: {}', 'Celui par défaut : {}'],
  [
    'Secrets will be read from these places and sent to these hosts. Type yes to sign:',
    'Des secrets seront lus à ces endroits et envoyés à ces hôtes. Saisissez oui pour signer :',
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
