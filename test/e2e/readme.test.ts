import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { startTrial, type Trial } from '../support/trial.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let trial: Trial;
afterEach(() => trial.stop());

test('the four input lines of the README give the four output lines of the README', async () => {
  const input = readFileSync(join(root, 'fixtures/batches/example.csv'), 'utf8');
  const [, shownInput = '', shownResult = ''] = readFileSync(join(root, 'README.md'), 'utf8')
    .split(/^```\n/m)
    .filter((_, at) => at === 0 || at % 2 === 1);
  expect(shownInput).toBe(input);
  trial = await startTrial();
  trial.write('example.csv', input);
  await trial.run('run', 'example.csv', '--skip-rejected');
  const report = readFileSync(join(trial.folder, 'example.results.csv'), 'utf8').split('\n');
  const shown = shownResult.split('\n');
  for (const [at, line] of report.entries()) {
    // Ids, links and dates differ from run to run; the README shows their beginning.
    const pattern = (shown[at] ?? '')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/[0-9a-f]{8}-…/, '[0-9a-f-]{36}')
      .replace(/[0-9a-f]{4}…/, '[0-9a-f]{64}')
      .replace(/\d{4}-\d\d-\d\dT[\d:]+Z/, '[0-9TZ:-]{20}')
      .replaceAll('…', '.*');
    expect(line).toMatch(new RegExp(`${pattern}$`));
  }
});
