import { afterEach, describe, expect, test } from '@jest/globals';
import { joinRedis, refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let trial: Trial;
afterEach(() => trial.stop());

const rows = 400;

async function expectWhole(
  run: Promise<{ stdout: string; stderr: string; code: number | undefined }>,
): Promise<void> {
  const end = await run;
  expect({ code: end.code, shown: end.code === 0 ? '' : end.stderr }).toEqual({ code: 0, shown: '' });
  const { liveLinks, linksByReference } = trial.sandbox.stats();
  expect({ liveLinks, most: linksByReference.max }).toEqual({ liveLinks: rows, most: 1 });
  const report = trial.report('refunds.results.csv');
  expect(new Set(report.map(({ payment_link_url: url }) => url)).size).toBe(rows);
}

describe('crashes', () => {
  test('kill -9 of Redis in the middle of a run costs time and makes no second link', async () => {
    trial = await startTrial({ faults: { slow: { share: 1, delayMs: 60 } } });
    trial.write('refunds.csv', refunds(rows));
    const run = trial.start('run', 'refunds.csv', '--json');
    await waitUntil('100 links are made', () => trial.sandbox.stats().creations >= 100);
    const home = await joinRedis(trial);
    const pid = /process_id:(\d+)/.exec(await home.connect('killer').info('server'))?.[1];
    process.kill(Number(pid), 'SIGKILL');
    await expectWhole(run.done);
    await home.close();
  });

  test('a ledger that was lost whole is rebuilt from the list: the file again makes only the missing links', async () => {
    trial = await startTrial();
    trial.write('refunds.csv', refunds(rows));
    const run = trial.start('run', 'refunds.csv');
    await waitUntil('100 links are made', () => trial.sandbox.stats().creations >= 100);
    run.kill('SIGKILL');
    await run.done;
    const home = await joinRedis(trial);
    await home.connect('eraser').flushall();
    await home.close();
    await expectWhole(trial.run('run', 'refunds.csv', '--json'));
    expect(trial.sandbox.stats().creations).toBe(rows);
  });

  test('a worker that was frozen past every lease wakes up and sends nothing twice', async () => {
    trial = await startTrial({ faults: { slow: { share: 1, delayMs: 60 } } });
    trial.write('refunds.csv', refunds(rows));
    const { batch } = resultOf(await trial.run('run', 'refunds.csv', '--detach', '--json')) as {
      batch: string;
    };
    const frozen = trial.start('worker', '--concurrency', '20');
    await waitUntil('100 links are made', () => trial.sandbox.stats().creations >= 100);
    frozen.kill('SIGSTOP');
    await expectWhole(trial.run('run', 'refunds.csv', '--json'));
    frozen.kill('SIGCONT');
    await frozen.saw(/Working/);
    await trial.run('status', batch);
    frozen.kill('SIGTERM');
    expect((await frozen.done).code).toBe(0);
    expect(trial.sandbox.stats().creations).toBe(rows);
  });
});
