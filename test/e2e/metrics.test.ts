import { afterEach, expect, test } from '@jest/globals';
import { metrics } from '../../src/domain/measurement.ts';
import { refunds, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let trial: Trial;
afterEach(() => trial.stop());

test('a worker exports every metric, with values that reflect its work', async () => {
  trial = await startTrial({ limits: '1000/300s' });
  trial.write('refunds.csv', refunds(30));
  expect((await trial.run('run', 'refunds.csv', '--detach')).code).toBe(0);
  const worker = trial.start('worker', '--metrics-port', '0');
  let text = '';
  let shown = '';
  await worker.saw(/Metrics: (\S+)/);
  worker.done.then(
    ({ stderr }) => {
      shown = stderr;
    },
    () => undefined,
  );
  const port = /:(\d+)\/metrics/.exec(worker.printed().stderr)?.[1];
  await waitUntil('the links are counted', async () => {
    text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /linkmill_rows\{.*outcome="created"\} 30/.test(text);
  });
  const reported = new Set(
    [...text.matchAll(/^(linkmill_\w+)\{account="[a-z2-7]{12}"/gm)].map(([, name]) => name),
  );
  expect([...reported].toSorted()).toEqual(Object.keys(metrics).toSorted());
  expect(text).toMatch(/linkmill_calls_total\{.*call="createLink",reply="created"\} 30/);
  expect(text).toMatch(/linkmill_pace_allowed\{.*window="300s"\} 1000/);
  expect(text).toMatch(/linkmill_redis_durable\{.*what="appendonly"\} 1/);
  worker.kill('SIGTERM');
  await worker.done;
  expect(shown).toContain('Stopped; nothing is in flight.');
});
