/** What is said of keys and of the erasing of personal data, in English and in French; see `french.ts`. */
export const frenchKeys: readonly (readonly [english: string, french: string])[] = [
  ['No key is set.', 'Aucune clé n’est donnée.'],
  ['Its id is {}.', 'Son identifiant est {}.'],
  [
    'An earlier rotation was not finished; it goes on.',
    'Une rotation antérieure n’était pas finie ; elle continue.',
  ],
  ['New key {}, first in {}.', 'Nouvelle clé {}, en tête de {}.'],
  ['Sealed anew: {}.', 'Scellées de nouveau : {}.'],
  [
    'Once every machine has the new key first, take the old ones out of LINKMILL_KEY.',
    'Quand chaque machine a la nouvelle clé en tête, retirez les anciennes de LINKMILL_KEY.',
  ],
  ['Key {} has sealed nothing any more: it is gone.', 'La clé {} ne scelle plus rien : elle est retirée.'],
  [
    'The old keys stay in the file; take them out with: npx linkmill key rotate --drop-old',
    'Les anciennes clés restent dans le fichier ; retirez-les avec : npx linkmill key rotate --drop-old',
  ],
  ['seals', 'scelle'],
  ['opens', 'ouvre'],
  ['IS NOT HERE', 'N’EST PAS ICI'],
  ['not sealed', 'non scellé'],
  ['plain', 'en clair'],
  ['ledgers: {}', 'registres : {}'],
  ['batches: {}', 'lots : {}'],
  ['No key is set, and nothing is sealed.', 'Aucune clé n’est donnée, et rien n’est scellé.'],
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
];
