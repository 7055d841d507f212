/** What workers and runs warn of in English and in French; see `french.ts`. */
export const frenchWarnings: readonly (readonly [english: string, french: string])[] = [
  ['The books of a batch do not balance.', 'Les comptes d’un lot ne s’équilibrent pas.'],
  [
    'The books of a batch cannot be closed; it is tried again.',
    'Les comptes d’un lot ne peuvent pas être clos ; un nouvel essai suit.',
  ],
  [
    'A night met an obstacle; the next look goes on.',
    'Une nuit a rencontré un obstacle ; le prochain passage continue.',
  ],
  [
    "Bridge's list is not to be had; it is asked again.",
    'La liste de Bridge n’est pas accessible ; elle est redemandée.',
  ],
  [
    'A second link cannot be looked up; it is tried again.',
    'Un second lien ne peut pas être consulté ; un nouvel essai suit.',
  ],
  [
    'One row was paid twice; a person has to ask for the money back.',
    'Une ligne a été payée deux fois ; une personne doit redemander l’argent.',
  ],
  ['A notice was given up after a day.', 'Un avis a été abandonné après un jour.'],
  [
    'A schedule or slot cannot be read: another version made it, or it is damaged.',
    'Une planification ou un créneau est illisible : une autre version l’a écrit, ou il est endommagé.',
  ],
  [
    'Bridge cannot be reached; nothing is sent meanwhile.',
    'Bridge est injoignable ; rien n’est envoyé pendant ce temps.',
  ],
  [
    'A second link came of one row; one of the two is revoked.',
    'Une ligne a donné un second lien ; l’un des deux est révoqué.',
  ],
  [
    'An answer bore the link of another row; the list tells which is whose.',
    'Une réponse portait le lien d’une autre ligne ; la liste dit lequel est à qui.',
  ],
  [
    'The queue is in trouble; it goes on by itself.',
    'La file d’attente rencontre un problème ; elle reprend d’elle-même.',
  ],
  ['Redis does not answer; it is waited for.', 'Redis ne répond pas ; il est attendu.'],
  ['A sweep failed; the next one follows.', 'Une vérification a échoué ; la suivante vient.'],
  [
    'What is about to lapse could not be looked up; it is tried again.',
    'Ce qui va expirer n’a pas pu être consulté ; un nouvel essai suit.',
  ],
  [
    'The schedules could not be looked at; the next look follows.',
    'Les planifications n’ont pas pu être consultées ; le prochain passage suit.',
  ],
  [
    'Notices cannot be told; it is tried again.',
    'Les avis ne peuvent pas être envoyés ; un nouvel essai suit.',
  ],
  [
    'The links of a batch cannot be compared; it is tried again.',
    'Les liens d’un lot ne peuvent pas être comparés ; un nouvel essai suit.',
  ],
  [
    'The first link of a batch cannot be read back; it is tried again.',
    'Le premier lien d’un lot ne peut pas être relu ; un nouvel essai suit.',
  ],
];
