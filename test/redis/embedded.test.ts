import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../support/wait-until.ts';
import { isAlive, startUser, type User } from './start-user.ts';

let dataDir: string;
let users: User[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'linkmill-data-'));
  users = [];
});

afterEach(async () => {
  const servers = users.map(({ serverPid }) => serverPid);
  for (const user of users) if (isAlive(user.pid)) await user.kill();
  await waitUntil('the end of every server', () => !servers.some(isAlive));
  rmSync(dataDir, { recursive: true });
});

async function newUser(folder = dataDir): Promise<User> {
  const user = await startUser(folder);
  users.push(user);
  return user;
}

const leader = () => Number(readFileSync(join(dataDir, 'redis', 'leader'), 'utf8'));

test('two processes on one data folder share one server, which ends with the last of them', async () => {
  const first = await newUser();
  const second = await newUser();
  expect(second.serverPid).toBe(first.serverPid);
  await first.ask('SET colour green');
  expect(await second.ask('GET colour')).toBe('green');
  await first.close();
  expect(await second.ask('PING')).toBe('PONG');
  await second.close();
  await waitUntil('the end of the server', () => !isAlive(first.serverPid));
});

test('processes that start at the same instant share one server', async () => {
  const together = await Promise.all([newUser(), newUser(), newUser(), newUser()]);
  expect(new Set(together.map(({ serverPid }) => serverPid)).size).toBe(1);
  expect(readdirSync(join(dataDir, 'redis')).filter((name) => /^(lock|grave|welcome)/.test(name))).toEqual(
    [],
  );
});

test('written data is there after all users left and came back', async () => {
  const first = await newUser();
  await first.ask('SET colour green');
  await first.close();
  const second = await newUser();
  expect(second.serverPid).not.toBe(first.serverPid);
  expect(await second.ask('GET colour')).toBe('green');
});

test('the server outlives the process that started it, killed while another uses it', async () => {
  const first = await newUser();
  const second = await newUser();
  await first.kill();
  expect(await second.ask('PING')).toBe('PONG');
  expect(isAlive(second.serverPid)).toBe(true);
});

test('the server ends cleanly when its last user is killed', async () => {
  const user = await newUser();
  await user.kill();
  await waitUntil('the end of the server', () => !isAlive(user.serverPid));
  expect(readFileSync(join(dataDir, 'redis', 'server.log'), 'utf8')).toContain('bye bye');
});

test('a killed server is started again, with its data and for the connected clients', async () => {
  const user = await newUser();
  await user.ask('SET colour green');
  process.kill(user.serverPid, 'SIGKILL');
  expect(await user.ask('GET colour')).toBe('green');
  const late = await newUser();
  expect(late.serverPid).not.toBe(user.serverPid);
});

test('after server, supervisor and users were all killed the next start finds all data', async () => {
  const user = await newUser();
  await user.ask('SET colour green');
  process.kill(-leader(), 'SIGKILL');
  await user.kill();
  const next = await newUser();
  expect(await next.ask('GET colour')).toBe('green');
});

test('a server whose supervisor was killed still ends with its last user', async () => {
  const user = await newUser();
  process.kill(leader(), 'SIGKILL');
  expect(await user.ask('PING')).toBe('PONG');
  await user.close();
  await waitUntil('the end of the server', () => !isAlive(user.serverPid));
});

test('a server without a supervisor is ended before another one is started', async () => {
  const user = await newUser();
  await user.ask('SET colour green');
  for (const pid of childrenOf(leader())) if (pid !== user.serverPid) process.kill(pid, 'SIGKILL');
  const next = await newUser();
  expect(isAlive(user.serverPid)).toBe(false);
  expect(await next.ask('GET colour')).toBe('green');
});

test('a data folder with a long path has its socket elsewhere, for its user only', async () => {
  const user = await newUser(join(dataDir, 'long-'.repeat(20)));
  expect(Buffer.byteLength(user.where)).toBeLessThan(100);
  expect(statSync(join(user.where, '..')).mode & 0o777).toBe(0o700);
  await user.close();
  await waitUntil('the end of the server', () => !existsSync(user.where));
  rmSync(join(user.where, '..'), { recursive: true });
});

test('the server answers on its socket only, and only to its user', async () => {
  const user = await newUser();
  expect(statSync(user.where).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, 'redis')).mode & 0o777).toBe(0o700);
  const status = readFileSync(`/proc/${user.serverPid}/net/unix`, 'utf8');
  expect(status).toContain(user.where);
  expect(await user.ask('CONFIG GET port')).toBe('port,0');
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}
