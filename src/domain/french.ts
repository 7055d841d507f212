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
  ['It must be {}.', 'Attendu : {}.'],
  ['It must be {}, for instance {}.', 'Attendu : {}, par exemple {}.'],
  ['an amount in euros', 'un montant en euros'],
  ['{} or {}', '{} ou {}'],
  ['{} left out by --only: {}', '{} hors de --only : {}'],
  ['It was {}.', 'C’était {}.'],
  ['Batch {=}, by {=}.', 'Lot {}, par {}.'],
  ['Batch {=}, by {=}: {=}.', 'Lot {}, par {} : {}.'],
  ['{#} rows, {} allowed.', '{} lignes, {} permises.'],
  ['{}, {} allowed.', '{}, {} permis.'],
  ['{} gives {}.', '{} donne {}.'],

  // Redis
  [
    "No redis-server on this machine: fetching the distribution's own into {} (once, no root needed).",
    'Pas de redis-server sur cette machine : celui de la distribution est pris dans {} (une fois, sans root).',
  ],
  ['It could not be fetched: {}', 'Il n’a pas pu être pris : {}'],
  ['Fetched: {}', 'Pris : {}'],
  [
    'What was fetched is older than Redis 6.2 or does not run here.',
    'Ce qui a été pris est plus ancien que Redis 6.2 ou ne tourne pas ici.',
  ],
  ['Its version cannot be read.', 'Sa version ne peut pas être lue.'],
  ['It is version {}.', 'C’est la version {}.'],
  ['It answered {=}.', 'Il a répondu {}.'],
  [
    'Whether it keeps an append-only file cannot be read.',
    'On ne peut pas lire s’il tient un fichier append-only.',
  ],
  [
    'It keeps no append-only file (appendonly is no).',
    'Il ne tient pas de fichier append-only (appendonly est no).',
  ],
  ['Its maxmemory-policy cannot be read.', 'Sa maxmemory-policy ne peut pas être lue.'],
  [
    'Its maxmemory-policy is {}: entries could be thrown away.',
    'Sa maxmemory-policy est {} : des entrées pourraient être jetées.',
  ],
  ['Its appendfsync cannot be read.', 'Son appendfsync ne peut pas être lu.'],
  [
    'Its appendfsync is {}: the last writes can be lost when the machine fails.',
    'Son appendfsync est {} : les dernières écritures peuvent être perdues si la machine tombe.',
  ],
  [
    '*** NOTHING IS KEPT: no Redis was found, so this trial runs on a stand-in in memory. ***',
    '*** RIEN N’EST GARDÉ : sans Redis, cet essai tourne sur un remplaçant en mémoire. ***',
  ],
  [
    '*** It takes {} rows at most; stopping it forgets them. Install Redis for real work. ***',
    '*** Il prend {} lignes au plus ; l’arrêter les oublie. Installez Redis pour travailler. ***',
  ],
];
