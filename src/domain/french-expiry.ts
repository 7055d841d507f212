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
];
