import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { accountKeyContext } from '../../src/ledger/keys.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { sealBatch } from '../../src/ledger/seal-batch.ts';
import { createTakeOver } from '../../src/ledger/take-over.ts';
import { enterBatch, row } from '../support/account-context.ts';
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

const everything = { has: () => true };

const mapping = (header: string) => ({ map: [{ column: 'amount' as const, header }], only: [] });

const takeOverOf = (client: Redis) => createTakeOver(client, testVault());

async function wrapHashKey(): Promise<void> {
  const [id = '', bare = ''] = ((await redis.hget(account, 'hashKey')) ?? '').split(' ');
  const wrapped = testVault().seal(Buffer.from(bare, 'base64url'), accountKeyContext(prefix, 'hashKey'));
  await redis.hset(account, 'hashKey', `${id} ${wrapped}`);
}

test('a batch that several processes take over at once opens with every row', async () => {
  const [found] = await takeOverOf(redis).plainLedgers();
  expect(found?.batches).toMatchObject([{ id: 'one', rows: 300, waiting: 300 }]);
  await wrapHashKey();
  const clients = [1, 2, 3].map(() => server.connect());
  const taken = await Promise.all(
    clients.map((client) => sealBatch(client, testVault(), 't', 'one', everything)),
  );
  expect(taken).toContain(true);
  expect(await takeOverOf(redis).plainLedgers()).toEqual([]);
  const ledger = ledgerOf(true);
  expect(await ledger.batches.read('one')).not.toHaveProperty('isForged');
  const lines = rows.map(({ line }) => line);
  expect((await ledger.entries.readLines('one', lines)).size).toBe(300);
});

test('a late process changes nothing of a batch that was taken over', async () => {
  await wrapHashKey();
  const home = `${prefix}:batch:one`;
  const before = await redis.hgetall(home);
  expect(await sealBatch(redis, testVault(), 't', 'one', everything)).toBe(true);
  const sealed = await redis.hgetall(home);
  const late = server.connect();
  late.hgetall = (async () => before) as unknown as typeof late.hgetall;
  expect(await sealBatch(late, testVault(), 't', 'one', everything)).toBe(false);
  expect(await redis.hgetall(home)).toEqual(sealed);
});

/** A take-over of a ledger that a person was shown; `change` runs before the sealing, at its first call of `command`. */
async function changedMeanwhile(command: 'hsetnx' | 'hscanBuffer', change: () => Promise<unknown>) {
  const client = server.connect();
  const takeOver = takeOverOf(client);
  const original = (client[command] as (...args: unknown[]) => Promise<unknown>).bind(client);
  let calls = 0;
  let changesAt = Number.POSITIVE_INFINITY;
  client[command] = (async (...args: unknown[]) => {
    calls += 1;
    if (calls === changesAt) await change();
    return original(...args);
  }) as never;
  const [found] = await takeOver.plainLedgers();
  if (found === undefined) throw new Error('nothing is plain');
  // The take-over reads the ledger once more, and then seals it.
  changesAt = 2 * calls + 1;
  return () => takeOver.takeOver(found);
}

const refused = { failures: [{ code: 'not_confirmed' }] };

test.each([
  [
    'a row',
    async () => {
      const key = `${prefix}:entries:one`;
      const record = (await redis.hget(key, '5')) ?? '';
      await redis.hset(key, '5', record.replace('Exemple SARL', 'Mallory SARL'));
    },
  ],
  ['a new row', () => redis.hset(`${prefix}:entries:one`, '999', 'entered 0 0 0 0 \n\n[1,""]\n[0]')],
  ['a rejection', () => redis.hset(`${prefix}:rejections:one`, '9', '[{"code":"amount_missing"}]')],
])('%s that changes after it was shown is not sealed, and its batch is not served', async (_, change) => {
  const takeOver = await changedMeanwhile('hsetnx', change);
  await expect(takeOver()).rejects.toMatchObject(refused);
  expect(await ledgerOf(true).batches.read('one')).toMatchObject({ isForged: true });
});

test('options that change after they were shown are sealed as they were shown', async () => {
  const home = `${prefix}:batch:one`;
  const before = await ledgerOf(false).batches.read('one');
  const takeOver = await changedMeanwhile('hsetnx', () =>
    redis.hset(home, 'options', '{"labelTemplate":"x"}'),
  );
  expect(await takeOver()).toMatchObject({ batches: ['one'] });
  expect((await ledgerOf(true).batches.read('one'))?.options).toEqual(before?.options);
});

test('a mapping that changes after it was shown is not sealed', async () => {
  await ledgerOf(false).mappings.remember('Amount', mapping('Amount'));
  const [field = Buffer.alloc(0)] = await redis.hkeysBuffer(`${prefix}:maps`);
  const theirs = JSON.stringify(mapping('Other'));
  const takeOver = await changedMeanwhile('hscanBuffer', () => redis.hset(`${prefix}:maps`, field, theirs));
  await expect(takeOver()).rejects.toMatchObject(refused);
  expect(await redis.hvals(`${prefix}:maps`)).toEqual([theirs]);
});

test('a ledger that changed since it was shown is not taken over', async () => {
  const [found] = await takeOverOf(redis).plainLedgers();
  if (found === undefined) throw new Error('nothing is plain');
  const key = '{linkmill:t}:entries:one';
  const record = (await redis.hget(key, '2')) ?? '';
  await redis.hset(key, '2', record.replace(/\[(\d+),/, '[9$1,'));
  await expect(takeOverOf(redis).takeOver(found)).rejects.toMatchObject({
    failures: [{ code: 'not_confirmed' }],
  });
  expect(await takeOverOf(redis).plainLedgers()).toHaveLength(1);
});
