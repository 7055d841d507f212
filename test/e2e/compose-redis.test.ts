import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { aclLine } from '../../src/redis/redis.ts';
import { textOf } from '../house/source-files.ts';
import { serverExecutable } from '../support/server-executable.ts';
import { waitUntil } from '../support/wait-until.ts';

let folder: string;
let clients: Redis[];
let stop: () => Promise<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'linkmill-access-'));
  clients = [];
  stop = async () => undefined;
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  await stop();
  rmSync(folder, { recursive: true });
});

/** What the service `access` of the compose file runs, in a folder of ours: the users of its container are not those of this machine. */
function accessScript(): string {
  const compose = textOf('docker-compose.yml');
  const block = /\n {2}access:\n[\s\S]*?command:\n {6}- \|\n((?: {8}.*\n)+)/.exec(compose)?.[1] ?? '';
  return block
    .replaceAll(/^ {8}/gm, '')
    .replaceAll('$$', '$')
    .replace('cd /access', `cd ${folder}`)
    .replaceAll(/^chown .*$/gm, '');
}

const make = () => spawnSync('/bin/sh', ['-euc', accessScript()], { encoding: 'utf8' });

function connect(login: { readonly username?: string; readonly password?: string } = {}): Redis {
  const client = new Redis({ path: join(folder, 'r.sock'), ...login, enableReadyCheck: false });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function startServer(): Promise<void> {
  const socket = join(folder, 'r.sock');
  const words = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', ''];
  const child = spawn(await serverExecutable(), [...words, '--aclfile', join(folder, 'users.acl')], {
    stdio: 'ignore',
  });
  stop = async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await waitUntil('it listens', () => statSync(socket, { throwIfNoEntry: false }) !== undefined);
}

test('the password is made once, for its users alone, and the users of Redis follow from it', () => {
  const [first, again] = [make(), make()];
  expect([first.status, first.stderr, again.status]).toEqual([0, '', 0]);
  const password = readFileSync(join(folder, 'password'), 'utf8');
  expect(password).toMatch(/^[0-9a-f]{64}$/);
  expect(readFileSync(join(folder, 'users.acl'), 'utf8')).not.toContain(password);
  for (const name of ['password', 'users.acl']) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  make();
  expect(readFileSync(join(folder, 'password'), 'utf8')).toBe(password);
});

test('a Redis of the compose file lets nobody in without the password, and its user do what Linkmill does', async () => {
  make();
  await startServer();
  const stranger = connect();
  await expect(stranger.set('{linkmill:x}:y', '1')).rejects.toThrow(/NOAUTH/);
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const own = connect({ username: 'linkmill', password });
  expect(await own.set('{linkmill:x}:y', '1')).toBe('OK');
  expect(await own.config('GET', 'appendfsync')).toEqual(['appendfsync', 'everysec']);
  await expect(own.set('another', '1')).rejects.toThrow(/NOPERM/);
  await expect(own.config('SET', 'appendfsync', 'no')).rejects.toThrow(/NOPERM/);
  await expect(own.flushall()).rejects.toThrow(/NOPERM/);
});

test('the user of the compose file has the rights of `doctor --acl`, and may read what Redis is set to', () => {
  const commands = aclLine('linkmill')
    .split(' ')
    .filter((word) => word.startsWith('+'));
  expect(/commands='(.*)'/.exec(accessScript())?.[1]?.split(' ')).toEqual(['+config|get', ...commands]);
});
