/** What is said of keys and of the erasing of personal data, in English and in French; see `french.ts`. */
export const frenchKeys: readonly (readonly [english: string, french: string])[] = [
  ['No key is set.', 'Aucune clé n’est donnée.'],
  ['Its id is {}.', 'Son identifiant est {}.'],
  ['seals', 'scelle'],
  ['opens', 'ouvre'],
  ['was dropped', 'retirée'],
  ['not sealed', 'non scellé'],
  ['plain', 'en clair'],
  ['ledgers: {}', 'registres : {}'],
  ['batches: {}', 'lots : {}'],
  ['names and IBANs rest in Redis unsealed', 'noms et IBAN reposent dans Redis sans être scellés'],
  ['names and IBANs are sealed where they rest', 'noms et IBAN sont scellés là où ils reposent'],
  [
    'Set LINKMILL_KEY or LINKMILL_KEY_FILE, the same on every machine.',
    'Donnez LINKMILL_KEY ou LINKMILL_KEY_FILE, la même sur chaque machine.',
  ],
  ['Redis is spoken to in the clear', 'la connexion à Redis n’est pas chiffrée'],
  [
    'Use rediss:// (TLS), or a Redis on this machine.',
    'Utilisez rediss:// (TLS), ou un Redis de cette machine.',
  ],
  ['secrets: {}', 'secrets : {}'],
  ['Erased', 'Effacé'],
  ['Kept: {}', 'Gardé : {}'],
  ['rows are open', 'des lignes sont ouvertes'],
  ['it cannot be read', 'il ne peut pas être lu'],
  ['personal data are erased, and not forgotten', 'des données personnelles sont effacées, et non oubliées'],
  [
    'The personal data of batches were erased: {}.',
    'Les données personnelles de lots ont été effacées : {}.',
  ],
  [
    'Let the user of Linkmill run it (`linkmill doctor --acl` prints the line), or run it after each purge.',
    'Permettez-le à l’utilisateur de Linkmill (`linkmill doctor --acl` imprime la ligne), ou lancez-le après chaque effacement.',
  ],
  [
    'What was erased stands in the append-only file of Redis until an administrator runs BGREWRITEAOF.',
    'Ce qui est effacé reste dans le fichier append-only de Redis jusqu’à ce qu’un administrateur lance BGREWRITEAOF.',
  ],
  [
    'Schedules or slots are not what this installation wrote: they are not served.',
    'Des planifications ou créneaux ne sont pas ce que cette installation a écrit : ils ne sont pas servis.',
  ],
  [
    'Notices that this installation did not write were dropped.',
    'Des avis que cette installation n’a pas écrits ont été écartés.',
  ],
  [
    'schedules that this installation did not write',
    'des planifications que cette installation n’a pas écrites',
  ],
  ['Found {}, and not served: {} ({}).', 'Trouvées le {}, et non servies : {} ({}).'],
  [
    'Either they are older than the key of this installation, or somebody else writes to its Redis.',
    'Ou bien elles datent d’avant la clé de cette installation, ou quelqu’un d’autre écrit dans son Redis.',
  ],
  ['It changed since it was shown.', 'Cela a changé depuis que c’était montré.'],
  ['schedule {}', 'planification {}'],
  ['columns {}', 'colonnes {}'],
];
