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
  [
    '{} failed rows of earlier batches were given back.',
    '{} lignes échouées de lots antérieurs ont été rendues.',
  ],

  // Notices
  ['{}, slot of {}.', '{}, créneau du {}.'],
  ['no file came', 'aucun fichier n’est venu'],
  ['No file {} was in {}.', 'Aucun fichier {} n’était dans {}.'],
  ['a file was left in the inbox', 'un fichier est resté dans la boîte'],
  ['{} files were left in the inbox', '{} fichiers sont restés dans la boîte'],
  ['a number is missing among the files', 'un numéro manque parmi les fichiers'],
  [
    'No file with the number {} came. Ask for it, or why there is none.',
    'Aucun fichier de numéro {} n’est venu. Demandez-le, ou pourquoi il n’y en a pas.',
  ],
  ['a slot was missed', 'un créneau a été manqué'],
  ['{} slots were missed', '{} créneaux ont été manqués'],
  [
    'No worker was running. This slot takes the files.',
    'Aucun worker ne tournait. Ce créneau-ci prend les fichiers.',
  ],
  ['Not opened: {}.', 'Non ouvert : {}.'],
  ['the inbox is not in reach', 'la boîte d’arrivée est hors d’atteinte'],
  [
    'No worker reaches {}. The slot goes on once one does.',
    'Aucun worker n’atteint {}. Le créneau reprend dès que l’un d’eux l’atteint.',
  ],
  ['the slot has not ended after an hour', 'le créneau n’est pas terminé après une heure'],
  ['Its marker is {} or {}.', 'Son marqueur est {} ou {}.'],
  ['{} Its marker is {} or {}.', '{} Son marqueur est {} ou {}.'],
  ['{}: refused ({}); see {}. Rows to mend: {}.', '{} : refusé ({}) ; voir {}. Lignes à corriger : {}.'],
  ['{} Rows to mend: {}.', '{} Lignes à corriger : {}.'],
  ['{} There is no report beside it.', '{} Il n’y a pas de rapport à côté.'],
  ['{} It was gone before it was moved.', '{} Il a disparu avant d’être déplacé.'],
  ['{} It changed after it was handed in.', '{} Il a changé après avoir été remis.'],
  [
    '{}  cannot be read: another version made it, or it is damaged.',
    '{}  est illisible : une autre version l’a fait, ou il est abîmé.',
  ],
  ['Its marker is {}.', 'Son marqueur est {}.'],
  ['a file was written on after it was taken', 'un fichier a grandi après avoir été pris'],
  ['{} files were written on after they were taken', '{} fichiers ont grandi après avoir été pris'],
  ['{}: see {}.', '{} : voir {}.'],
  ['Rows to mend: {}.', 'Lignes à corriger : {}.'],
  ['It met: {}', 'Il a rencontré : {}'],
  ['met: {}', 'rencontré : {}'],
  ['closed by {}: {}', 'clos par {} : {}'],
  ['There is no report beside it.', 'Il n’y a pas de rapport à côté.'],
  ['Under way: {}.', 'En cours : {}.'],
  [
    'Where it cannot end: npx linkmill schedule close.',
    'S’il ne peut pas se terminer : npx linkmill schedule close.',
  ],
  ['{} row to mend', '{} ligne à corriger'],
  ['{} rows to mend', '{} lignes à corriger'],
  ['{} file refused', '{} fichier refusé'],
  ['{} files refused', '{} fichiers refusés'],
  ['{} links over {}.', '{} liens pour {}.'],

  // Files
  ['{}: batch {}, {} of {} rows with a link.', '{} : lot {}, {} lignes sur {} avec un lien.'],
  ['{}: batch {}.', '{} : lot {}.'],
  ['{}: refused ({}); see {}.', '{} : refusé ({}) ; voir {}.'],
  ['{}: left in the inbox ({}).', '{} : laissé dans la boîte ({}).'],
  [
    'Handed in before as batch {}, file {}: no second link.',
    'Déjà remis comme lot {}, fichier {} : pas de second lien.',
  ],
  [
    '{}: Handed in before as batch {}, file {}: no second link.',
    '{} : déjà remis comme lot {}, fichier {} : pas de second lien.',
  ],
  ['It was gone before it was moved.', 'Il a disparu avant d’être déplacé.'],
  ['It changed after it was handed in.', 'Il a changé après avoir été remis.'],
  ['{} of {} rows.', '{} lignes sur {}.'],
  ['{} rows after {}, {} allowed.', '{} lignes après {}, {} permises.'],
  ['{} after {}, {} allowed.', '{} après {}, {} permis.'],
  ['The move to {}: {}.', 'Le déplacement vers {} : {}.'],
];
