import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial();
});
afterEach(() => trial.stop());

const german = 'DE89370400440532013000';
const french = 'FR4014508000406764668712J28';
const creations = () => trial.sandbox.stats().creations;

const list = (...rows: readonly string[]) => `Payee,IBAN,Amount,Status\n${rows.join('\n')}\n`;

test('a file with a column of states is refused until --only names the rows to send', async () => {
  trial.write(
    'list.csv',
    list(
      `Muster GmbH,${german},12.50,PROCESSED`,
      `Exemple SARL,${french},13.50,FAILED`,
      `Muster GmbH,${german},14.50,FAILED`,
    ),
  );
  const asked = await trial.run('run', 'list.csv');
  expect([asked.code, creations()]).toEqual([2, 0]);
  expect(asked.stderr).toContain('rows_unclear');
  expect(asked.stderr).toContain('--only "Status=FAILED"');

  const end = await trial.run('run', 'list.csv', '--only', 'Status=FAILED', '--json');
  expect([end.code, creations()]).toEqual([0, 2]);
  expect(end.stderr).toContain('1 row left out by --only: 12.50 EUR');
  expect(resultOf(end)).toMatchObject({ rows: 3, created: 2, rejected: 1 });
  expect(trial.report('list.results.csv').map((row) => [row.outcome, row.failure_code])).toEqual([
    ['rejected', 'row_left_out'],
    ['created', ''],
    ['created', ''],
  ]);
  expect(end.stderr).not.toContain('To correct and submit');

  // The unchanged report sends nothing again, and no left-out row, until a person empties its failure_code.
  trial.write('again.csv', trial.text('list.results.csv'));
  const again = await trial.run('run', 'again.csv', '--only', 'Status=PROCESSED', '--skip-rejected');
  expect([again.code, again.stderr.includes('No row has all of these values'), creations()]).toEqual([
    1,
    true,
    2,
  ]);
});

test('the chosen rows are remembered with the columns, and proposed for the next file', async () => {
  trial.write('one.csv', list(`Muster GmbH,${german},12.50,done`, `Exemple SARL,${french},13.50,failed`));
  expect((await trial.run('run', 'one.csv', '--only', 'Status=failed')).code).toBe(0);
  trial.write('two.csv', list(`Muster GmbH,${german},12.60,failed`, `Exemple SARL,${french},13.60,done`));
  expect((await trial.run('run', 'two.csv')).code).toBe(2);
  expect((await trial.run('run', 'two.csv', '--map', 'last')).code).toBe(0);
  expect(creations()).toBe(2);
});

test.each([
  [['--only', 'Stand=failed'], 'The file has no column "Stand"'],
  [['--only', 'Status=open'], 'The column "Status" has no value "open"; it has "done", "failed".'],
  [['--only', 'Status'], 'It must be COLUMN=VALUE'],
])('%p is refused, and the error names the existing columns or values', async (words, expected) => {
  trial.write('one.csv', list(`Muster GmbH,${german},12.50,done`, `Exemple SARL,${french},13.50,failed`));
  const end = await trial.run('run', 'one.csv', ...words);
  expect([end.code, end.stderr.includes(expected), creations()]).toEqual([1, true, 0]);
});

test('a row whose remark names another account is paid by no flag', async () => {
  trial.write(
    'list.csv',
    `Payee,IBAN,Amount,Remark\nMuster GmbH,${german},12.50,now ${french}\nExemple SARL,${french},13.50,\n`,
  );
  const end = await trial.run('run', 'list.csv', '--skip-rejected', '--map', 'ignore=Remark');
  expect([end.code, creations()]).toEqual([2, 1]);
  expect(trial.report('list.results.csv').map((row) => row.failure_code)).toEqual([
    'remark_names_account',
    '',
  ]);
});
