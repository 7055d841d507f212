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
    'Links that lead elsewhere are being revoked: {#} left.',
    'Des liens qui mènent ailleurs sont en cours de révocation : il en reste {}.',
  ],
  ['a link of 0.01 EUR led to {=}, as was asked', 'un lien de 0,01 EUR menait à {}, comme demandé'],
  ['a link that was to lead to {=} leads elsewhere: {}', 'un lien qui devait mener à {} mène ailleurs : {}'],
  [
    "Have payments to different accounts (dynamic beneficiary) switched on for the application in Bridge's dashboard.",
    'Faites activer les paiements vers d’autres comptes (bénéficiaire dynamique) pour l’application dans le tableau de bord de Bridge.',
  ],
  [
    'Ask Bridge to show the ends of the IBANs; else no batch is sent before a person accepts it.',
    'Demandez à Bridge de montrer les bouts des IBAN ; sinon aucun lot n’est envoyé avant qu’une personne ne l’accepte.',
  ],
  ['no link was made: {=}', 'aucun lien n’a été créé : {}'],
  [
    'no answer: a link of 0.01 EUR may have been made, and expires at {=}',
    'pas de réponse : un lien de 0,01 EUR existe peut-être, et expire à {}',
  ],
  [
    'not tried to the end: {=}; the link of 0.01 EUR expires at {=}',
    'essai inachevé : {} ; le lien de 0,01 EUR expire à {}',
  ],
  [
    'the link of 0.01 EUR was not seen revoked; it expires at {=}',
    'le lien de 0,01 EUR n’a pas été vu révoqué ; il expire à {}',
  ],
  [
    'Mend what the other lines name, then ask again.',
    'Corrigez ce que nomment les autres lignes, puis redemandez.',
  ],
  ['Ask again once Bridge is in reach.', 'Redemandez quand Bridge est joignable.'],
  ['Look at it in the dashboard.', 'Regardez-le dans le tableau de bord.'],
];
