/** What is said of links that lapse, in French; as the table of `french.ts`. */
export const frenchExpiry: readonly (readonly [english: string, french: string])[] = [
  ['{} unpaid link', '{} lien impayé'],
  ['{} unpaid links', '{} liens impayés'],
  ['Batch {}, {}: {} about to lapse, {}', 'Lot {}, {} : {} sur le point d’expirer, {}'],
  ['and {}.', 'et {}.'],
];
