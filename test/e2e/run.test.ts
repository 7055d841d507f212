import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { joinRedis, refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil, waitUntilSlow } from '../support/wait-until.ts';

let trial: Trial;
afterEach(() => trial.stop());

/** Every row has a link of its own that Bridge knows, and Bridge has no other. */
function expectOneLinkEach(rows: number): void {
  const { creations, liveLinks, linksByReference } = trial.sandbox.stats();
  expect({ creations, liveLinks, most: linksByReference.max }).toEqual({
    creations: rows,
    liveLinks: rows,
    most: 1,
  });
  const report = trial.report('refunds.results.csv');
  const urls = new Map(trial.sandbox.links().map((link) => [link.id, link]));
  expect(report).toHaveLength(rows);
  expect(new Set(report.map((line) => line.payment_link_url)).size).toBe(rows);
  for (const line of report) {
    expect(line.outcome).toBe('created');
    expect(urls.get(line.payment_link_id ?? '')).toBeDefined();
  }
}

describe('run', () => {
  test('1,000 rows with 10 % answers lost after commit and 5 % 500s end with exactly 1,000 live links', async () => {
    trial = await startTrial({
      faults: { answerLostAfterCommit: 0.1, errorBeforeCommit: 0.03, errorAfterCommit: 0.02 },
    });
    trial.write('refunds.csv', refunds(1_000));
    const end = await trial.run('run', 'refunds.csv', '--json');
    expect(resultOf(end)).toMatchObject({ rows: 1_000, created: 1_000, doubtful: 0, open: 0 });
    expect(end.code).toBe(0);
    expectOneLinkEach(1_000);
  });

  test('kill -9 in the middle, and the same file again, end with exactly 1,000 live links', async () => {
    trial = await startTrial({ faults: { answerLostAfterCommit: 0.02, slow: { share: 1, delayMs: 60 } } });
    trial.write('refunds.csv', refunds(1_000));
    const first = trial.start('run', 'refunds.csv');
    await waitUntil('300 links are made', () => trial.sandbox.stats().creations >= 300);
    first.kill('SIGKILL');
    await first.done;
    expect(trial.sandbox.stats().creations).toBeLessThan(1_000);
    const second = await trial.run('run', 'refunds.csv', '--json');
    expect(resultOf(second)).toMatchObject({ rows: 1_000, created: 1_000 });
    expectOneLinkEach(1_000);
  });

  test('Ctrl-C lets calls in flight finish, exits 130, and a second run goes on', async () => {
    trial = await startTrial({ faults: { slow: { share: 1, delayMs: 50 } } });
    trial.write('refunds.csv', refunds(600));
    const first = trial.start('run', 'refunds.csv', '--json');
    await waitUntil('100 links are made', () => trial.sandbox.stats().creations >= 100);
    first.kill('SIGINT');
    const stopped = await first.done;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('Go on with: npx linkmill run refunds.csv --json');
    const { created, open, doubtful } = resultOf(stopped) as Record<string, number>;
    expect(created).toBe(trial.sandbox.stats().creations);
    expect({ doubtful, rows: (created ?? 0) + (open ?? 0) }).toEqual({ doubtful: 0, rows: 600 });
    expect((await trial.run('run', 'refunds.csv')).code).toBe(0);
    expectOneLinkEach(600);
  });

  test('a finished file submitted again makes no create call, and its report is the same to the byte', async () => {
    trial = await startTrial();
    trial.write('refunds.csv', refunds(50));
    await trial.run('run', 'refunds.csv');
    const before = readFileSync(join(trial.folder, 'refunds.results.csv'));
    trial.write('saved again.csv', `\ufeff${refunds(50).replaceAll(',', ';').replaceAll('\n', '\r\n')}`);
    const again = await trial.run('run', 'saved again.csv', '--out', 'refunds.results.csv', '--json');
    expect(again.code).toBe(0);
    expect(trial.sandbox.stats().creations).toBe(50);
    expect(readFileSync(join(trial.folder, 'refunds.results.csv')).equals(before)).toBe(true);
    expect(trial.sandbox.stats().creations).toBe(50);
  });

  test('a report submitted as a file makes no create call: every row is known by its reference', async () => {
    trial = await startTrial();
    trial.write('unnamed.csv', refunds(20).replaceAll(/^(client_reference|r-\d+),/gm, ''));
    const first = await trial.run('run', 'unnamed.csv', '--json');
    expect(resultOf(first)).toMatchObject({ rows: 20, created: 20 });
    const again = await trial.run('run', 'unnamed.results.csv', '--json');
    expect(again.code).toBe(0);
    expect(resultOf(again)).toMatchObject({ rows: 20, created: 0, known: 20 });
    expect(trial.sandbox.stats().creations).toBe(20);
    const [before, after] = [
      trial.report('unnamed.results.csv'),
      trial.report('unnamed.results.results.csv'),
    ];
    expect(after.map(({ payment_link_url: url }) => url)).toEqual(
      before.map(({ payment_link_url: url }) => url),
    );
  });

  test('kill -9 during the submission of rows without references, and the same file again, is no duplicate of itself', async () => {
    trial = await startTrial();
    const unnamed = refunds(30_000).replaceAll(/^(client_reference|r-\d+),/gm, '');
    trial.write('refunds.csv', unnamed);
    const first = trial.start('run', 'refunds.csv', '--detach');
    await first.saw(/30,000 good/);
    const home = await joinRedis(trial);
    const client = home.connect('watcher');
    await waitUntil('rows are entered', async () => (await client.keys('*:entries:*')).length > 0);
    first.kill('SIGKILL');
    expect((await first.done).signal).toBe('SIGKILL');
    await home.close();
    const second = await trial.run('run', 'refunds.csv', '--detach', '--json');
    expect(second.code).toBe(0);
    expect(resultOf(second)).toMatchObject({ rows: 30_000, open: 30_000, known: 0 });
  });

  test('a corrected row is accepted, and an edited row that has a link is a conflict', async () => {
    trial = await startTrial();
    const good = refunds(3);
    trial.write('refunds.csv', good.replace('FR4014508000406764668712J28', 'FR4014508000406764668712J29'));
    const refused = await trial.run('run', 'refunds.csv', '--json');
    expect(refused.code).toBe(2);
    expect(trial.sandbox.stats().creations).toBe(0);
    const partly = await trial.run('run', 'refunds.csv', '--skip-rejected', '--json');
    expect(partly.code).toBe(2);
    expect(resultOf(partly)).toMatchObject({ rows: 3, created: 2, rejected: 1 });
    trial.write('refunds.csv', good);
    const corrected = await trial.run('run', 'refunds.csv', '--json');
    expect(corrected.code).toBe(0);
    expect(resultOf(corrected)).toMatchObject({ rows: 3, created: 1, known: 2 });
    trial.write('refunds.csv', good.replace('r-2,1.02', 'r-2,4.02'));
    const edited = await trial.run('run', 'refunds.csv', '--json');
    expect(edited.code).toBe(2);
    expect(edited.stderr).toContain('line 4  reference_conflict');
    expect(trial.sandbox.stats().creations).toBe(3);
  });

  test('three workers share the strict windows of the account and see no 429', async () => {
    // The guard covers how much the travel time of calls varies: much, where seven processes share a slow machine.
    trial = await startTrial({ limits: '100/5s,30/1s', env: { BRIDGE_PACE_GUARD_MS: '1000' } });
    trial.write('refunds.csv', refunds(300));
    const submitted = await trial.run('run', 'refunds.csv', '--detach', '--json');
    const { batch } = resultOf(submitted) as { batch: string };
    const workers = [1, 2, 3].map(() => trial.start('worker', '--concurrency', '20'));
    await waitUntil('every link is made', () => trial.sandbox.stats().creations >= 300);
    await waitUntilFinished(batch);
    for (const worker of workers) worker.kill('SIGTERM');
    expect((await Promise.all(workers.map(({ done }) => done))).map(({ code }) => code)).toEqual([0, 0, 0]);
    await trial.run('report', batch);
    const { answered429, peaks } = trial.sandbox.stats();
    expect(answered429).toBe(0);
    expect(peaks.map(({ peak, count }) => peak <= count)).toEqual([true, true]);
    expectOneLinkEach(300);
  });
});

function waitUntilFinished(batch: string): Promise<void> {
  return waitUntilSlow('the batch is finished', async () => {
    const { open, doubtful } = resultOf(await trial.run('status', batch, '--json'));
    return open === 0 && doubtful === 0;
  });
}
