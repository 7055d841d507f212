/** What is said of keys and of the erasing of personal data, in English and in French; see `french.ts`. */
export const frenchKeys: readonly (readonly [english: string, french: string])[] = [
  ['No key is set.', 'Aucune clé n’est donnée.'],
  ['Its id is {}.', 'Son identifiant est {}.'],
];
