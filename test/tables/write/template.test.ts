import { describe, expect, test } from '@jest/globals';
import { readXlsx } from 'hucre/xlsx';
import { columns } from '../../../src/domain/column.ts';
import { templateTable } from '../../../src/tables/write/template.ts';

const names = {
  en: [
    'client_reference',
    'amount',
    'iban',
    'beneficiary_first_name',
    'beneficiary_last_name',
    'beneficiary_company_name',
    'label',
  ],
  fr: [
    'Notre référence',
    'Montant',
    'IBAN',
    'Prénom du bénéficiaire',
    'Nom du bénéficiaire',
    'Raison sociale du bénéficiaire',
    'Libellé',
  ],
};

describe('the template', () => {
  test('as text is one line that a spreadsheet of its language opens in columns', async () => {
    const read = async (language: 'en' | 'fr') =>
      Buffer.from(await templateTable(language, 'text')).toString();
    expect(await read('en')).toBe(`\ufeff${names.en.join(',')}\r\n`);
    expect(await read('fr')).toBe(`\ufeff${names.fr.join(';')}\r\n`);
  });

  test('in English has the names of our columns', () => {
    expect(names.en.filter((name) => !columns.some((column) => column === name))).toEqual([]);
  });

  test.each([
    ['en', 'Refunds', 'Help'],
    ['fr', 'Remboursements', 'Aide'],
  ] as const)(
    'as a workbook (%s) has the header and no row that could be paid',
    async (language, list, help) => {
      const { sheets } = await readXlsx(await templateTable(language, 'sheet'));
      expect(sheets.map(({ name }) => name)).toEqual([list, help]);
      const rows = sheets[0]?.rows.filter((row) => row.some((value) => value !== null));
      expect(rows).toEqual([names[language]]);
    },
  );

  test.each(['en', 'fr'] as const)('explains every column in one line (%s)', async (language) => {
    const { sheets } = await readXlsx(await templateTable(language, 'sheet'));
    const [, ...lines] = sheets[1]?.rows ?? [];
    expect(lines.map(([name]) => name)).toEqual(names[language]);
    expect(lines.every(([, meaning]) => /^\p{Lu}[^\n]{20,}\.$/u.test(String(meaning)))).toBe(true);
  });

  test('keeps references and IBANs as they are typed, and shows amounts with their cents', async () => {
    const { sheets } = await readXlsx(await templateTable('en', 'sheet'), { readStyles: true });
    const formatOf = (row: number, column: number) =>
      sheets[0]?.cells?.get(`${row},${column}`)?.style?.numFmt;
    for (const row of [1, 1000]) {
      expect(names.en.map((_, column) => formatOf(row, column))).toEqual([
        '@',
        '0.00',
        '@',
        '@',
        '@',
        '@',
        '@',
      ]);
    }
  });

  test('has the same bytes every time', async () => {
    expect(await templateTable('fr', 'sheet')).toEqual(await templateTable('fr', 'sheet'));
  });
});
