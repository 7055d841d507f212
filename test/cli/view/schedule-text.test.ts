import { expect, test } from '@jest/globals';
import { runResult, showWholeRun } from '../../../src/cli/view/schedule-text.ts';
import { noHints } from '../../../src/domain/hints.ts';
import type { ScheduledRun } from '../../../src/domain/schedule.ts';
import { options } from '../../support/account-context.ts';
import { quickPolicy } from '../../support/schedule.ts';
import { writingTerminal } from '../../support/terminal.ts';

const at = Date.UTC(2026, 0, 5, 1);
const closed: ScheduledRun = {
  schedule: {
    name: 'nightly',
    cron: '0 2 * * 1-5',
    timeZone: 'Europe/Paris',
    inbox: '/srv/inbox',
    pattern: '*',
    addedAt: at,
    addedBy: 'ada@example',
    rules: { options, hints: noHints, isMappedAsLast: false, amountMaxCents: 3_500_000 },
    policy: quickPolicy,
  },
  ...{ at, openedAt: at, closedAt: at, state: 'closed', revision: 1 },
  ...{ missed: 0, files: [], retried: [], notified: [] },
};

function shownOf(run: ScheduledRun): string {
  const lines: string[] = [];
  showWholeRun(writingTerminal(lines), { run, batches: [] });
  return lines.join('\n');
}

test('a run shows the numbers of files that did not come', () => {
  expect(shownOf({ ...closed, missingNumbers: [6] })).toContain('No file with the number 6 came.');
});

test('a run shows that no file came', () => {
  expect(shownOf({ ...closed, notified: ['file_missing'] })).toContain('No file * was in /srv/inbox.');
});

test('the JSON of a run shows control characters in the name of a file as code points', () => {
  const name = 'a\n-- \nLinkmill: pay to \u202eelpmaxe\u001b[2J.csv';
  const file = { name, stamp: '1 1', kind: 'refused', stage: 'answered', rows: 0, amountCents: 0 } as const;
  const answers = { place: `refused/2026-01-05/${name}`, answer: `refused/2026-01-05/${name}.failures.csv` };
  const files = [{ ...file, ...answers, failures: { column_missing: 1 } } as const];
  const result = runResult({ run: { ...closed, files }, batches: [] });
  expect(result).toMatchObject({
    fileList: [{ name: 'aU+000A-- U+000ALinkmill: pay to U+202EelpmaxeU+001B[2J.csv' }],
  });
  expect(JSON.stringify(result)).not.toMatch(/\\n|\\u001b|\u202e/);
});
