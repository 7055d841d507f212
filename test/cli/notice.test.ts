import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/account.ts';
import { byBreaker } from '../../src/domain/batch.ts';
import { message } from '../../src/i18n/messages.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { trustLedger } from '../support/account-context.ts';
import type { CliRun } from '../support/cli.ts';
import { notice, startMailSink, startReceiver } from '../support/notices.ts';
import { startTestRedis } from '../support/redis.ts';
import { resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

const secret = 'a-secret-of-a-webhook';
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts a part and stops it after the test. */
async function using<Part extends { stop(): Promise<unknown> }>(starting: Promise<Part>): Promise<Part> {
  const part = await starting;
  ends.push(() => part.stop());
  return part;
}

const mailSettings = (url: string) => ({
  LINKMILL_SMTP_URL: url,
  LINKMILL_MAIL_FROM: 'linkmill@example.com',
  LINKMILL_MAIL_TO: 'finance@example.com',
});

test('notice test sends to mail and webhook at once and shows each answer, in the set language', async () => {
  const sink = await using(startMailSink());
  const receiver = await using(startReceiver((call) => (call === 1 ? 204 : 500)));
  const mail = mailSettings(`smtp://linkmill:a-mail-password@127.0.0.1:${sink.port}`);
  const webhook = { LINKMILL_WEBHOOK_URL: receiver.url, LINKMILL_WEBHOOK_SECRET: secret };
  const trial = await using(startTrial({ env: { ...mail, ...webhook, LINKMILL_LANG: 'fr' } }));
  const good = await trial.run('notice', 'test', '--lang', 'en');
  expect(good.stderr).toContain('mail     delivered: the mail server took it');
  expect(good.stderr).toContain('webhook  delivered: answered 204');
  expect(good.code).toBe(0);
  expect(sink.mails[0]?.text).toMatch(/Linkmill, compte \w{12}, avis trial-\d+/);
  const bad = await trial.run('notice', 'test', '--json');
  expect(bad.code).toBe(1);
  expect(resultOf(bad)).toMatchObject({
    answers: [
      { kind: 'delivered' },
      { kind: 'failed', answer: { code: 'answered', params: { status: 500 } } },
    ],
  });
  for (const text of [good.stderr, bad.stderr, bad.stdout]) expect(text).not.toMatch(/a-secret|a-mail-pass/);
});

test('notice test names the missing settings where there is no target', async () => {
  const trial = await using(startTrial());
  const { code, stderr } = await trial.run('notice', 'test');
  expect(code).toBe(1);
  expect(stderr).toContain('nobody_to_tell: Nobody is set to receive notices. Set LINKMILL_SMTP_URL');
});

test('mail goes over TLS to a server whose certificate the machine trusts', async () => {
  const trial = await using(startTrial());
  const files = ['key.pem', 'cert.pem'].map((name) => join(trial.folder, name));
  const [key = '', cert = ''] = files;
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const sink = await using(startMailSink({ secure: true, key: readFileSync(key), cert: readFileSync(cert) }));
  const mail = mailSettings(`smtps://127.0.0.1:${sink.port}`);
  const trusting = await using(startTrial({ env: { ...mail, NODE_EXTRA_CA_CERTS: cert } }));
  expect((await trusting.run('notice', 'test')).code).toBe(0);
  expect(sink.mails[0]?.isSecure).toBe(true);
  const strange = await using(startTrial({ env: mail }));
  const refused = await strange.run('notice', 'test');
  expect(refused.stderr).toMatch(/mail +failed: no connection: /);
  expect(refused.code).toBe(1);
});

/** A Redis and ledger that workers and the test share, and a trial whose notices go to the receiver. */
async function startShared(url: string) {
  const redis = await using(startTestRedis());
  const trial = await using(
    startTrial({
      env: {
        REDIS_URL: `unix://${redis.socketPath}`,
        LINKMILL_WEBHOOK_URL: url,
        LINKMILL_WEBHOOK_SECRET: secret,
      },
    }),
  );
  const client = redis.connect();
  const account = accountId(new URL(trial.baseUrl).host, 'trial');
  const ledger = createLedger(client, {
    account,
    pace: { windows: '', longestWindowMs: 0 },
    leaseMs: 20_000,
    refusalsToStop: 20,
    randomId: randomUUID,
  });
  await trustLedger({ ledger });
  const endLeases = () => client.del(`${accountPrefix(account)}:leases`);
  return { trial, ledger, endLeases };
}

/** Starts a worker and stops it after the test. */
function startWorker(trial: Trial): CliRun {
  const run = trial.start('worker');
  ends.push(async () => {
    run.kill('SIGTERM');
    await run.done;
  });
  return run;
}

test('after a worker is killed between posting a notice and settling it, the next one posts it again under the same id', async () => {
  // The first call is never answered, so its worker cannot have settled the notice.
  const receiver = await using(startReceiver((call) => (call === 1 ? undefined : 204)));
  const { trial, ledger, endLeases } = await startShared(receiver.url);
  await ledger.notices.post({ ...notice, at: (await ledger.account.status()).now });
  const first = startWorker(trial);
  await waitUntil('the notice is posted', () => receiver.calls.length === 1);
  first.kill('SIGKILL');
  await first.done;
  // The dead worker's lease would last for half a minute more.
  await endLeases();
  startWorker(trial);
  await waitUntil('the notice is posted again', () => receiver.calls.length === 2);
  await waitUntil('the notice is settled', async () => {
    return (await ledger.notices.list(1))[0]?.deliveries.webhook.kind === 'delivered';
  });
  const [one, other] = receiver.calls.map(({ headers }) => headers['webhook-id']);
  expect([one, other]).toEqual([notice.id, notice.id]);
});

test('a worker posts a notice of an account that the breaker stopped; notice list and doctor show that it did not arrive', async () => {
  const receiver = await using(startReceiver(() => 500));
  const { trial, ledger } = await startShared(receiver.url);
  await ledger.account.stop({
    by: byBreaker,
    why: message('bridge_refused_in_a_row', { code: 'payment.iban', count: 20 }),
  });
  startWorker(trial);
  await waitUntil('the attempt is stored', async () => {
    return (await ledger.notices.list(1))[0]?.deliveries.webhook.attempts === 1;
  });
  expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({ kind: 'account_stopped' });
  const { stderr } = await trial.run('notice', 'list');
  expect(stderr).toMatch(
    /UTC {2}stopped: refusals in a row\n {2}webhook {2}is tried again, attempts: 1, last .* UTC: answered 500\n/,
  );
  expect((await trial.run('doctor')).stderr).toMatch(
    /^warning {2}notices +Notices did not arrive\. In the last week 1 notice did not arrive\./m,
  );
  expect((await trial.run('status')).stderr).toContain('Notices that did not arrive in a week: 1.');
});
