import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CliRun } from '../support/cli.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil, waitUntilSlow } from '../support/wait-until.ts';

const rows = 300;
let trial: Trial;
let workers: CliRun[] = [];
let batch = '';

/** So slow that the batch is far from its end when a person decides, however slow the machine is. */
const slowly = { slow: { share: 1, delayMs: 700 }, answerLostAfterCommit: 0.03 };

/** Four workers in the middle of a batch. */
beforeEach(async () => {
  trial = await startTrial({ faults: slowly });
  trial.write('refunds.csv', refunds(rows));
  batch = String(resultOf(await trial.run('run', 'refunds.csv', '--detach', '--json')).batch);
  workers = [1, 2, 3, 4].map(() => trial.start('worker', '--concurrency', '3'));
  await waitUntil('30 links are made', () => creations() >= 30);
});

afterEach(async () => {
  for (const worker of workers) worker.kill('SIGTERM');
  expect((await Promise.all(workers.map(({ done }) => done))).map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  await trial.stop();
});

const creations = () => trial.sandbox.stats().creations;
const valid = () => trial.sandbox.stats().liveLinks;

/** Nothing is under way any more: in more than the time of one call nothing was made. The rest then goes at full speed. */
async function atRest(): Promise<void> {
  for (let before = -1; before !== creations(); ) {
    before = creations();
    await pause(1_500);
  }
  trial.sandbox.setFaults({ answerLostAfterCommit: 0.03 });
}

/** The batch's own state once nothing of it is open or in doubt, and its books are closed. */
async function untilClosed(): Promise<Record<string, number>> {
  let state: Record<string, unknown> = {};
  await waitUntilSlow('the books are closed', async () => {
    state = resultOf(await trial.run('status', batch, '--json'));
    return state.audit !== undefined;
  });
  return state as Record<string, number>;
}

/** Rows as the books count them, and that the books balance; any command may be asked again. */
async function expectBalanced(expected: Record<string, number>): Promise<void> {
  const end = await trial.run('audit', batch, '--json');
  expect({ code: end.code, ...resultOf(end) }).toMatchObject({
    code: 0,
    ...expected,
    audit: { balanced: true },
  });
}

describe('a batch on which four workers work', () => {
  test('is paused, and goes on when it is resumed, with one link a row', async () => {
    expect((await trial.run('pause', batch, '--reason', 'amounts are checked')).code).toBe(0);
    await atRest();
    expect(creations()).toBeLessThan(rows);
    const { stderr } = await trial.run('status', batch);
    expect(stderr).toContain('amounts are checked');
    expect((await trial.run('resume', batch)).code).toBe(0);
    expect(await untilClosed()).toMatchObject({ created: rows, open: 0 });
    expect({ made: creations(), most: trial.sandbox.stats().linksByReference.max }).toEqual({
      made: rows,
      most: 1,
    });
    await expectBalanced({ created: rows });
    const reported = (await trial.run('history', batch)).stderr;
    expect(reported).toMatch(
      /was submitted[\s\S]*paused the batch\. Reason: amounts are checked[\s\S]*let the batch go on/,
    );
  });

  test('is stopped with its account, and goes on with it', async () => {
    expect((await trial.run('pause', '--reason', 'bank holiday')).code).toBe(0);
    await atRest();
    expect(creations()).toBeLessThan(rows);
    expect((await trial.run('resume')).code).toBe(0);
    expect(await untilClosed()).toMatchObject({ created: rows });
    await expectBalanced({ created: rows });
  });

  test('is cancelled: what was not sent never is, what was sent keeps its link, and the books balance', async () => {
    const end = await trial.run('cancel', batch, '--reason', 'wrong file', '--json');
    expect(end.code).toBe(0);
    await atRest();
    const state = await untilClosed();
    const { created = 0, cancelled = 0 } = state;
    expect(created + cancelled).toBe(rows);
    expect(cancelled).toBeGreaterThan(0);
    expect({ made: creations(), most: trial.sandbox.stats().linksByReference.max }).toEqual({
      made: created,
      most: 1,
    });
    await expectBalanced({ created, cancelled });
    const again = await trial.run('run', 'refunds.csv', '--json');
    expect({ code: again.code, text: again.stderr }).toMatchObject({
      code: 2,
      text: expect.stringContaining('batch_cancelled'),
    });
    const retried = await trial.run('retry', batch, '--only', 'cancelled', '--json');
    expect({ code: retried.code, ...resultOf(retried) }).toMatchObject({
      code: 0,
      created: rows,
      cancelled: 0,
    });
    expect({ live: valid(), most: trial.sandbox.stats().linksByReference.max }).toEqual({
      live: rows,
      most: 1,
    });
  });

  test('is revoked whole, also what was in doubt, and its rows are reissued with one new link each', async () => {
    const unsure = await trial.runWith('another id\n', 'revoke', batch);
    expect({ code: unsure.code, text: unsure.stderr }).toMatchObject({
      code: 1,
      text: expect.stringContaining('not_confirmed'),
    });
    const end = await trial.runWith(`${batch}\n`, 'revoke', batch, '--reason', 'sent twice', '--json');
    expect(end.code).toBe(0);
    await atRest();
    const { created = 0, cancelled = 0 } = await untilClosed();
    expect(created + cancelled).toBe(rows);
    await waitUntil('no link is payable', () => valid() === 0);
    expect((await trial.run('revoke', batch, '--yes')).code).toBe(0);
    const result = trial.report('refunds.revoked.csv');
    expect(new Set(result.map(({ outcome }) => outcome))).toEqual(new Set(['revoked']));
    expect(result).toHaveLength(created);
    await expectBalanced({ created, cancelled });
    const reissued = await trial.run('reissue', batch, '--json');
    expect({ code: reissued.code, ...resultOf(reissued) }).toMatchObject({ created, cancelled });
    const stats = trial.sandbox.stats();
    expect({ live: stats.liveLinks, most: stats.linksByReference.max, made: stats.creations }).toEqual({
      live: created,
      most: 1,
      made: 2 * created,
    });
    await expectBalanced({ created, cancelled });
    const [line] = trial
      .report('refunds.results.csv')
      .flatMap(({ outcome }, at) => (outcome === 'created' ? [at + 2] : []));
    const { stderr } = await trial.run('history', batch, String(line));
    expect(stderr).toMatch(
      /asked Linkmill to revoke the link\. Reason: sent twice[\s\S]*is revoked\.[\s\S]*asked for a new link[\s\S]*Now: the row has a link \(generation 1,/,
    );
  });
});
