import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { rejectedPath } from '../../src/cli/batch-of.ts';
import { answerName } from '../../src/domain/answer-name.ts';
import type { Format } from '../../src/domain/table.ts';

const text: Format = {
  kind: 'text',
  isPacked: false,
  encoding: 'utf-8',
  hasBom: false,
  delimiter: ',',
  newline: '\n',
  hasSeparatorLine: false,
};
const sheet: Format = { kind: 'sheet', isPacked: false, sheet: 'List' };

test.each([
  ['refunds.csv', text, 'refunds.results.csv'],
  ['refunds.tsv.gz', text, 'refunds.results.tsv'],
  ['refunds.2026.txt', text, 'refunds.2026.results.txt'],
  ['refunds.xlsx', text, 'refunds.results.csv'],
  ['refunds', text, 'refunds.results.csv'],
  ['stdin', sheet, 'stdin.results.xlsx'],
  ['refunds.csv', sheet, 'refunds.results.xlsx'],
] as const)(
  'the answer to %s is named after it, with the ending of its real format',
  (file, format, name) => {
    expect(answerName(file, format, 'results')).toBe(name);
  },
);

test('rejected rows go to the folder of the report', () => {
  expect(rejectedPath('list.csv', text, '/srv/out/report.csv')).toBe(join('/srv/out', 'list.rejected.csv'));
});
