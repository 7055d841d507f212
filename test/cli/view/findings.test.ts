import { expect, test } from '@jest/globals';
import type { Check } from '../../../src/actions/submit/check-file.ts';
import { showCheck } from '../../../src/cli/view/findings.ts';
import { type Language, rendererOf } from '../../../src/i18n/i18n.ts';
import type { Message } from '../../../src/i18n/messages.ts';
import { survey } from '../../../src/ingest/ingest.ts';
import { plainRules, tablesFrom } from '../../ingest/source-from.ts';

const iban = 'FR4014508000406764668712J28';
const payer = { kind: 'company', companyName: 'Example SARL' } as const;

async function shownIn(language: Language, content: string): Promise<string[]> {
  const rules = { ...plainRules, options: { ...plainRules.options, payer } };
  const check: Check = { survey: await survey(await tablesFrom(content), rules) };
  const lines: string[] = [];
  const { render } = rendererOf(language);
  const terminal = { show: (...shown: readonly Message[]) => void lines.push(...shown.map(render)) };
  showCheck(terminal, 'test.csv', check, true);
  return lines;
}

async function warningsOf(content: string): Promise<string[]> {
  const lines = await shownIn('en', content);
  return lines.slice(lines.indexOf('Warnings:') + 1);
}

test('a check shows, in the language of the reader, how it read the file and which lines are held', async () => {
  const rows = ['12,50', '1.234', '7,25', '1.235'].map((amount) => `${iban};Example SARL;${amount}`);
  const content = ['IBAN;beneficiary_company_name;Montant', ...rows, 'Total;;19,75', ''].join('\n');
  const shown = async (language: Language) => (await shownIn(language, content)).slice(0, 5);
  expect(await shown('en')).toEqual([
    'test.csv: 4 rows, 2 good, 2 rejected, 19.75 EUR',
    'Read as text in utf-8, separated by semicolons, header on line 1.',
    '  "Montant": amount, read as 1234,56 (2 of 4 cells prove it); lines 3 and 5 could be either: held',
    '  by their own names: iban, beneficiary_company_name',
    '  line 6: a total, not paid',
  ]);
  expect((await shown('fr')).map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
    'test.csv : 4 lignes, 2 bonnes, 2 rejetées, 19,75 EUR',
    'Lu comme texte en utf-8, séparé par des points-virgules, en-tête à la ligne 1.',
    '  "Montant" : amount, lu comme 1234,56 (2 cellules sur 4 le prouvent) ; les lignes 3 et 5 peuvent se lire des deux façons : en attente',
    '  par leur propre nom : iban et beneficiary_company_name',
    '  ligne 6 : un total, non payé',
  ]);
  expect((await shown('de')).map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
    'test.csv: 4 Zeilen, 2 gut, 2 abgewiesen, 19,75 EUR',
    'Gelesen als Text in utf-8, getrennt durch Semikolons, Kopfzeile in Zeile 1.',
    '  "Montant": amount, gelesen als 1234,56 (2 von 4 Zellen belegen es); Zeilen 3 und 5 können beides sein: zurückgehalten',
    '  mit ihrem eigenen Namen: iban, beneficiary_company_name',
    '  Zeile 6: eine Summe, nicht gezahlt',
  ]);
});

test('a warning that is alike for many rows is shown once, with the count and the first three lines', async () => {
  const rows = Array.from({ length: 1200 }, (_, at) => `R-${at};Ada Example;${iban};12,50;Refund ${at}`);
  expect(await warningsOf(`client_reference;name;iban;amount;label\n${rows.join('\n')}\n`)).toEqual([
    expect.stringMatching(
      /^ {2}lines 2, 3, 4 and 1,197 more {2}name_sent_whole {2}beneficiary_name: The whole name/,
    ),
  ]);
});

test('a warning that differs by row is shown for the first three rows, and then counted', async () => {
  const label = (length: number) => 'x'.repeat(length);
  const rows = [41, 42, 43, 44, 45].map((length) => `R-${length};Example;${iban};12,50;${label(length)}`);
  expect(
    await warningsOf(`client_reference;beneficiary_company_name;iban;amount;label\n${rows.join('\n')}\n`),
  ).toEqual([
    expect.stringMatching(/^ {2}line 2 {2}label_long .*Found 41 characters/),
    expect.stringMatching(/^ {2}line 3 {2}label_long .*Found 42 characters/),
    expect.stringMatching(/^ {2}line 4 {2}label_long .*Found 43 characters/),
    expect.stringMatching(/^ {2}2 more: label_long {2}The label is longer than 40 characters/),
  ]);
});
