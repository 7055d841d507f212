import { expect, test } from '@jest/globals';
import { noHints } from '../../src/domain/hints.ts';
import { survey } from '../../src/ingest/ingest.ts';
import { workbookOf } from '../support/workbook.ts';
import { appErrorOf, plainRules, tablesFrom } from './source-from.ts';

const header = ['amount', 'iban', 'beneficiary_company_name'];
const rows = `<row r="1">${header.map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join('')}</row>`;
const workbook = workbookOf([
  { name: 'FR4014508000406764668712J28', rows },
  { name: 'a\u202eb', rows },
]);

test('a question lists sheet names masked and without control characters, and --sheet accepts them in this form', async () => {
  const tables = await tablesFrom(workbook);
  expect(await appErrorOf(survey(tables, plainRules))).toEqual({
    exitCode: 2,
    failures: ['sheet_unclear They are "FR40…J28", "aU+202Eb".'],
  });
  const { formats } = await tablesFrom(workbook, undefined, { ...noHints, sheet: 'FR40…J28' });
  expect(formats).toEqual([{ kind: 'sheet', isPacked: false, sheet: 'FR4014508000406764668712J28' }]);
});
