import { chmodSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { isOpenToAll } from '../../src/redis/redis.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
let proxy: Server;
let port: number;
/** A user whose rights no test takes away. */
let boss: Redis;
beforeAll(async () => {
  server = await startTestRedis({ appendonly: false });
  boss = server.connect();
  await boss.call('ACL', 'SETUSER', 'boss', 'on', '>a-word', '~*', '&*', '+@all');
  await boss.call('ACL', 'SETUSER', 'linkmill', 'on', '>a-word', '~*', '+@all');
  await boss.auth('boss', 'a-word');
  // A proxy on a port, since the test Redis has only a socket.
  proxy = createServer((from) => {
    const to = connect(server.socketPath);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
    from.pipe(to).pipe(from);
  }).listen(0, '127.0.0.1');
  await new Promise((done) => proxy.once('listening', done));
  port = (proxy.address() as { port: number }).port;
});
afterEach(async () => {
  await boss.call('ACL', 'SETUSER', 'default', 'reset', 'on', 'nopass', '~*', '&*', '+@all');
});
afterAll(async () => {
  await new Promise((done) => proxy.close(done));
  await server.stop();
});

const at = (target: object) =>
  isOpenToAll({ kind: 'url', connectionOptions: { ...server.connectionOptions, ...target } });
const overTcp = (login = {}) => at({ path: undefined, host: '127.0.0.1', port, ...login });

test('a Redis whose default user needs no password is open to all, whatever user we have', async () => {
  expect(await overTcp()).toBe(true);
  expect(await overTcp({ username: 'linkmill', password: 'a-word' })).toBe(true);
});

test('a Redis whose default user has a password, may not write, or is off, is not open to all', async () => {
  const isOpenWith = async (...rules: string[]) => {
    await boss.call('ACL', 'SETUSER', 'default', ...rules);
    return overTcp({ username: 'linkmill', password: 'a-word' });
  };
  expect(await isOpenWith('resetpass', '>another-word')).toBe(false);
  expect(await isOpenWith('nopass', '-@all', '+ping')).toBe(false);
  expect(await isOpenWith('+@all', 'off')).toBe(false);
});

test('a socket is open where other users may open it; a Redis that does not answer is not', async () => {
  chmodSync(server.socketPath, 0o700);
  expect(await at({})).toBe(false);
  chmodSync(server.socketPath, 0o777);
  expect(await at({})).toBe(true);
  expect(await at({ path: '/nowhere/r.sock' })).toBe(false);
  expect(await at({ path: undefined, host: '127.0.0.1', port: 1 })).toBe(false);
});
