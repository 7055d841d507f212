import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { BatchOptions } from '../../src/domain/batch.ts';
import { byForged } from '../../src/domain/batch.ts';
import { keyIdOf, newKey } from '../../src/domain/crypto/sealing.ts';
import type { Vault } from '../../src/domain/crypto/vault.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { Contents, Iban } from '../../src/domain/instruction.ts';
import { message } from '../../src/i18n/messages.ts';
import type { Ledger, NewEntry } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { sealBatch } from '../../src/ledger/seal-batch.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const iban = 'FR1420041010050500013M02606' as Iban;
const account = '{linkmill:t}:account';
const [first, second] = [newKey(), newKey()];

let server: TestRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
});
afterAll(async () => {
  await server.stop();
});

function ledgerOf(vault: Vault | undefined): Ledger {
  const pace = { windows: '', longestWindowMs: 0 };
  const settings = { account: 't', pace, leaseMs: 20_000, refusalsToStop: 20, randomId: randomUUID };
  return createLedger(redis, { ...settings, ...(vault && { vault }) });
}

const vaultOf = (...keys: Buffer[]) => createVault(() => keys);

const options: BatchOptions = {
  payer: { kind: 'company', companyName: 'Muster Payer' },
  expiresInSeconds: 86_400,
  labelTemplate: 'Refund {reference}',
  defaultBeneficiary: false,
  timeZone: 'UTC',
  transliterate: false,
  fullNames: 'company',
  language: 'en',
};

const contents: Contents = {
  amountCents: 1250,
  currency: 'EUR',
  iban,
  beneficiary: { kind: 'person', firstName: 'Ada', lastName: 'Example' },
};

const rowOf = (line: number, reference: string): NewEntry => {
  return { line, reference, contents, label: `Refund ${reference}`, fingerprint: 'as listed' };
};

const open = (ledger: Ledger, id: string) =>
  ledger.batches.open({ id, file: 'refunds.csv', fileRows: 1, options, amountMaxCents: 100_000 });

async function enterOne(ledger: Ledger, batch: string, reference: string): Promise<void> {
  await open(ledger, batch);
  await ledger.entries.enter(batch, [rowOf(2, reference)]);
}

/** All hashes in Redis, as text. */
async function dump(): Promise<string> {
  const keys = await redis.keys('*');
  const values = await Promise.all(
    keys.map(async (key) => ((await redis.type(key)) === 'hash' ? redis.hgetall(key) : '')),
  );
  return JSON.stringify(values);
}

test('contents, options and rejections are read back unchanged, and none of them is readable in Redis', async () => {
  const ledger = ledgerOf(vaultOf(first));
  await enterOne(ledger, 'batch', 'A-1');
  const failures = [{ code: 'iban_missing', details: [message('found', { found: 'Ada Example' })] } as const];
  await ledger.batches.reject('batch', [{ line: 3, failures }]);
  const other = ledgerOf(vaultOf(first));
  expect(await other.entries.read({ batch: 'batch', line: 2 })).toMatchObject({
    contents,
    label: 'Refund A-1',
  });
  expect((await other.batches.read('batch'))?.options).toEqual(options);
  expect((await other.batches.rejections('batch', [3])).get(3)).toEqual(failures);
  const resting = await dump();
  for (const word of [iban, 'Example', 'Muster']) expect(resting).not.toContain(word);
  const missing = {
    failures: [{ code: 'key_missing', details: [message('key_named', { key: keyIdOf(first) })] }],
  };
  await expect(ledgerOf(undefined).keys.check()).rejects.toMatchObject(missing);
  await expect(ledgerOf(vaultOf(second)).batches.read('batch')).rejects.toMatchObject(missing);
});

test('an installation with a key refuses an unwrapped hash key, since whoever planted it would know every digest', async () => {
  await enterOne(ledgerOf(undefined), 'batch', 'A-1');
  expect(await dump()).toContain(iban);
  const sealed = ledgerOf(vaultOf(first));
  await expect(sealed.entries.consult('other', [rowOf(2, 'A-1')])).rejects.toThrow('account_key_unsealed');
  await expect(sealed.keys.check()).rejects.toThrow('account_key_unsealed');
});

test('a process whose ledger was lost reads the new keys and repeats its call', async () => {
  const [one, other] = [ledgerOf(vaultOf(first)), ledgerOf(vaultOf(first))];
  await enterOne(one, 'batch', 'A-1');
  await other.entries.find(['A-1']);
  await redis.flushall();
  await enterOne(other, 'batch', 'A-1');
  // The first process has keys of the lost ledger in its cache.
  await one.entries.enter('batch', [rowOf(3, 'A-3')]);
  expect(await one.entries.find(['A-1', 'A-3', 'A-4'])).toMatchObject([
    { contents },
    { contents },
    undefined,
  ]);
  expect(await other.entries.read({ batch: 'batch', line: 3 })).toMatchObject({ contents });
  await redis.flushall();
  await expect(one.entries.enter('batch', [rowOf(2, 'A-1')])).rejects.toMatchObject({
    failures: [{ code: 'batch_incomplete' }],
  });
});

test('a record that was moved to another row is not read, and stops the account', async () => {
  const ledger = ledgerOf(vaultOf(first));
  await enterOne(ledger, 'batch', 'A-1');
  const record = (await redis.hget('{linkmill:t}:entries:batch', '2')) ?? '';
  await redis.hset('{linkmill:t}:entries:batch', '7', record);
  expect(await ledger.entries.read({ batch: 'batch', line: 7 })).toBeUndefined();
  expect((await ledger.account.status()).stopped?.by).toBe(byForged);
});

test('reading a new ledger creates no key', async () => {
  const ledger = ledgerOf(vaultOf(first));
  await ledger.entries.find(['A-1']);
  await ledger.entries.consult('batch', [rowOf(2, 'A-1')]);
  await ledger.keys.check();
  expect(await redis.dbsize()).toBe(0);
});

/** A row that Bridge refused with these words. */
async function refuseOne(ledger: Ledger, failure: Failure): Promise<void> {
  await enterOne(ledger, 'batch', 'A-1');
  await ledger.batches.commit('batch', [{ first: 2, last: 2 }], undefined);
  const { epoch } = await ledger.account.status();
  await ledger.account.trust(epoch, true);
  const claim = await ledger.sendings.claim({ batch: 'batch', line: 2 });
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  const ending = { kind: 'refused', failure, providerCode: 'x' } as const;
  await ledger.sendings.settle({ batch: 'batch', line: 2 }, { attempt: 1, generation: 0 }, ending, {
    code: 'row_refused',
    why: message('bridge_said', { status: 400, words: 'Example' }),
  });
}

test("failure details and Bridge's words about a row are sealed", async () => {
  const ledger = ledgerOf(vaultOf(first));
  const details = [message('found', { found: 'Example' })];
  const failure = { code: 'provider_refused', details, detail: 'Example is no name' } as const;
  await refuseOne(ledger, failure);
  expect(await dump()).not.toContain('Example');
  expect((await ledger.entries.read({ batch: 'batch', line: 2 }))?.state).toEqual({
    kind: 'refused',
    failure,
  });
  expect((await ledger.history.rowEvents('batch', 2)).at(-1)?.event).toMatchObject({
    code: 'row_refused',
    params: { attempt: 1, more: [message('bridge_said', { status: 400, words: 'Example' })] },
  });
});

test('details that somebody wrote in place of the sealed ones are ignored', async () => {
  const ledger = ledgerOf(vaultOf(first));
  const failure = { code: 'provider_refused', details: [message('found', { found: 'Example' })] } as const;
  await refuseOne(ledger, failure);
  const record = (await redis.hget('{linkmill:t}:entries:batch', '2')) ?? '';
  const planted = JSON.stringify([message('to_type', { text: 'another IBAN' })]);
  const changed = record.replace(/"sealed":"[^"]*"/, `"details":${planted}`);
  expect(changed).not.toBe(record);
  await redis.hset('{linkmill:t}:entries:batch', '2', changed);
  expect((await ledger.entries.read({ batch: 'batch', line: 2 }))?.state).toEqual({
    kind: 'refused',
    failure: { code: 'provider_refused' },
  });
});

test('a ledger that loses its hash key between two commands gets another one before any row is entered', async () => {
  const original = redis.hsetnx.bind(redis);
  let losses = 1;
  redis.hsetnx = (async (...words: Parameters<typeof original>) => {
    const answer = await original(...words);
    // The last writes are lost.
    if (losses-- > 0) await redis.hdel(account, 'hashKey');
    return answer;
  }) as typeof redis.hsetnx;
  try {
    const ledger = ledgerOf(vaultOf(first));
    await enterOne(ledger, 'batch', 'A-1');
    expect(await redis.hget(account, 'hashKey')).not.toBeNull();
    expect((await ledger.entries.find(['A-1'])).map((entry) => entry?.reference)).toEqual(['A-1']);
  } finally {
    redis.hsetnx = original;
  }
});

test('a batch from before there was a key counts as forged until one call seals it unchanged', async () => {
  const plain = ledgerOf(undefined);
  await enterOne(plain, 'batch', 'A-1');
  await plain.entries.enter('batch', [rowOf(4, 'A-4')]);
  const failures = [{ code: 'iban_missing', details: [message('found', { found: 'Ada Example' })] } as const];
  await plain.batches.reject('batch', [{ line: 3, failures }]);
  await plain.sendings.settle(
    { batch: 'batch', line: 4 },
    { attempt: 1, generation: 0 },
    { kind: 'created', link: { id: 'link', url: 'https://pay.example.com/link' }, recovered: false },
  );
  const before = await plain.entries.read({ batch: 'batch', line: 4 });
  const key = await redis.hget(account, 'hashKey');
  const vault = vaultOf(first);
  const [id = '', bare = ''] = key?.split(' ') ?? [];
  const wrapped = vault.seal(Buffer.from(bare, 'base64url'), '{linkmill:t} hash key');
  await redis.hset(account, 'hashKey', `${id} ${wrapped}`);
  expect(await ledgerOf(vault).batches.read('batch')).toMatchObject({ isForged: true });
  expect(await ledgerOf(vault).entries.read({ batch: 'batch', line: 2 })).toBeUndefined();
  expect(await sealBatch(redis, vault, 't', 'batch', { has: () => true })).toBe(true);
  const sealed = ledgerOf(vault);
  expect(await sealed.batches.read('batch')).not.toHaveProperty('isForged');
  expect(await sealed.entries.read({ batch: 'batch', line: 2 })).toMatchObject({ contents });
  expect(await sealed.entries.read({ batch: 'batch', line: 4 })).toEqual(before);
  expect((await sealed.batches.rejections('batch', [3])).get(3)).toEqual(failures);
  for (const word of [iban, 'Example', 'Muster']) expect(await dump()).not.toContain(word);
  expect(await sealBatch(redis, vault, 't', 'batch', { has: () => true })).toBe(false);
});
