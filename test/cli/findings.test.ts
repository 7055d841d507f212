import { expect, test } from '@jest/globals';
import type { Check } from '../../src/actions/check-file.ts';
import { sayCheck } from '../../src/cli/findings.ts';
import { rendererOf } from '../../src/i18n/i18n.ts';
import type { Message } from '../../src/i18n/messages.ts';
import { survey } from '../../src/ingest/ingest.ts';
import { plainRules, tablesFrom } from '../ingest/source-from.ts';

const iban = 'FR4014508000406764668712J28';
const payer = { kind: 'company', companyName: 'Example SARL' } as const;

async function said(content: string): Promise<string[]> {
  const rules = { ...plainRules, options: { ...plainRules.options, payer } };
  const check: Check = { survey: await survey(await tablesFrom(content), rules) };
  const lines: string[] = [];
  const { render } = rendererOf('en');
  const door = {
    say: (line: string) => void lines.push(line),
    show: (line: Message) => void lines.push(render(line)),
  };
  sayCheck(door, 'test.csv', check, true);
  return lines.slice(lines.indexOf('Warnings:') + 1);
}

test('a warning that says the same of many rows is shown once, with their count and the first three lines', async () => {
  const rows = Array.from({ length: 1200 }, (_, at) => `R-${at};Ada Example;${iban};12,50;Refund ${at}`);
  expect(await said(`client_reference;name;iban;amount;label\n${rows.join('\n')}\n`)).toEqual([
    expect.stringMatching(
      /^ {2}lines 2, 3, 4 and 1,197 more {2}name_sent_whole {2}beneficiary_name: The whole name/,
    ),
  ]);
});

test('a warning that says something else of each row is shown for the first three, and then counted', async () => {
  const label = (length: number) => 'x'.repeat(length);
  const rows = [41, 42, 43, 44, 45].map((length) => `R-${length};Example;${iban};12,50;${label(length)}`);
  expect(
    await said(`client_reference;beneficiary_company_name;iban;amount;label\n${rows.join('\n')}\n`),
  ).toEqual([
    expect.stringMatching(/^ {2}line 2 {2}label_long .*Found 41 characters/),
    expect.stringMatching(/^ {2}line 3 {2}label_long .*Found 42 characters/),
    expect.stringMatching(/^ {2}line 4 {2}label_long .*Found 43 characters/),
    expect.stringMatching(/^ {2}2 more: label_long {2}/),
  ]);
});
