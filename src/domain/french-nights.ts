/** What is said of schedules and their nights, in English and in French; see `french.ts`. */
export const frenchNights: readonly (readonly [english: string, french: string])[] = [
  // Schedules
  ['answers', 'réponses'],
  ['Others may write to {} (mode {#}).', 'D’autres peuvent écrire dans {} (mode {}).'],
  ['Schedule {} is taken away.', 'La planification {} est retirée.'],
  ['next', 'ensuite'],
  ['last', 'dernier'],
  ['next: {}', 'ensuite : {}'],

  // Slots
  ['closed', 'clos'],
  ['missed', 'manqué'],
  ['by {}', 'par {}'],
  ['{#} file', '{} fichier'],
  ['{#} files', '{} fichiers'],

  // Notices
  ['Under way: {}.', 'En cours : {}.'],

  // Files
  ['{} of {} rows.', '{} lignes sur {}.'],
  ['{} rows after {}, {} allowed.', '{} lignes après {}, {} permises.'],
  ['{} after {}, {} allowed.', '{} après {}, {} permis.'],
];
