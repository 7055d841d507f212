/** What is said of schedules and their nights, in English and in French; see `french.ts`. */
export const frenchNights: readonly (readonly [english: string, french: string])[] = [
  // Schedules
  [
    'It must be a zone of the IANA list, for instance Europe/Paris.',
    'Il faut un fuseau de la liste IANA, par exemple Europe/Paris.',
  ],
  [
    'It must be the name of a file, without a folder, in which * and ? stand for others.',
    'Il faut le nom d’un fichier, sans dossier, où * et ? remplacent d’autres caractères.',
  ],
  [
    'A cron has five fields, or six with seconds first.',
    'Un cron a cinq champs, ou six avec les secondes d’abord.',
  ],
  [
    'A cron has digits, names of months and days, and * , - / ? L #.',
    'Un cron a des chiffres, des noms de mois et de jours, et * , - / ? L #.',
  ],
  ['A field of the cron is out of its range.', 'Un champ du cron est hors limites.'],
  ['No day ever fits the cron.', 'Aucun jour ne convient jamais au cron.'],
  ['answers', 'réponses'],
  ['{} is a symbolic link, or no folder.', '{} est un lien symbolique, ou n’est pas un dossier.'],
  ['{} belongs to another user ({#}).', '{} appartient à un autre utilisateur ({}).'],
  ['Others may write to {} (mode {#}).', 'D’autres peuvent écrire dans {} (mode {}).'],
  ['{} is outside of {}.', '{} est hors de {}.'],
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
  [
    '{}  cannot be read: another version made it, or it is damaged.',
    '{}  est illisible : une autre version l’a fait, ou il est abîmé.',
  ],
  ['Under way: {}.', 'En cours : {}.'],

  // Files
  ['{} of {} rows.', '{} lignes sur {}.'],
  ['{} rows after {}, {} allowed.', '{} lignes après {}, {} permises.'],
  ['{} after {}, {} allowed.', '{} après {}, {} permis.'],
  ['The move to {}: {}.', 'Le déplacement vers {} : {}.'],
];
