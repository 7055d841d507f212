import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial({ env: { LANG: 'fr_FR.UTF-8' } });
  trial.write('refunds.csv', refunds(2));
});
afterEach(() => trial.stop());

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('in a French environment messages are French', async () => {
  const { code, stderr } = await trial.run('check', 'refunds.csv');
  expect(code).toBe(0);
  expect(plain(stderr)).toContain('refunds.csv : 2 lignes, 2 bonnes, 0 rejetée');
  expect(stderr).not.toContain('rejected');
});

test('--lang overrides the language of the environment', async () => {
  const { stderr } = await trial.run('check', 'refunds.csv', '--lang', 'en');
  expect(stderr).toContain('refunds.csv: 2 rows, 2 good, 0 rejected');
});

test('JSON stays English, with its codes', async () => {
  const end = await trial.run('check', 'missing.csv', '--json');
  expect(resultOf(end)).toEqual({
    error: {
      failures: [{ code: 'file_missing', details: [expect.objectContaining({ code: 'file_absent' })] }],
    },
  });
  expect(plain(end.stderr)).toContain('Le fichier ne peut pas être lu.');
});

test('help and errors of the command line are French', async () => {
  const help = await trial.run('pause', '--help');
  expect([help.code, plain(help.stdout)]).toEqual([
    0,
    expect.stringContaining('Utilisation : linkmill pause'),
  ]);
  const wrong = await trial.run('pause', '--resaon', 'x');
  expect([wrong.code, plain(wrong.stderr)]).toEqual([
    1,
    'usage_wrong : La ligne de commande est incorrecte. L’option --resaon n’existe pas ici. Vouliez-vous dire --reason ? Voir --help.\n',
  ]);
});
