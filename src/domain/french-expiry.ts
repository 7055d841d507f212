/** What is said of links that lapse, in French; as the table of `french.ts`. */
export const frenchExpiry: readonly (readonly [english: string, french: string])[] = [
  ['{} unpaid link', '{} lien impayé'],
  ['{} unpaid links', '{} liens impayés'],
  ['Batch {}, {}: {} about to lapse, {}', 'Lot {}, {} : {} sur le point d’expirer, {}'],
  ['and {}.', 'et {}.'],
  [
    'What is about to lapse could not be looked up; it is tried again.',
    'Les liens sur le point d’expirer n’ont pas pu être cherchés ; nouvel essai sous peu.',
  ],
];
