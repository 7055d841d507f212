import { describe, expect, test } from '@jest/globals';
import { detailOf } from '../../support/in-words.ts';
import { asked, iban, otherIban, surveyed } from '../asked-about.ts';

const withRemark = (remark: string, name = 'Remarque') => [
  `Nom;IBAN;Montant;${name}`,
  `Chloé Exemple;${iban};12,50;`,
  `Benoît Modèle;${iban};13,50;${remark}`,
  `Zoé Témoin;${iban};14,50;rien`,
  `Ida Témoin;${iban};15,50;merci`,
];

const findings = async (lines: readonly string[], hints = {}) => {
  const { failures, warnings, refusals } = await surveyed(lines, hints);
  const listed = [...failures, ...warnings].filter(({ failure }) => failure.code !== 'name_sent_whole');
  return [
    ...refusals.map(({ code }) => code),
    ...listed.map(({ line, failure }) => `${line} ${failure.code} ${detailOf(failure)}`),
  ];
};

describe('a remark that names an account', () => {
  test.each([
    `attention nouvel IBAN ${otherIban}`,
    `IBAN DE89 3704 0044 0532 0130 00 merci`,
    `(${otherIban.toLowerCase()})`,
    otherIban,
  ])('holds its row: %p', async (remark) => {
    expect(await findings(withRemark(remark))).toEqual(['3 remark_names_account It names DE89…000.']);
  });

  test('holds its row even if its column is ignored or the label', async () => {
    const lines = withRemark(`nouvel IBAN ${otherIban}`);
    const map = [{ column: 'ignore', header: 'Remarque' }];
    expect(await findings(lines, { map })).toHaveLength(1);
    expect(await findings(withRemark(`vers ${otherIban}`, 'Libellé'))).toEqual([
      '3 remark_names_account It names DE89…000.',
    ]);
  });

  test.each([`IBAN ${iban}`, 'facture FR12345678901', 'DE89 3704 0044', 'IBAN DE89370400440532013001'])(
    'does not hold its row if it is the row’s own account or invalid: %p',
    async (remark) => {
      expect(await findings(withRemark(remark))).toEqual([]);
    },
  );

  test('is not a cell in a column of the payer’s accounts', async () => {
    const lines = ['Nom;IBAN;Montant;IBAN débiteur', `Chloé Exemple;${iban};12,50;${otherIban}`];
    expect(await findings(lines)).toEqual([]);
    const own = ['Nom;IBAN;Montant;Compte', `Chloé Exemple;${iban};12,50;${otherIban}`];
    expect(await findings(own, { map: [{ column: 'ignore', header: 'Compte' }] })).toEqual([]);
  });
});

describe('a remark about an account or a stop', () => {
  test.each([
    'nouveau RIB à demander',
    'New bank account, ask first',
    'do not pay!',
    'Opposition',
    'ne pas rembourser',
    'neue Bankverbindung',
    'bitte nicht überweisen',
    'compte clôturé',
    'déjà remboursée en mars',
    'Konto gekündigt',
    'on hold',
  ])('gives a warning: %p', async (remark) => {
    expect(await findings(withRemark(remark))).toEqual([`3 remark_to_read It says "${remark}".`]);
  });

  test.each([
    'Concert annulé',
    'account manager: Bob',
    'paid by card',
    'Stopover in Lyon',
    'compte tenu du retard',
  ])('does not give a warning just for containing a word: %p', async (remark) => {
    expect(await findings(withRemark(remark))).toEqual([]);
  });
});

test('a remark does not refuse the file', async () => {
  expect(await asked(withRemark('do not pay'))).toEqual([]);
});
