import { frenchDestination } from './french-destination.ts';

/**
 * What is said in English and in French, sentence by sentence; `{}` stands for a value, in the same order in both; what `{#}` and `{=}` take is said in `sentences.ts`. English is what is stored
 * and logged; French is found by it when a person is to read it.
 */
export const french: readonly (readonly [english: string, french: string])[] = [
  ...frenchDestination,

  // Counts
  ['{#} row', '{} ligne'],
  ['{#} rows', '{} lignes'],
  ['{#} link', '{} lien'],
  ['{#} links', '{} liens'],
  ['{#} more row', '{} autre ligne'],
  ['{#} more rows', '{} autres lignes'],
  ['{#} known row', '{} ligne connue'],
  ['{#} known rows', '{} lignes connues'],

  ['lines {}', 'lignes {}'],
  ['lines {}: {}', 'lignes {} : {}'],
  ['line {#}: {}', 'ligne {} : {}'],

  // Details of failures
  ['and {} more', 'et {} autres'],
  ['{#} and {#}', '{} et {}'],
  ['{#} and {#} more', '{} et {} autres'],
  ['{} or {}', '{} ou {}'],
  ['It was {}.', 'C’était {}.'],
  ['Batch {=}, by {=}.', 'Lot {}, par {}.'],
  ['Batch {=}, by {=}: {=}.', 'Lot {}, par {} : {}.'],
  ['{#} rows, {} allowed.', '{} lignes, {} permises.'],
  ['{}, {} allowed.', '{}, {} permis.'],
  ['{} gives {}.', '{} donne {}.'],

  // Redis
  [
    'REDIS_URL is no redis://, rediss:// or unix:// address.',
    'REDIS_URL n’est pas une adresse redis://, rediss:// ou unix://.',
  ],
  ['The private server does not start: {}', 'Le serveur privé ne démarre pas : {}'],
  ['An old server in {} does not end.', 'Un ancien serveur dans {} ne se termine pas.'],
  ['It answered {=}.', 'Il a répondu {}.'],
  [
    'REDIS_URL is not set, and no redis-server or valkey-server is here.',
    'REDIS_URL n’est pas réglé, et il n’y a ici ni redis-server ni valkey-server.',
  ],
  [
    '{} belongs to somebody else; set a shorter LINKMILL_DATA_DIR.',
    '{} appartient à quelqu’un d’autre ; réglez un LINKMILL_DATA_DIR plus court.',
  ],
  [
    'Another process has been starting it for five minutes ({}).',
    'Un autre processus est en train de le démarrer depuis cinq minutes ({}).',
  ],
];
