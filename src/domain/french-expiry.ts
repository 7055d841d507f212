/** What is said of links that lapse, in French; as the table of `french.ts`. */
export const frenchExpiry: readonly (readonly [english: string, french: string])[] = [
  [
    '{} would lapse before people are back, the first on {}. Say --expires-in 10b, or a later expires_at.',
    '{} expireraient avant le retour au travail, la première le {}. Indiquez --expires-in 10b, ou un expires_at plus tardif.',
  ],
  ['{} unpaid link', '{} lien impayé'],
  ['{} unpaid links', '{} liens impayés'],
  ['Batch {}, {}: {} about to lapse, {}', 'Lot {}, {} : {} sur le point d’expirer, {}'],
  ['and {}.', 'et {}.'],
  [
    'What is about to lapse could not be looked up; it is tried again.',
    'Les liens sur le point d’expirer n’ont pas pu être cherchés ; nouvel essai sous peu.',
  ],
  ['{} unpaid links about to lapse, {} lapsed', '{} liens impayés sur le point d’expirer, {} expirés'],
  ['{} unpaid links of {} lapse by the end of {}.', '{} liens impayés de {} expirent d’ici à la fin du {}.'],
  [
    '{} links of {} lapsed unpaid in the last 7 days.',
    '{} liens de {} ont expiré sans paiement ces 7 derniers jours.',
  ],
  ['Batch {}: {} about to lapse, {} lapsed.', 'Lot {} : {} sur le point d’expirer, {} expirés.'],
  ['{} more batches have such links.', '{} autres lots ont de tels liens.'],
];
