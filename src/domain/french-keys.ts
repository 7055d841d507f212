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
  ['secrets: {}', 'secrets : {}'],
  ['Erased', 'Effacé'],
  ['Kept: {}', 'Gardé : {}'],
  ['rows are open', 'des lignes sont ouvertes'],
  ['it cannot be read', 'il ne peut pas être lu'],
  ['schedule {}', 'planification {}'],
  ['columns {}', 'colonnes {}'],
];
