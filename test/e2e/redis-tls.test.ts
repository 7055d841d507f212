import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { aclLine } from '../../src/redis/redis.ts';
import { serverExecutable } from '../support/server-executable.ts';
import { refunds, resultOf, startTrial, type Trial } from '../support/trial.ts';
import { waitUntil, waitUntilSlow } from '../support/wait-until.ts';

let folder: string;
let port: number;
let stopServer: () => Promise<void>;
let admin: Redis;
let trial: Trial;

const file = (name: string) => join(folder, name);
const url = (user: string) => `rediss://${user}:secret-of-the-user@127.0.0.1:${port}`;

/** Commands that the line allows and nobody has called. */
function unusedOf(stats: string): string[] {
  const used = new Set([...stats.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name));
  const allowed = aclLine('linkmill')
    .split(' ')
    .filter((word) => word.startsWith('+'));
  return allowed.map((word) => word.slice(1)).filter((name) => !used.has(name));
}

/** A certificate authority, and a certificate of it for the server and one for its clients. */
function makeCertificates(): void {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Example CA');
  for (const name of ['server', 'client']) {
    const extension = [
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-addext',
      'basicConstraints=critical,CA:false',
    ];
    const from = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-subj', `/CN=${name}`];
    openssl('req', '-x509', ...key, ...from, ...extension, '-keyout', `${name}.key`, '-out', `${name}.crt`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: found } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return found;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-tls-'));
  makeCertificates();
  port = await freePort();
  const settings = {
    port: '0',
    'tls-port': String(port),
    bind: '127.0.0.1',
    'tls-cert-file': file('server.crt'),
    'tls-key-file': file('server.key'),
    'tls-ca-cert-file': file('ca.crt'),
    'tls-auth-clients': 'yes',
    unixsocket: file('r.sock'),
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(await serverExecutable(), words, { stdio: 'ignore' });
  stopServer = async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  };
  admin = new Redis({ path: file('r.sock'), retryStrategy: () => 20, maxRetriesPerRequest: null });
  admin.on('error', () => undefined);
  const line = aclLine('linkmill').replace('>PASSWORD', '>secret-of-the-user').split(' ').slice(2);
  await admin.call('ACL', 'SETUSER', ...line);
  trial = await startTrial({
    env: {
      REDIS_URL: url('linkmill'),
      REDIS_CA_FILE: file('ca.crt'),
      REDIS_CERT_FILE: file('client.crt'),
      REDIS_KEY_FILE: file('client.key'),
    },
    faults: { answerLostAfterCommit: 0.1 },
  });
});

afterEach(async () => {
  admin.disconnect();
  await trial.stop();
  await stopServer();
  rmSync(folder, { recursive: true, force: true });
});

test('a batch, workers, a scheduled run, a revocation and a backup work over TLS with the rights of the least-privileged user', async () => {
  trial.write('refunds.csv', refunds(60));
  trial.write('more.csv', refunds(80));
  const doctor = await trial.run('doctor');
  expect(doctor.stderr).toContain('append-only file on, appendfsync unknown, eviction noeviction');
  const run = resultOf(await trial.run('run', 'refunds.csv', '--json'));
  expect(run).toMatchObject({ rows: 60, created: 60 });
  mkdirSync(join(trial.folder, 'inbox'));
  const nightly = ['nightly', '--cron', '* * * * * *', '--tz', 'Europe/Paris', '--inbox', 'inbox'];
  expect((await trial.run('schedule', 'add', ...nightly)).code).toBe(0);
  const worker = trial.start('worker', '--metrics-port', '0');
  expect((await trial.run('run', 'more.csv', '--detach')).code).toBe(0);
  await waitUntil('the worker has made the rest', () => trial.sandbox.stats().creations >= 80);
  const batch = String(run.batch);
  await waitUntilSlow('a run was opened', async () =>
    (await trial.run('schedule', 'history', 'nightly')).stderr.includes('20'),
  );
  expect((await trial.run('schedule', 'remove', 'nightly')).code).toBe(0);
  expect((await trial.run('pause')).code).toBe(0);
  expect((await trial.run('resume')).code).toBe(0);
  expect((await trial.run('revoke', batch, '--yes')).code).toBeLessThan(3);
  expect((await trial.run('reissue', batch)).code).toBeLessThan(3);
  worker.kill('SIGTERM');
  await worker.done;
  for (const words of [
    ['status'],
    ['history', batch],
    ['audit', batch],
    ['report', batch],
    ['backup', 'b.gz'],
  ])
    expect((await trial.run(...words)).code).toBeLessThan(3);
  await admin.flushall();
  expect((await trial.run('restore', 'b.gz')).code).toBe(0);
  // What Redis is set to holds a password, too, so that only the rest of its fitness is looked at.
  const denied = (await admin.call('ACL', 'LOG')) as string[][];
  expect(new Set(denied.map((entry) => entry[entry.indexOf('object') + 1]))).toEqual(new Set(['config|get']));
  // Of another database, of ledgers that forget, of the erasing of old batches (see below), and of jobs that are delayed, limited, repeated or kept.
  const rare =
    'select bgrewriteaof unlink ltrim sscan zscore persist pexpire pttl rpop zcount zremrangebyrank zremrangebyscore zrevrangebyscore';
  const unused = unusedOf(await admin.info('commandstats'));
  expect(unused.filter((name) => !rare.split(' ').includes(name))).toEqual([]);
});

test('the user may rewrite the append-only file, and has no access to other keys, commands or channels', async () => {
  await admin.set('of-others', '1');
  const ca = (name: string) => execFileSync('cat', [file(name)]).toString();
  const tls = { ca: ca('ca.crt'), cert: ca('client.crt'), key: ca('client.key') };
  const client = new Redis({
    host: '127.0.0.1',
    port,
    username: 'linkmill',
    password: 'secret-of-the-user',
    tls,
  });
  for (const words of [
    ['get', 'of-others'],
    ['flushall'],
    ['keys', '*'],
    ['config', 'set', 'save', ''],
    ['config', 'get', 'requirepass'],
    ['publish', 'a', 'b'],
  ])
    await expect(client.call(words[0] ?? '', ...words.slice(1))).rejects.toThrow(/NOPERM/);
  // So that what was erased is forgotten.
  await expect(client.bgrewriteaof()).resolves.toContain('rewriting');
  client.disconnect();
});

test('an untrusted certificate, and certificate files for an address without TLS, are refused with the reason', async () => {
  trial.write('refunds.csv', refunds(2));
  const { stderr } = await startWith({ REDIS_CA_FILE: file('client.crt') });
  expect(stderr).toMatch(/redis_unreachable: .*(CERT|certificate|UNABLE)/);
  expect(stderr).not.toContain('secret-of-the-user');
  expect((await startWith({ REDIS_URL: `unix://${file('r.sock')}` })).stderr).toContain(
    'REDIS_URL is not a rediss:// address',
  );
  expect((await startWith({ REDIS_CA_FILE: file('none') })).stderr).toContain(
    'The file of REDIS_CA_FILE cannot be read (ENOENT)',
  );
});

async function startWith(env: Record<string, string>) {
  const other = await startTrial({
    env: {
      REDIS_URL: url('linkmill'),
      REDIS_CA_FILE: file('ca.crt'),
      REDIS_CERT_FILE: file('client.crt'),
      REDIS_KEY_FILE: file('client.key'),
      ...env,
    },
  });
  try {
    return await other.run('status');
  } finally {
    await other.stop();
  }
}
