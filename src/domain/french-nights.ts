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
  [
    'Warning: a file may fit schedule {}, too ({}): whichever looks first takes it.',
    'Attention : un fichier peut aussi convenir à la planification {} ({}) : la première qui regarde le prend.',
  ],
  [
    'Schedule {} is added. A worker opens its slots: npx linkmill worker',
    'La planification {} est ajoutée. Un worker ouvre ses créneaux : npx linkmill worker',
  ],
  [
    'Warning: every user of this machine may write to {}: whoever puts a list there decides who is paid. Take that right away: chmod o-w.',
    'Attention : tout utilisateur de cette machine peut écrire dans {} : qui y met une liste décide qui est payé. Retirez ce droit : chmod o-w.',
  ],
  [
    'Warning: others may rename the folders of {}, and so replace the answers in it. Set its sticky bit (chmod +t), or name a folder of your own with --answers.',
    'Attention : d’autres peuvent renommer les dossiers de {}, et donc y remplacer les réponses. Posez son sticky bit (chmod +t), ou nommez un dossier à vous avec --answers.',
  ],
  ['answers', 'réponses'],
  ['{} is a symbolic link, or no folder.', '{} est un lien symbolique, ou n’est pas un dossier.'],
  ['{} belongs to another user ({#}).', '{} appartient à un autre utilisateur ({}).'],
  ['Others may write to {} (mode {#}).', 'D’autres peuvent écrire dans {} (mode {}).'],
  ['{} is outside of {}.', '{} est hors de {}.'],
  ['Schedule {} is taken away.', 'La planification {} est retirée.'],
  [
    'There is no schedule yet: npx linkmill schedule add --help',
    'Il n’y a pas encore de planification : npx linkmill schedule add --help',
  ],
  ['next', 'ensuite'],
  ['last', 'dernier'],
  ['next: {}', 'ensuite : {}'],

  // Slots
  ['A slot of {} is open.', 'Un créneau de {} est ouvert.'],
  [
    'Stopped; a worker goes on with it. See: npx linkmill schedule history {}',
    'Arrêté ; un worker continue. Voir : npx linkmill schedule history {}',
  ],
  ['It has had no slot yet.', 'Elle n’a pas encore eu de créneau.'],
  ['no slot yet', 'aucun créneau encore'],
  ['No night was worked yet.', 'Aucune nuit n’a encore été travaillée.'],
  ['inbox open', 'boîte ouverte'],
  ['batches under way', 'lots en cours'],
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
  ['closed by {}: {}', 'clos par {} : {}'],
  ['Under way: {}.', 'En cours : {}.'],

  // Files
  ['{} of {} rows.', '{} lignes sur {}.'],
  ['{} rows after {}, {} allowed.', '{} lignes après {}, {} permises.'],
  ['{} after {}, {} allowed.', '{} après {}, {} permis.'],
  ['The move to {}: {}.', 'Le déplacement vers {} : {}.'],
];
