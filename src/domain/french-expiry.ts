/** What is said of links that lapse, in French; as the table of `french.ts`. */
export const frenchExpiry: readonly (readonly [english: string, french: string])[] = [
  [
    '{} would lapse before people are back, the first on {}. Say --expires-in 10b, or a later expires_at.',
    '{} expireraient avant le retour au travail, la première le {}. Indiquez --expires-in 10b, ou un expires_at plus tardif.',
  ],
  ['{} unpaid link', '{} lien impayé'],
  ['{} unpaid links', '{} liens impayés'],
  ['No unpaid link lapses by {}.', 'Aucun lien impayé n’expire d’ici au {}.'],
  ['Batch {}, {}: {} about to lapse, {}', 'Lot {}, {} : {} sur le point d’expirer, {}'],
  [
    'Batch {}, {}: {} lapsed unpaid in the last 7 days, {}',
    'Lot {}, {} : {} expirés sans paiement ces 7 derniers jours, {}',
  ],
  ['and {}.', 'et {}.'],
  [
    'The links, to remind whoever is to pay: npx linkmill report {}',
    'Les liens, pour relancer qui doit payer : npx linkmill report {}',
  ],
  [
    'New links, once these have lapsed: npx linkmill reissue {} --expires-in 10b',
    'Nouveaux liens, une fois ceux-ci expirés : npx linkmill reissue {} --expires-in 10b',
  ],
  [
    'New links: npx linkmill reissue {} --expires-in 10b',
    'Nouveaux liens : npx linkmill reissue {} --expires-in 10b',
  ],
  [
    'What is about to lapse could not be looked up; it is tried again.',
    'Les liens sur le point d’expirer n’ont pas pu être cherchés ; nouvel essai sous peu.',
  ],
];
