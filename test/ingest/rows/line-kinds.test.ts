import { describe, expect, test } from '@jest/globals';
import { survey } from '../../../src/ingest/ingest.ts';
import { lineKinds } from '../../../src/ingest/rows/line-kinds.ts';
import { plainRules, tablesFrom } from '../source-from.ts';

const kindOf = lineKinds({
  header: ['Nom', 'IBAN', 'Montant'],
  at: { beneficiary_name: 0, iban: 1, amount: 2 },
});
const kind = (...cells: string[]) => kindOf({ line: 9, cells, reference: '', batch: '', flaw: undefined });

describe('a line below the header', () => {
  test.each([
    ['row', ['Chloé Exemple', 'FR76', '12,50']],
    ['row', ['Chloé Exemple', '', '']],
    ['row', ['Généré le 30/11/2026', '', '12,50']],
    ['row', ['Page 1/2', 'FR7614508000400676466870157', '']],
    ['total', ['Total', '', '12,50']],
    ['footer', ['Généré le 30/11/2026', '', '']],
    ['footer', ['Généré le', '30/11/2026', '']],
    ['footer', ['', '', 'Page 1/2']],
    ['footer', ['*** FIN ***']],
    ['header_again', ['nom', ' IBAN', 'MONTANT']],
    ['remark', ['Visa du comptable :', '', '']],
  ])('is a %s: %j', (due, cells) => {
    expect(kind(...cells)).toBe(due);
  });

  test('is always a row in a file of ours', () => {
    const ours = lineKinds({
      header: ['Nom', 'IBAN', 'Montant'],
      at: { iban: 1, amount: 2 },
      added: 'rejected',
    });
    const cells = ['Généré le 30/11/2026', '', ''];
    expect(ours({ line: 9, cells, reference: '', batch: '', flaw: undefined })).toBe('row');
  });
});

test('lines that are not rows are listed, and a remark counts as a row unless it is below the last one', async () => {
  const row = 'Chloé Exemple;FR7614508000400676466870157;12,50';
  const lines = [
    'Nom;IBAN;Montant',
    row,
    'Visa : non;;',
    row,
    'nom;iban;montant',
    row,
    'Visa : oui;;',
    'Page 1/1;;',
  ];
  const { rows, rejected, understood } = await survey(await tablesFrom(lines.join('\n')), plainRules);
  expect([rows, rejected]).toEqual([4, 4]);
  expect(understood?.forgiven).toEqual({
    header_again: { count: 1, lines: [5] },
    footer: { count: 2, lines: [7, 8] },
  });
});
