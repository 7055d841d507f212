import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { accountKeyContext } from '../../src/ledger/keys.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { sealBatch } from '../../src/ledger/seal-batch.ts';
import { createTakeOver } from '../../src/ledger/take-over.ts';
import { enterBatch, row } from '../support/mill.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

const prefix = '{linkmill:t}';
const account = `${prefix}:account`;

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  await enterBatch({ ledger: ledgerOf(false) }, 'one', rows);
});
afterAll(() => server.stop());

const rows = Array.from({ length: 300 }, (_, at) => row(at + 2));

function ledgerOf(isKeyed: boolean) {
  const pace = { windows: '', longestWindowMs: 0 };
  const settings = { account: 't', pace, leaseMs: 20_000, refusalsToStop: 20, randomId: randomUUID };
  return createLedger(redis, { ...settings, ...(isKeyed && { vault: testVault() }) });
}

const deskOf = (client: Redis) => createTakeOver(client, testVault());

async function wrapHashKey(): Promise<void> {
  const [id = '', bare = ''] = ((await redis.hget(account, 'hashKey')) ?? '').split(' ');
  const wrapped = testVault().seal(Buffer.from(bare, 'base64url'), accountKeyContext(prefix, 'hashKey'));
  await redis.hset(account, 'hashKey', `${id} ${wrapped}`);
}

test('what several take over at once opens, every row of it', async () => {
  const [found] = await deskOf(redis).plainLedgers();
  expect(found?.batches).toMatchObject([{ id: 'one', rows: 300, waiting: 300 }]);
  await wrapHashKey();
  const clients = [1, 2, 3].map(() => server.connect());
  const taken = await Promise.all(clients.map((client) => sealBatch(client, testVault(), 't', 'one')));
  expect(taken).toContain(true);
  expect(await deskOf(redis).plainLedgers()).toEqual([]);
  const ledger = ledgerOf(true);
  expect(await ledger.read('one')).not.toHaveProperty('isForged');
  const lines = rows.map(({ line }) => line);
  expect((await ledger.entries('one', lines)).size).toBe(300);
});

test('whoever comes late to a batch that was taken over changes nothing of it', async () => {
  await wrapHashKey();
  const home = `${prefix}:batch:one`;
  const before = await redis.hgetall(home);
  expect(await sealBatch(redis, testVault(), 't', 'one')).toBe(true);
  const sealed = await redis.hgetall(home);
  const late = server.connect();
  late.hgetall = (async () => before) as unknown as typeof late.hgetall;
  expect(await sealBatch(late, testVault(), 't', 'one')).toBe(false);
  expect(await redis.hgetall(home)).toEqual(sealed);
});

test('what is not as it was shown any more is not taken over', async () => {
  const [found] = await deskOf(redis).plainLedgers();
  if (found === undefined) throw new Error('nothing is plain');
  const key = '{linkmill:t}:entries:one';
  const page = (await redis.hget(key, '2')) ?? '';
  await redis.hset(key, '2', page.replace(/\[(\d+),/, '[9$1,'));
  await expect(deskOf(redis).takeOver(found)).rejects.toMatchObject({
    failures: [{ code: 'not_confirmed' }],
  });
  expect(await deskOf(redis).plainLedgers()).toHaveLength(1);
});
