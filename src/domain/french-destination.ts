/** What is said of where links lead, in English and in French; see `french.ts`. */
export const frenchDestination: readonly (readonly [english: string, french: string])[] = [
  ['{} and another amount ({})', '{} et un autre montant ({})'],
  ['{} and another account ({=})', '{} et un autre compte ({})'],
  ['{} and another name', '{} et un autre nom'],
  ['{} and another expiry', '{} et une autre échéance'],
  ['another account ({=})', 'un autre compte ({})'],
  ['another amount ({})', 'un autre montant ({})'],
  ['another currency', 'une autre monnaie'],
  ['another name', 'un autre nom'],
  ['another expiry', 'une autre échéance'],
  ['{#} transactions', '{} virements'],
  [
    'Bridge shows nothing of the account that a link leads to',
    'Bridge ne montre rien du compte auquel mène un lien',
  ],
  ['its link {=} leads elsewhere: {}', 'son lien {} mène ailleurs : {}'],
  [
    'A link leads elsewhere; it is revoked, and nothing more is sent.',
    'Un lien mène ailleurs ; il est révoqué, et plus rien n’est envoyé.',
  ],
  [
    'Somebody put a link of another program into Redis; it is left alone, and nothing more is sent.',
    'Quelqu’un a mis dans Redis un lien d’un autre programme ; il reste intact, et plus rien n’est envoyé.',
  ],
];
