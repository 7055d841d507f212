import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { accountId } from '../../src/domain/account.ts';
import type { NamedAccount } from '../../src/domain/named-account.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const shop: NamedAccount = {
  name: 'shop',
  id: accountId('api.bridgeapi.io', 'shop-id'),
  clientId: 'shop-id',
  secret: { kind: 'file', path: '/run/secrets/shop' },
  settings: { BRIDGE_BASE_URL: 'https://api.bridgeapi.io', BRIDGE_LIMITS: '10/1s' },
  addedAt: 1,
  addedBy: 'ada@example',
};
const other: NamedAccount = {
  ...shop,
  name: 'other',
  id: accountId('api.bridgeapi.io', 'other-id'),
  clientId: 'other-id',
  secret: { kind: 'variable', variable: 'OTHER' },
};

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startTestRedis({ appendonly: false });
  redis = server.connect();
});
afterEach(() => redis.flushall());
afterAll(() => server.stop());

test('what one machine adds, another one sees, by name', async () => {
  await createAccounts(redis).add(shop);
  await createAccounts(redis).add(other);
  expect(await createAccounts(server.connect()).all()).toEqual({ accounts: [other, shop], unreadable: [] });
});

test('a name is given once; asked again with the same account it is the same addition', async () => {
  const accounts = createAccounts(redis);
  expect(await accounts.add(shop)).toBe(true);
  expect(await accounts.add(shop)).toBe(true);
  expect(await accounts.add({ ...shop, clientId: 'another' })).toBe(false);
  expect((await accounts.all()).accounts).toEqual([shop]);
});

test('the default is forgotten with its account, and one that is not there is none', async () => {
  const accounts = createAccounts(redis);
  await accounts.add(shop);
  await accounts.setDefault('shop');
  expect(await accounts.all()).toMatchObject({ defaultName: 'shop' });
  await accounts.remove('shop');
  await accounts.add(shop);
  expect((await accounts.all()).defaultName).toBeUndefined();
  await accounts.setDefault('nobody');
  expect((await accounts.all()).defaultName).toBeUndefined();
});

test.each([
  ['no JSON', 'shop'],
  ['another name', JSON.stringify(other)],
  [
    'a setting that an account may not have',
    JSON.stringify({ ...shop, settings: { REDIS_URL: 'redis://x' } }),
  ],
  [
    'another host than its own',
    JSON.stringify({ ...shop, settings: { BRIDGE_BASE_URL: 'https://elsewhere.example' } }),
  ],
  ['a field of a later version', JSON.stringify({ ...shop, later: true })],
])('an account with %s is named as unreadable, and the others are served', async (_, stored) => {
  const accounts = createAccounts(redis);
  await accounts.add(other);
  await redis.hset('{linkmill:accounts}', 'shop', stored);
  expect(await accounts.all()).toEqual({ accounts: [other], unreadable: ['shop'] });
});

test('what was changed by somebody else meanwhile is not replaced', async () => {
  const accounts = createAccounts(redis);
  await accounts.add(shop);
  const mine = { ...shop, addedBy: 'me' };
  expect(await accounts.replace(shop, { ...shop, addedBy: 'somebody' })).toBe(true);
  expect(await accounts.replace(shop, mine)).toBe(false);
  expect((await accounts.all()).accounts).toEqual([{ ...shop, addedBy: 'somebody' }]);
  await accounts.remove('shop');
  expect(await accounts.replace(shop, mine)).toBe(false);
});
