import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Audit } from '../../src/domain/audit.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { createRowHash, type RowHash } from '../../src/ledger/row-hash.ts';
import { linkText } from '../../src/ledger/state-text.ts';
import { auditPlace, booksPlace, purgePlace } from '../../src/ledger/stored-batch.ts';
import { createTakeOver } from '../../src/ledger/take-over.ts';
import { createWrappedKeys } from '../../src/ledger/wrapped-keys.ts';
import { enterBatch, row, trustLedger } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

const prefix = '{linkmill:t}';
const home = `${prefix}:batch:one`;
const records = `${prefix}:entries:one`;
const link = { id: 'link-2', url: 'https://pay.bridgeapi.io/link/2' };
const mallory = { id: 'link-m', url: 'https://pay.bridgeapi.io/link/m' };
const key = (line: number) => ({ batch: 'one', line });

let server: TestRedis;
let redis: Redis;
/** What an attacker can forge who read the Redis before there was a key. */
let known: RowHash;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  const plain = ledgerOf(false);
  await trustLedger({ ledger: plain });
  await enterBatch({ ledger: plain }, 'one', [row(2), row(3)]);
  const sent = { attempt: 1, generation: 0 };
  await plain.sendings.claim(key(2), true);
  await plain.sendings.settle(key(2), sent, { kind: 'created', link, recovered: false });
  const [, bare = ''] = (await redis.hget(`${prefix}:account`, 'hashKey'))?.split(' ') ?? [];
  known = createRowHash(Buffer.from(bare, 'base64url'));
});
afterAll(() => server.stop());

function ledgerOf(isKeyed: boolean): Ledger {
  const pace = { windows: '', longestWindowMs: 0 };
  const settings = { account: 't', pace, leaseMs: 20_000, refusalsToStop: 20, randomId: randomUUID };
  return createLedger(redis, { ...settings, ...(isKeyed && { vault: testVault() }) });
}

async function sealAll(): Promise<Ledger> {
  const registry = createTakeOver(redis, testVault());
  for (const found of await registry.plainLedgers()) await registry.takeOver(found);
  expect(await registry.plainLedgers()).toEqual([]);
  expect([...(await createWrappedKeys(redis, testVault()).count()).keys()]).not.toContain('plain');
  return ledgerOf(true);
}

const failure = { code: 'provider_refused' } as const;

/** Settles the other row, and closes the books, which are balanced by default. */
async function closeBooks(ledger: Ledger, balanced = true): Promise<void> {
  const sent = { attempt: 1, generation: 0 };
  await ledger.sendings.claim(key(3), true);
  await ledger.sendings.settle(key(3), sent, { kind: 'refused', failure, providerCode: 'x' });
  await ledger.audits.save('one', { ...audit, at: Date.now() + 1_000, balanced }, 'never');
}

const audit: Audit = {
  at: 0,
  balanced: true,
  rows: {
    rows: 2,
    created: 1,
    refused: 1,
    failed: 0,
    cancelled: 0,
    rejected: 0,
    known: 0,
    doubtful: 0,
    open: 0,
  },
  cents: { created: 102, refused: 103, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 },
  links: { valid: 1, completed: 0, expired: 0, revoked: 0, unknown: 0 },
  fileDigest: '',
  reportDigest: '',
  imbalances: [],
  imbalanceCount: 0,
  knownEnded: 0,
};

test('after key seal rows and links are unchanged, and rows that are submitted again are known', async () => {
  const before = await ledgerOf(false).entries.read(key(2));
  const ledger = await sealAll();
  expect(await ledger.entries.read(key(2))).toEqual(before);
  const reported = await ledger.entries.consult('two', [row(2), row(4)]);
  expect(reported.map(({ verdict }) => verdict)).toEqual(['known', 'new']);
});

test("no mark made with a formerly plain hash key replaces a row's link", async () => {
  const ledger = await sealAll();
  const record = (await redis.hget(records, '2')) ?? '';
  for (const owner of ['one-2\nref-2', 'ref-2']) {
    const forged = record.replace(/link-2 \S+ \S+ \S+/, linkText(mallory, owner, known));
    expect(forged).toContain('link-m');
    await redis.hset(records, '2', forged);
    expect(await ledger.entries.read(key(2))).toBeUndefined();
  }
  expect((await ledger.account.status()).stopped?.by).toBe('ledger forged');
});

test('orphan links are forgotten, and a recovery scan runs before anything is sent', async () => {
  const orphan = {
    reference: 'ref-9',
    rank: 'valid',
    generation: 0,
    fingerprint: 'x',
    link: mallory,
  } as const;
  await ledgerOf(false).entries.recoveryScan([orphan]);
  expect(await redis.exists(`${prefix}:orphans`)).toBe(1);
  const ledger = await sealAll();
  expect(await redis.exists(`${prefix}:orphans`)).toBe(0);
  expect((await ledger.sendings.claim(key(3), true)).kind).toBe('suspect');
});

test('books closed before are closed anew, whatever somebody forges in them', async () => {
  await closeBooks(ledgerOf(false), false);
  const ledger = await sealAll();
  expect(await ledger.audits.due(10)).toEqual(['one']);
  const at = String(Date.now() + 2_000);
  const text = JSON.stringify({ ...audit, at: Number(at) });
  await redis.hset(home, { auditedAt: at, balanced: '1', closed: known.mark(booksPlace('one', at, '1')) });
  await redis.set(`${prefix}:audit:one`, `${known.mark(auditPlace('one', text))} ${text}`);
  expect(await ledger.batches.read('one')).toMatchObject({ isBalanced: false });
  expect(await ledger.audits.read('one')).toBeUndefined();
});

test('a batch purged before stays readable with its books; one that somebody marks as purged does not', async () => {
  const plain = ledgerOf(false);
  await closeBooks(plain);
  expect(await plain.purges.begin('one')).toBe(true);
  await plain.purges.eraseLines('one', [2, 3]);
  const batch = await plain.batches.read('one');
  if (batch === undefined) throw new Error('no batch');
  await plain.purges.end(batch);
  const before = await plain.entries.read(key(2));
  const ledger = await sealAll();
  expect(await ledger.batches.read('one')).toMatchObject({ isBalanced: true, purgedAt: batch.purgedAt });
  expect(await ledger.batches.read('one')).not.toHaveProperty('isForged');
  expect(await ledger.entries.read(key(2))).toEqual(before);
  expect((await ledger.audits.read('one'))?.balanced).toBe(true);
  await redis.hset(home, 'purged', known.mark(purgePlace('one')));
  expect(await ledgerOf(true).batches.read('one')).toMatchObject({ isForged: true });
});

test('a batch purged by a ledger with a key has nothing left to encrypt', async () => {
  const ledger = await sealAll();
  await closeBooks(ledger);
  expect(await ledger.purges.begin('one')).toBe(true);
  await ledger.purges.eraseLines('one', [2, 3]);
  const batch = await ledger.batches.read('one');
  if (batch === undefined) throw new Error('no batch');
  await ledger.purges.end(batch);
  await sealAll();
});
