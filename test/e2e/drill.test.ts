import { afterEach, expect, test } from '@jest/globals';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
afterEach(() => trial.stop());

test('a drill proves a file in a storm, and touches neither the account nor the Redis of its folder', async () => {
  trial = await startTrial();
  trial.write('refunds.csv', refunds(60));
  // Nothing listens there, so any use of it fails.
  trial.write('.env', 'REDIS_URL=redis://127.0.0.1:1\nLINKMILL_EXPIRES_IN=2d\n');
  const end = await trial.run('drill', 'refunds.csv', '--json');
  expect({ code: end.code, shown: end.code === 0 ? '' : end.stderr }).toEqual({ code: 0, shown: '' });
  expect(resultOf(end)).toMatchObject({
    rows: 60,
    created: 60,
    doubles: 0,
    lost: 0,
    balanced: true,
    storm: { workersFrozen: 1, redisKilled: 2 },
    swap: { made: 1, payable: 0, isStopped: true },
  });
  expect(trial.sandbox.stats().calls).toBe(0);
});
