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
  [
    'Key {} has sealed nothing any more: it seals no more, and went to {}.',
    'La clé {} ne scelle plus rien : elle est retirée, et gardée dans {}.',
  ],
  [
    'Backups made before open with that file only; delete it once none of them is kept.',
    'Les sauvegardes faites avant ne s’ouvrent qu’avec ce fichier ; supprimez-le quand aucune n’est plus gardée.',
  ],
  [
    'The old keys stay in the file; take them out with: npx linkmill key rotate --drop-old',
    'Les anciennes clés restent dans le fichier ; retirez-les avec : npx linkmill key rotate --drop-old',
  ],
  ['seals', 'scelle'],
  ['opens', 'ouvre'],
  ['was dropped', 'retirée'],
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
  ['Would erase', 'Serait effacé'],
  ['Erased', 'Effacé'],
  ['Kept: {}', 'Gardé : {}'],
  ['No batch is that old.', 'Aucun lot n’est aussi ancien.'],
  ['rows are open', 'des lignes sont ouvertes'],
  ['its books are open', 'ses comptes sont ouverts'],
  ['a link can be paid', 'un lien peut encore être payé'],
  ['it cannot be read', 'il ne peut pas être lu'],
  ['it was not handed in whole', 'il n’a pas été remis en entier'],
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
  [
    'Not written by this installation, and not served: {}',
    'Pas écrit par cette installation, et non servi : {}',
  ],
  [
    'Older than its key: npx linkmill key seal. Else somebody writes to this Redis: npx linkmill schedule remove NAME',
    'Plus ancien que sa clé : npx linkmill key seal. Sinon quelqu’un écrit dans ce Redis : npx linkmill schedule remove NOM',
  ],
  ['It changed since it was shown.', 'Cela a changé depuis que c’était montré.'],
  ['Left as it is: account {}, batch {} ({})', 'Laissé en l’état : compte {}, lot {} ({})'],
  ['Nothing rests unsealed.', 'Rien ne repose sans être scellé.'],
  ['Account {}, unsealed:', 'Compte {}, non scellé :'],
  ['the key of its digests, {}', 'la clé de ses empreintes, {}'],
  [
    'Careful: batches that are sealed: {}. Such a key rests unsealed only where they are younger than the key of the installation.',
    'Attention : lots scellés : {}. Une telle clé n’est pas scellée seulement si ces lots sont plus récents que la clé de l’installation.',
  ],
  ['schedule {}', 'planification {}'],
  ['columns {}', 'colonnes {}'],
  ['unproven links accepted by {}, {}: {}', 'liens non prouvés acceptés par {}, {} : {}'],
  [
    'batch {} ({}), rows: {}, of which wait to be sent: {}, {}',
    'lot {} ({}), lignes : {}, dont à envoyer : {}, {}',
  ],
  [
    'in all: schedules {}, slots {}, mappings {}, notices {}, batches {}',
    'en tout : planifications {}, créneaux {}, correspondances {}, avis {}, lots {}',
  ],
  [
    'Sealed, all of it counts as written by this installation. Whoever could write to this Redis may have put it there: look at each line.',
    'Scellé, tout cela compte comme écrit par cette installation. Quiconque pouvait écrire dans ce Redis a pu l’y mettre : regardez chaque ligne.',
  ],
  ['Type yes to seal it:', 'Saisissez yes pour le sceller :'],
  [
    'Sealed of account {}: keys {}, records {}, batches {}.',
    'Scellé du compte {} : clés {}, enregistrements {}, lots {}.',
  ],
  ['Not sealed, and not served: batches {}.', 'Non scellés, et non servis : lots {}.'],
  [
    'They are of an older version, which cannot be taken over.',
    'Ils sont d’une version plus ancienne, qui ne peut pas être reprise.',
  ],
  [
    'Something rests unsealed, and is not served: npx linkmill key seal',
    'Quelque chose n’est pas scellé, et n’est pas servi : npx linkmill key seal',
  ],
];
