/** What doctor tells, in English and in French; see `french.ts`. */
export const frenchHistory: readonly (readonly [english: string, french: string])[] = [
  // Doctor
  ['good', 'bon'],
  ['warning', 'alerte'],
  ['BAD', 'MAUVAIS'],
  ['credentials', 'identifiants'],
  ['clock', 'horloge'],
  ['redis clock', 'horloge redis'],
  ['notices', 'avis'],
  ['key', 'clé'],
  ["{#} s ahead of Bridge's", '{} s d’avance sur celle de Bridge'],
  ["{#} s behind Bridge's", '{} s de retard sur celle de Bridge'],
  ['answered by {=}', 'réponse de {}'],
  ['Bridge told no time', 'Bridge n’a pas donné l’heure'],
  ['Set the clock of that machine (NTP).', 'Réglez l’horloge de cette machine (NTP).'],
  [
    'A proxy may take the Date header away; without it no lost answer can be looked up.',
    'Un proxy enlève peut-être l’en-tête Date ; sans lui, aucune réponse perdue ne peut être recherchée.',
  ],
  ['not asked: the pace is full', 'pas demandé : la cadence est pleine'],
  [
    'Wait until the running batch leaves room, then ask again.',
    'Attendez que le lot en cours laisse de la place, puis redemandez.',
  ],
  ['Bridge answers 429', 'Bridge répond 429'],
  [
    'Something else uses up the limit; wait, or lower BRIDGE_LIMITS.',
    'Autre chose épuise la limite ; attendez, ou baissez BRIDGE_LIMITS.',
  ],
  ['the list was refused: {}', 'la liste a été refusée : {}'],
  ['no answer from {=}', 'pas de réponse de {}'],
  ['Check BRIDGE_BASE_URL and BRIDGE_VERSION.', 'Vérifiez BRIDGE_BASE_URL et BRIDGE_VERSION.'],
  [
    'Check the network, BRIDGE_BASE_URL and BRIDGE_VERSION.',
    'Vérifiez le réseau, BRIDGE_BASE_URL et BRIDGE_VERSION.',
  ],
  [
    'Check BRIDGE_CLIENT_ID, BRIDGE_CLIENT_SECRET and the allowed addresses in the dashboard.',
    'Vérifiez BRIDGE_CLIENT_ID, BRIDGE_CLIENT_SECRET et les adresses permises dans le tableau de bord.',
  ],
  [
    '{=}, append-only file {}, appendfsync {}, eviction {}',
    '{}, fichier append-only {}, appendfsync {}, éviction {}',
  ],
  ['by mail and webhook', 'par mail et par webhook'],
  ['nobody is told: no mail, no webhook', 'personne n’est prévenu : ni mail, ni webhook'],
  ['not delivered in a week: {#}', 'non remis en une semaine : {}'],
  [
    'npx linkmill notice list tells why; npx linkmill notice test tries it.',
    'npx linkmill notice list dit pourquoi ; npx linkmill notice test l’essaie.',
  ],
];
