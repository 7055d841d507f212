import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/account.ts';
import type { SecretPlace } from '../../src/domain/named-account.ts';
import { runCli } from '../support/cli.ts';
import { joinRedis, refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil } from '../support/wait-until.ts';

let trial: Trial;
/** The attacker's server: it records whatever it is sent. */
let listener: Server;
let url: string;
let heard: string[];

beforeEach(async () => {
  heard = [];
  listener = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]));
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((done) => listener.once('listening', done));
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  trial = await startTrial({ env: { BRIDGE_CLIENT_SECRET: 'secret-of-the-environment' } });
  trial.write('refunds.csv', refunds(3));
});
afterEach(async () => {
  listener.closeAllConnections();
  await new Promise((done) => listener.close(done));
  await trial.stop();
});

const codesOf = (value: Record<string, unknown>) =>
  (value.error as { failures: { code: string }[] }).failures.map(({ code }) => code);

/** Writes to the Redis without the key, as an attacker with access to it. */
async function plant(entries: Readonly<Record<string, SecretPlace>>, chosen?: string): Promise<void> {
  const home = await joinRedis(trial);
  const client = home.connect('thief');
  for (const [name, secret] of Object.entries(entries)) {
    const settings = { BRIDGE_BASE_URL: url, BRIDGE_LIMITS: '40/1s' };
    const id = accountId(new URL(url).host, name);
    const entry = { name, id, clientId: name, secret, settings, addedAt: 1, addedBy: 'thief' };
    await client.hset('{linkmill:accounts}', name, JSON.stringify(entry));
  }
  if (chosen !== undefined) await client.hset('{linkmill:accounts}', ':default', chosen);
  await home.close();
}

/** Runs a worker until it has said something, and ends it. */
async function work(...shown: RegExp[]): Promise<string> {
  const worker = trial.start('worker');
  for (const pattern of shown) await worker.saw(pattern);
  await worker.saw(/Ctrl-C stops/);
  worker.kill('SIGTERM');
  return (await worker.done).stderr;
}

describe('an account that somebody has put into Redis', () => {
  test('obtains neither key, setting nor file: it is unsigned, and no worker uses it', async () => {
    const data = join(trial.folder, '.linkmill');
    await trial.run('account', 'list');
    mkdirSync(join(data, 'secrets'));
    copyFileSync(join(data, 'key'), join(data, 'secrets', 'copy'));
    symlinkSync(join(data, 'key'), join(data, 'secrets', 'link'));
    writeFileSync(join(trial.folder, 'password'), 'a-password');
    await plant(
      {
        'thief-key': { kind: 'file', path: join(data, 'key') },
        'thief-link': { kind: 'file', path: join(data, 'secrets', 'link') },
        'thief-copy': { kind: 'file', path: join(data, 'secrets', 'copy') },
        'thief-file': { kind: 'file', path: join(trial.folder, 'password') },
        'thief-variable': { kind: 'variable', variable: 'BRIDGE_CLIENT_SECRET' },
      },
      'thief-key',
    );
    const shown = await work(/Not working for account thief-variable/);
    expect(shown.match(/\(thief-[a-z]+\) It has no signature\./g)).toHaveLength(5);
    const run = await trial.run('run', 'refunds.csv', '--account', 'thief-key', '--json');
    expect([run.code, codesOf(resultOf(run))]).toEqual([1, ['account_unsigned']]);
    expect((await trial.run('doctor', '--all')).stderr.match(/It has no signature/g)).toHaveLength(5);
    // Somebody signs them all unread: the places of this machine still hold.
    expect((await trial.run('account', 'sign', '--yes')).code).toBe(0);
    const later = await work(/Not working for account thief-variable/);
    expect(later.match(/Not working for account thief-\w+: .*does not allow the place/g)).toHaveLength(5);
    expect(heard).toEqual([]);
  });

  test('is not used as the default until it is signed', async () => {
    await trial.run('account', 'list');
    await plant({ thief: { kind: 'variable', variable: 'LINKMILL_SECRET_X' } }, 'thief');
    const env = { ...trial.env, BRIDGE_CLIENT_ID: '', BRIDGE_CLIENT_SECRET: '' };
    const run = await runCli(['run', 'refunds.csv', '--json'], { cwd: trial.folder, env });
    expect([run.code, codesOf(resultOf(run))]).toEqual([1, ['account_unsigned']]);
    const listed = await trial.run('account', 'list');
    expect(listed.stderr).toMatch(/^thief .* NOT SIGNED$/m);
    expect(listed.stderr).toContain('(thief) Nobody has signed that it is the default.');
  });

  test('is shown before it is signed, and signed only on a yes', async () => {
    await trial.run('account', 'list');
    await plant({ shop: { kind: 'variable', variable: 'LINKMILL_SECRET_SHOP' } });
    const no = await trial.runWith('no\n', 'account', 'sign', '--json');
    expect([no.code, codesOf(resultOf(no))]).toEqual([1, ['not_confirmed']]);
    expect(no.stderr).toContain(new URL(url).host);
    expect(no.stderr).toContain('client id shop  secret: variable LINKMILL_SECRET_SHOP');
    const yes = await trial.runWith('yes\n', 'account', 'sign', '--json');
    expect(resultOf(yes)).toEqual({ signed: ['shop'], default: null });
    expect((await trial.run('account', 'list')).stderr).not.toContain('NOT SIGNED');
    expect((await trial.run('account', 'sign')).stderr).toContain('Nothing is to be signed.');
    expect((await trial.run('account', 'remove', 'shop')).code).toBe(0);
  });
});

describe('a file .env in the current folder', () => {
  const run = () => trial.run('run', 'refunds.csv', '--json');

  test('sends no secret anywhere: not one that others may write, and not the address of one with the secret of the environment', async () => {
    const { BRIDGE_BASE_URL: _, ...env } = trial.env;
    const away = () => runCli(['run', 'refunds.csv', '--json'], { cwd: trial.folder, env });
    trial.write('.env', `BRIDGE_BASE_URL=${url}\n`);
    chmodSync(join(trial.folder, '.env'), 0o666);
    const written = await away();
    expect([written.code, codesOf(resultOf(written))]).toEqual([1, ['env_file_unsafe']]);
    chmodSync(join(trial.folder, '.env'), 0o644);
    const mixed = await away();
    expect([mixed.code, codesOf(resultOf(mixed))]).toEqual([1, ['settings_mixed']]);
    expect(heard).toEqual([]);
  });

  test('or an environment with another host than Bridge causes a warning before anything is sent', async () => {
    const end = await run();
    expect(end.code).toBe(0);
    const { host } = new URL(trial.baseUrl);
    expect(end.stderr.split('\n')[0]).not.toContain('Report');
    expect(end.stderr).toContain(`Calls go to ${host}, which is not Bridge.`);
    expect(await work(new RegExp(`Calls go to ${host}`))).toContain('which is not Bridge');
    expect((await trial.run('doctor')).stderr).toContain(`Calls go to ${host}, which is not Bridge.`);
    expect((await trial.run('run', 'refunds.csv', '--sandbox')).stderr).not.toContain('Calls go to');
  });
});

describe('the address of a link that somebody has changed in Redis', () => {
  async function changeUrl(batch: string, line: number, to: string): Promise<void> {
    const home = await joinRedis(trial);
    const client = home.connect('thief');
    const key = `{linkmill:${accountId(new URL(trial.baseUrl).host, 'trial')}}:entries:${batch}`;
    const page = (await client.hget(key, String(line))) ?? '';
    expect(page).toContain('https://pay.bridgeapi.io/');
    await client.hset(key, String(line), page.replace(/https:\/\/pay\.bridgeapi\.io\/\S+/, to));
    await home.close();
  }

  test.each(['javascript:alert(1)', 'https://evil.example/A?x="><script>=1'])(
    'is shown to nobody, and the audit finds it: %s',
    async (address) => {
      const ran = resultOf(await trial.run('run', 'refunds.csv', '--json'));
      await changeUrl(String(ran.batch), 3, address);
      const report = await trial.run('report', String(ran.batch), '--out', 'again.csv');
      expect(report.code).toBe(2);
      expect(report.stderr).toMatch(/^ledger_forged: /m);
      const [first, second] = trial.report('again.csv');
      expect(first?.payment_link_url).toContain('https://pay.bridgeapi.io/');
      expect(second).toMatchObject({ payment_link_url: '', failure_code: 'ledger_forged' });
      expect(trial.text('again.csv')).not.toContain(address.slice(0, 20));
      const audit = await trial.run('audit', String(ran.batch), '--json');
      expect(audit.code).toBe(2);
      expect(audit.stdout).toContain('ledger_forged');
    },
  );

  test('is found by the audit also at a host of Bridge', async () => {
    const ran = resultOf(await trial.run('run', 'refunds.csv', '--json'));
    await changeUrl(String(ran.batch), 3, `https://pay.bridgeapi.io/link/${'0'.repeat(64)}`);
    const audit = await trial.run('audit', String(ran.batch), '--json');
    expect(audit.code).toBe(2);
    expect(audit.stdout).toContain('ledger_forged');
    await waitUntil('nothing was heard', () => heard.length === 0);
  });
});
