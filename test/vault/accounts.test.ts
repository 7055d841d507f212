import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { accountId } from '../../src/domain/account.ts';
import type { NamedAccount } from '../../src/domain/named-account.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { openSeenAccounts } from '../../src/vault/seen-accounts.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

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

const vault = testVault();
const field = '{linkmill:accounts}';

let server: TestRedis;
let redis: Redis;
beforeAll(async () => {
  server = await startTestRedis({ appendonly: false });
  redis = server.connect();
});
afterEach(() => redis.flushall());
afterAll(() => server.stop());

test('an account that one machine adds is seen by another one, by name', async () => {
  await createAccounts(redis, vault).add(shop);
  await createAccounts(redis, vault).add(other);
  expect(await createAccounts(server.connect(), vault).all()).toEqual({
    accounts: [other, shop],
    unsigned: [],
    unreadable: [],
  });
});

test('a name is given once; adding the same account again succeeds', async () => {
  const accounts = createAccounts(redis, vault);
  expect(await accounts.add(shop)).toBe(true);
  expect(await accounts.add(shop)).toBe(true);
  expect(await accounts.add({ ...shop, clientId: 'another' })).toBe(false);
  expect((await accounts.all()).accounts).toEqual([shop]);
});

test('the default is removed with its account, and a missing account is no default', async () => {
  const accounts = createAccounts(redis, vault);
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
  const accounts = createAccounts(redis, vault);
  await accounts.add(other);
  await redis.hset('{linkmill:accounts}', 'shop', stored);
  expect(await accounts.all()).toEqual({ accounts: [other], unsigned: [], unreadable: ['shop'] });
});

test('an account that somebody else changed meanwhile is not replaced', async () => {
  const accounts = createAccounts(redis, vault);
  await accounts.add(shop);
  const mine = { ...shop, addedBy: 'me' };
  expect(await accounts.replace(shop, { ...shop, addedBy: 'somebody' })).toBe(true);
  expect(await accounts.replace(shop, mine)).toBe(false);
  expect((await accounts.all()).accounts).toEqual([{ ...shop, addedBy: 'somebody' }]);
  await accounts.remove('shop');
  expect(await accounts.replace(shop, mine)).toBe(false);
});

describe('whoever can write to Redis and has no key', () => {
  const flaws = async () =>
    (await createAccounts(redis, vault).all()).unsigned.map(({ account, flaw }) => [account.name, flaw]);

  test('cannot add an account: without a signature, or with one of a key of their own', async () => {
    const accounts = createAccounts(redis, vault);
    await accounts.add(other);
    await redis.hset(field, 'shop', JSON.stringify(shop));
    expect((await accounts.all()).accounts).toEqual([other]);
    expect(await flaws()).toEqual([['shop', 'missing']]);
    await redis.hdel(field, 'shop');
    const key = randomBytes(32);
    await createAccounts(
      redis,
      createVault(() => [key]),
    ).add(shop);
    expect((await accounts.all()).accounts).toEqual([other]);
    expect(await flaws()).toEqual([['shop', { keyElsewhere: expect.any(String) }]]);
  });

  test.each([
    ['where its secret comes from', '/run/secrets/shop', '/srv/linkmill/key'],
    ['a setting of it', '10/1s', '99/1s'],
    ['who added it', 'ada@example', 'eve@example'],
  ])('cannot change %s', async (_, was, is) => {
    const accounts = createAccounts(redis, vault);
    await accounts.add(shop);
    const stored = (await redis.hget(field, 'shop')) ?? '';
    await redis.hset(field, 'shop', stored.replace(was, is));
    expect((await accounts.all()).accounts).toEqual([]);
    expect(await flaws()).toEqual([['shop', 'wrong']]);
    expect(await accounts.replace(shop, { ...shop, addedBy: 'me' })).toBe(false);
  });

  test('cannot use the signature of one account for another, or remove it', async () => {
    const accounts = createAccounts(redis, vault);
    await accounts.add(shop);
    const [signature, ...text] = ((await redis.hget(field, 'shop')) ?? '').split(' ');
    await redis.hset(field, 'other', `${signature} ${JSON.stringify(other)}`);
    expect(await flaws()).toEqual([['other', 'wrong']]);
    await redis.hset(field, 'shop', text.join(' '));
    expect((await accounts.all()).accounts).toEqual([]);
  });

  test('cannot choose the default', async () => {
    const accounts = createAccounts(redis, vault);
    await accounts.add(shop);
    await accounts.add(other);
    await accounts.setDefault('shop');
    const stored = (await redis.hget(field, ':default')) ?? '';
    await redis.hset(field, ':default', stored.replace('shop', 'other'));
    expect(await accounts.all()).toMatchObject({ unsignedDefault: 'other' });
    await redis.hset(field, ':default', 'other');
    expect((await accounts.all()).defaultName).toBeUndefined();
  });

  test('cannot use a key that was dropped, though it still opens backups', async () => {
    const [older, newer] = [randomBytes(32), randomBytes(32)];
    const after = createVault(
      () => [newer],
      () => [older],
    );
    await createAccounts(
      redis,
      createVault(() => [older]),
    ).add(shop);
    expect((await createAccounts(redis, after).all()).accounts).toEqual([]);
  });

  test('cannot put characters into an account that make it look like another one', async () => {
    const accounts = createAccounts(redis, vault);
    for (const addedBy of ['ada\nshop  api.bridgeapi.io', 'ada\u202e', 'ada\u001b[2K']) {
      await redis.hset(field, 'shop', JSON.stringify({ ...shop, addedBy }));
      expect(await accounts.all()).toMatchObject({ unsigned: [], unreadable: ['shop'] });
    }
  });
});

test('an account is signed as a person reviewed it, and not where it was replaced meanwhile', async () => {
  const accounts = createAccounts(redis, vault);
  await redis.hset(field, 'shop', JSON.stringify(shop));
  const [seen] = (await accounts.all()).unsigned;
  await redis.hset(field, 'shop', JSON.stringify({ ...shop, addedBy: 'eve' }));
  expect(await accounts.sign(seen?.account ?? other)).toBe(false);
  await redis.hset(field, 'shop', JSON.stringify(shop));
  expect(await accounts.sign(seen?.account ?? other)).toBe(true);
  expect(await accounts.all()).toMatchObject({ accounts: [shop], unsigned: [] });
});

test('a rotation signs again what the older key has signed, including the default, and nothing unsigned', async () => {
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const before = createAccounts(
    redis,
    createVault(() => [older]),
  );
  await before.add(shop);
  await before.setDefault('shop');
  await redis.hset(field, 'other', JSON.stringify(other));
  const rotating = createAccounts(
    redis,
    createVault(() => [newer, older]),
  );
  expect([...(await rotating.countSigned()).values()]).toEqual([2]);
  expect([await rotating.signAnew(), await rotating.signAnew()]).toEqual([2, 0]);
  const alone = createAccounts(
    redis,
    createVault(() => [newer]),
  );
  expect(await alone.all()).toMatchObject({
    accounts: [shop],
    defaultName: 'shop',
    unsigned: [{ account: other }],
  });
});

test('where no key is set, accounts are served as they are, signed or not', async () => {
  await createAccounts(redis, vault).add(shop);
  const without = createAccounts(
    redis,
    createVault(() => []),
  );
  await without.add(other);
  expect((await without.all()).accounts).toEqual([other, shop]);
  expect((await createAccounts(redis, vault).all()).unsigned).toEqual([{ account: other, flaw: 'missing' }]);
});

describe('an old account that is put back into Redis', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'linkmill-seen-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  /** The registry as a new process on the machine opens it. */
  const opened = () =>
    createAccounts(redis, vault, openSeenAccounts(join(folder, 'accounts'), 'a Redis', Date.now));
  const stored = async () => (await redis.hget(field, 'shop')) ?? '';
  const older = [{ account: shop, flaw: 'older' }];

  test('is not served where the machine has seen a later one, until a person signs it', async () => {
    await opened().add(shop);
    const before = await stored();
    const changed = { ...shop, settings: { ...shop.settings, LINKMILL_AMOUNT_MAX: '10' } };
    expect(await opened().replace(shop, changed)).toBe(true);
    expect((await opened().all()).accounts).toEqual([changed]);
    await redis.hset(field, 'shop', before);
    expect(await opened().all()).toMatchObject({ accounts: [], unsigned: older });
    expect(await opened().replace(shop, changed)).toBe(false);
    expect(await opened().sign(shop)).toBe(true);
    expect((await opened().all()).accounts).toEqual([shop]);
  });

  test('is not served where the machine has removed it, and may be added anew', async () => {
    const working = opened();
    await working.add(shop);
    await working.all();
    const before = await stored();
    await opened().remove('shop');
    await redis.hset(field, 'shop', before);
    expect(await working.all()).toMatchObject({ accounts: [], unsigned: older });
    expect(await opened().all()).toMatchObject({ accounts: [], unsigned: older });
    await opened().remove('shop');
    expect(await opened().add(shop)).toBe(true);
    expect((await opened().all()).accounts).toEqual([shop]);
  });

  test('stays unserved after a rotation of its key', async () => {
    await opened().add(shop);
    const before = await stored();
    await opened().replace(shop, { ...shop, addedBy: 'me' });
    await opened().all();
    await redis.hset(field, 'shop', before);
    await opened().signAnew();
    expect(await opened().all()).toMatchObject({ accounts: [], unsigned: older });
  });

  test('is served where it is the latest of another Redis', async () => {
    const elsewhere = openSeenAccounts(join(folder, 'accounts'), 'another Redis', Date.now);
    await elsewhere.note(new Map([['shop', Date.now() + 1_000]]));
    await opened().add(shop);
    expect((await opened().all()).accounts).toEqual([shop]);
  });

  test('is served by a process that cannot write what it saw', async () => {
    await opened().add(shop);
    const accounts = createAccounts(
      redis,
      vault,
      openSeenAccounts('/proc/nowhere/accounts', 'a Redis', Date.now),
    );
    expect((await accounts.all()).accounts).toEqual([shop]);
  });
});
