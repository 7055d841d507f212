import { chmodSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { startTestRedis } from '../support/redis.ts';
import { startTrial, type Trial } from '../support/trial.ts';

let trial: Trial;
afterEach(() => trial.stop());

/** The output of doctor and of a starting worker. */
async function reported(): Promise<{ readonly doctor: string; readonly worker: string }> {
  const doctor = await trial.run('doctor');
  const worker = trial.start('worker');
  await worker.saw(/Ctrl-C stops/);
  worker.kill('SIGTERM');
  return { doctor: doctor.stderr, worker: (await worker.done).stderr };
}

test('doctor and worker warn of unchecked certificates and of unencrypted mail', async () => {
  trial = await startTrial({
    env: {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      LINKMILL_SMTP_URL: 'smtp://mail.example.com',
      LINKMILL_MAIL_FROM: 'linkmill@example.com',
      LINKMILL_MAIL_TO: 'finance@example.com',
      LINKMILL_MAIL_TLS: 'optional',
    },
  });
  const { doctor, worker } = await reported();
  expect(doctor).toMatch(/^warning {2}settings +NODE_TLS_REJECT_UNAUTHORIZED is 0/m);
  expect(doctor).toMatch(/^warning {2}settings +Mail may go to another machine without TLS/m);
  expect(worker).toMatch(/^Warning: NODE_TLS_REJECT_UNAUTHORIZED is 0/m);
  expect(worker).toMatch(/^Warning: Mail may go to another machine without TLS/m);
});

test('doctor and worker warn of a Redis that anybody may write to, and of no other', async () => {
  const server = await startTestRedis({ appendfsync: 'always' });
  trial = await startTrial({ env: { REDIS_URL: `unix://${server.socketPath}` } });
  chmodSync(server.socketPath, 0o777);
  const open = await reported();
  expect(open.doctor).toMatch(/^warning {2}redis +Anybody who reaches this Redis can write to it/m);
  expect(open.worker).toMatch(/^Warning: Anybody who reaches this Redis can write to it/m);
  chmodSync(server.socketPath, 0o700);
  const closed = await reported();
  expect(closed.doctor + closed.worker).not.toContain('Anybody who reaches this Redis');
  await server.stop();
});
