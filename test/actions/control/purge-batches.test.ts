import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Clock } from '../../../src/actions/account-context.ts';
import { createDuePurge, purgeBatches } from '../../../src/actions/control/purge-batches.ts';
import { retryBatch } from '../../../src/actions/control/retry-batch.ts';
import { storedFile } from '../../../src/actions/submit/stored-file.ts';
import type { Audit } from '../../../src/domain/audit.ts';
import type { Batch, BatchOptions } from '../../../src/domain/batch.ts';
import type { Vault } from '../../../src/domain/crypto/vault.ts';
import type { Contents, Iban } from '../../../src/domain/instruction.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { message } from '../../../src/i18n/messages.ts';
import { comparedText } from '../../../src/ledger/entry-record.ts';
import { accountKeyContext } from '../../../src/ledger/keys.ts';
import type { Ledger, NewEntry } from '../../../src/ledger/ledger.ts';
import { createLedger } from '../../../src/ledger/redis-ledger.ts';
import { createRowHash } from '../../../src/ledger/row-hash.ts';
import { changedLedger } from '../../support/ledger.ts';
import { startTestRedis, type TestRedis } from '../../support/redis.ts';
import { restingIn, wordsIn } from '../../support/resting-data.ts';
import { testVault } from '../../support/vault.ts';

const dayMs = 86_400_000;
const words = ['FR1420041010050500013M02606', 'Zébulon', 'Quintessence', 'Muster Payer', 'Robe bleue'];

let server: TestRedis;
let redis: Redis;
let now = 0;

beforeAll(async () => {
  server = await startTestRedis({ appendonly: true });
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  now = 1_800_000_000_000;
});
afterAll(async () => {
  await server.stop();
});

const clock: Clock = {
  now: () => now,
  monotonic: () => now,
  sleep: (ms) => pause(ms),
};

const options: BatchOptions = {
  payer: { kind: 'company', companyName: 'Muster Payer' },
  expiresInSeconds: 30 * 86_400,
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
  iban: 'FR1420041010050500013M02606' as Iban,
  beneficiary: { kind: 'person', firstName: 'Zébulon', lastName: 'Quintessence' },
  label: 'Robe bleue',
};

const rowOf = (line: number, reference: string): NewEntry => {
  return { line, reference, contents, label: 'Robe bleue', fingerprint: 'as listed' };
};

function ledgerOf(vault: Vault | undefined): Ledger {
  const pace = { windows: '', longestWindowMs: 0 };
  const settings = { account: 't', pace, leaseMs: 20_000, refusalsToStop: 20, randomId: randomUUID };
  return createLedger(redis, { ...settings, now: () => String(now), ...(vault && { vault }) });
}

/** A batch of one created, one refused and one rejected row, with its books closed. */
async function finished(ledger: Ledger, id: string): Promise<Batch> {
  await ledger.batches.open({ id, file: 'refunds.csv', fileRows: 3, options, amountMaxCents: 100_000 });
  const file = async function* () {
    yield Buffer.from('Zébulon Quintessence FR1420041010050500013M02606 Robe bleue');
  };
  await ledger.sources.save(id, file(), { header: ['a'] } as unknown as Plan);
  await ledger.entries.enter(id, [rowOf(2, `${id}-A`), rowOf(3, `${id}-B`)]);
  const rejection = {
    code: 'name_twice',
    field: 'iban',
    details: [message('found', { found: 'Zébulon' })],
  } as const;
  await ledger.batches.reject(id, [{ line: 4, failures: [rejection] }]);
  await ledger.batches.commit(id, [{ first: 2, last: 4 }], undefined);
  await ledger.account.trust((await ledger.account.status()).epoch, true);
  const link = { id: `link-${id}`, url: 'https://pay.bridgeapi.io/link/x' };
  const failure = {
    code: 'provider_refused',
    details: [message('found', { found: 'Robe' })],
    detail: 'Quintessence is no name',
  } as const;
  for (const line of [2, 3]) {
    const claim = await ledger.sendings.claim({ batch: id, line }, true);
    if (claim.kind !== 'claimed') throw new Error(claim.kind);
    const sent = { attempt: 1, generation: 0 };
    if (line === 2)
      await ledger.sendings.settle({ batch: id, line }, sent, { kind: 'created', link, recovered: false });
    else {
      const ending = { kind: 'refused', failure, providerCode: 'x' } as const;
      await ledger.sendings.settle({ batch: id, line }, sent, ending, {
        code: 'row_refused',
        why: message('bridge_said', { status: 400, words: 'Quintessence (Zébulon)' }),
      });
    }
  }
  now += 1_000;
  await ledger.audits.save(id, { ...audit, at: now }, 'never');
  return (await ledger.batches.read(id)) as Batch;
}

const audit: Audit = {
  at: 0,
  balanced: true,
  rows: {
    rows: 3,
    created: 1,
    refused: 1,
    failed: 0,
    cancelled: 0,
    rejected: 1,
    known: 0,
    doubtful: 0,
    open: 0,
  },
  cents: { created: 1250, refused: 1250, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 },
  links: { valid: 1, completed: 0, expired: 0, revoked: 0, unknown: 0 },
  fileDigest: '',
  reportDigest: '',
  imbalances: [],
  imbalanceCount: 0,
  knownEnded: 0,
};

const purge = (ledger: Ledger, isDry = false) =>
  purgeBatches({ ledger, clock }, 400 * dayMs, isDry, async () => undefined);
const idsOf = (batches: readonly Pick<Batch, 'id'>[]) => batches.map(({ id }) => id);
const queue = { add: async () => undefined, isIdle: async () => true };

test.each([
  ['sealed', testVault()],
  ['plain', undefined],
])('of a batch that rests %s nothing personal is left, and its books are', async (_, vault) => {
  const ledger = ledgerOf(vault);
  const before = await finished(ledger, 'batch');
  now += 401 * dayMs;
  expect(idsOf((await purge(ledger, true)).purged)).toEqual(['batch']);
  expect(await ledger.entries.read({ batch: 'batch', line: 2 })).toMatchObject({ contents });
  expect(idsOf((await purge(ledger)).purged)).toEqual(['batch']);
  expect(wordsIn(await restingIn(redis), words)).toEqual([]);
  const batch = (await ledger.batches.read('batch')) as Batch;
  expect(batch.books).toEqual(before.books);
  expect(await ledger.entries.read({ batch: 'batch', line: 2 })).toMatchObject({
    isErased: true,
    reference: 'batch-A',
    contents: { amountCents: 1250 },
    state: { kind: 'created', link: { id: 'link-batch' } },
  });
  expect((await ledger.entries.read({ batch: 'batch', line: 3 }))?.state).toEqual({
    kind: 'refused',
    failure: { code: 'provider_refused' },
  });
  expect((await ledger.batches.rejections('batch', [4])).get(4)).toEqual([
    { code: 'name_twice', field: 'iban' },
  ]);
  const [answer] = await ledger.history.rowEvents('batch', 3);
  expect(answer?.event).toMatchObject({ code: 'row_refused', params: { attempt: 1, more: [] } });
  const reported = await ledger.entries.consult('other', [
    rowOf(2, 'batch-A'),
    rowOf(3, 'batch-B'),
    rowOf(4, 'new'),
  ]);
  expect(reported.map(({ verdict }) => verdict)).toEqual(['known', 'corrected', 'new']);
  expect(reported[2]?.twin).toBeUndefined();
  await expect(storedFile(ledger.sources, batch)).rejects.toThrow('batch_purged');
  const context = { ledger, queue: queue as never };
  await expect(retryBatch(context, batch, { by: 'ada', why: '' })).rejects.toThrow('batch_purged');
  expect(await purge(ledger)).toMatchObject({ purged: [], kept: [] });
});

test('a purge by a process whose ledger was lost meanwhile is proven by the hash key that is there', async () => {
  const slow = ledgerOf(testVault());
  await finished(slow, 'batch');
  await redis.flushall();
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  expect(await slow.purges.begin('batch')).toBe(true);
  expect(idsOf((await purge(ledger)).purged)).toEqual(['batch']);
  expect(await ledger.batches.read('batch')).not.toHaveProperty('isForged');
  expect(await ledger.entries.read({ batch: 'batch', line: 2 })).toMatchObject({ isErased: true });
});

/** Which of the keyed hashes of a guess stand in Redis, as whoever has the installation's key can work them out. */
async function foundGuesses(vault: Vault | undefined, guess: Contents): Promise<string[]> {
  const [, wrapped = ''] = (await redis.hget('{linkmill:t}:account', 'hashKey'))?.split(' ') ?? [];
  const key =
    vault?.open(wrapped, accountKeyContext('{linkmill:t}', 'hashKey')) ?? Buffer.from(wrapped, 'base64url');
  const hash = createRowHash(key);
  const [, contentsHash] = JSON.parse(comparedText(guess, hash));
  const resting = await restingIn(redis);
  const traces = { guard: hash.guard(guess).toString('latin1'), contents: contentsHash };
  return Object.entries(traces).flatMap(([kind, trace]) => (resting.includes(trace) ? [kind] : []));
}

test.each([
  ['sealed', testVault()],
  ['plain', undefined],
])(
  'after a purge of a batch that rests %s, guesses of who was paid how much cannot be tried by whoever has key and Redis',
  async (_, vault) => {
    const ledger = ledgerOf(vault);
    await finished(ledger, 'batch');
    now += 401 * dayMs;
    expect(await foundGuesses(vault, contents)).toEqual(['guard', 'contents']);
    await purge(ledger);
    expect(await foundGuesses(vault, contents)).toEqual([]);
  },
);

test('a purge leaves the rows of other batches in the duplicate guard', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  await ledger.batches.open({ id: 'young', file: 'a.csv', fileRows: 1, options, amountMaxCents: 100_000 });
  const other = { ...rowOf(2, 'young-A'), contents: { ...contents, amountCents: 999 } };
  await ledger.entries.enter('young', [other]);
  await ledger.batches.commit('young', [{ first: 2, last: 2 }], undefined);
  await purge(ledger);
  const [reported] = await ledger.entries.consult('third', [{ ...other, line: 3, reference: 'third-A' }]);
  expect(reported?.twin).toEqual({ batch: 'young', line: 2 });
});

test('a row of a purged batch is known by its reference and amount, and is in conflict with another amount', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  await purge(ledger);
  const dearer = { ...rowOf(2, 'batch-A'), contents: { ...contents, amountCents: 999_900 } };
  const later = { ...rowOf(3, 'batch-A'), contents: { ...contents, expiresAt: '2027-03-01T00:00:00Z' } };
  const reported = await ledger.entries.consult('other', [rowOf(1, 'batch-A'), dearer, later]);
  expect(reported.map(({ verdict }) => verdict)).toEqual(['known', 'conflict', 'conflict']);
  await ledger.batches.open({ id: 'other', file: 'a.csv', fileRows: 2, options, amountMaxCents: 100_000 });
  expect(await ledger.entries.enter('other', [dearer, { ...rowOf(5, 'batch-A') }])).toMatchObject([
    { line: 2 },
  ]);
  expect((await ledger.batches.read('other'))?.books).toMatchObject({ known: 1, open: 0 });
});

test('a purge that was cut before the duplicate guard was gone through is finished by the next one', async () => {
  const vault = testVault();
  const ledger = ledgerOf(vault);
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  const forgetGuards = async () => {
    throw new Error('cut');
  };
  const cut = { ledger: changedLedger(ledger, { purges: { forgetGuards } }), clock };
  await expect(purgeBatches(cut, 400 * dayMs, false, async () => undefined)).rejects.toThrow('cut');
  expect(await foundGuesses(vault, contents)).toEqual(['guard']);
  expect(idsOf((await purge(ledgerOf(vault))).purged)).toEqual(['batch']);
  expect(await foundGuesses(vault, contents)).toEqual([]);
});

test('a batch is not purged while a link can be paid, a row is open, or its books are open', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'young');
  now += 29 * dayMs;
  const recent = await purgeBatches({ ledger, clock }, 10 * dayMs, false, async () => undefined);
  expect(recent.kept.map(({ batch, why }) => [batch.id, why])).toEqual([['young', 'link_payable']]);
  await ledger.batches.open({ id: 'cut', file: 'a.csv', fileRows: 1, options, amountMaxCents: 100 });
  await redis.hset('{linkmill:t}:batch:young', 'reopenedAt', String(now));
  now += 401 * dayMs;
  expect((await purge(ledger)).kept.map(({ batch, why }) => [batch.id, why])).toEqual([
    ['young', 'books_open'],
    ['cut', 'not_submitted_whole'],
  ]);
  expect(await ledger.purges.begin('young')).toBe(false);
});

test('a purge that was cut is finished by the next one, and answers nothing meanwhile', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  expect(await ledger.purges.begin('batch')).toBe(true);
  await ledger.purges.eraseLines('batch', [2]);
  const batch = (await ledger.batches.read('batch')) as Batch;
  await expect(storedFile(ledger.sources, batch)).rejects.toThrow('batch_purged');
  expect(idsOf((await purge(ledgerOf(testVault()))).purged)).toEqual(['batch']);
  expect(await redis.hget('{linkmill:t}:batch:batch', 'dataKey')).toBeNull();
  expect(await redis.keys('*source*')).toEqual([]);
});

test('of all workers one purges, once a day, and only when the setting asks for it', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  const parts = { ledger, clock, note: () => undefined } as never as Parameters<typeof createDuePurge>[0];
  const renew = async () => undefined;
  await createDuePurge(parts)(renew);
  expect((await ledger.batches.read('batch'))?.purgedAt).toBeUndefined();
  await createDuePurge({ ...parts, purgeAfterMs: 400 * dayMs })(renew);
  expect((await ledger.batches.read('batch'))?.purgedAt).toBe(now);
  await finished(ledger, 'later');
  now += 401 * dayMs;
  const [one, other] = [createDuePurge, createDuePurge].map((create) =>
    create({ ...parts, purgeAfterMs: 400 * dayMs }),
  );
  await one?.(renew);
  expect((await ledger.batches.read('later'))?.purgedAt).toBe(now);
  await finished(ledger, 'last');
  await other?.(renew);
  expect((await ledger.batches.read('last'))?.purgedAt).toBeUndefined();
});

test('the log and a warning name batches that a purge left, and data that Redis may not rewrite', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  await ledger.batches.open({
    id: 'open',
    file: 'refunds.csv',
    fileRows: 1,
    options,
    amountMaxCents: 100_000,
  });
  now += 401 * dayMs;
  await redis.call('ACL', 'SETUSER', 'default', '-bgrewriteaof');
  const shown: unknown[] = [];
  const tell = (...words: unknown[]) => shown.push(words);
  const parts = {
    ledger,
    clock,
    note: tell,
    warn: (warning: unknown) => shown.push(warning),
    purgeAfterMs: 400 * dayMs,
  };
  try {
    await createDuePurge(parts as never)(async () => undefined);
  } finally {
    await redis.call('ACL', 'SETUSER', 'default', '+bgrewriteaof');
  }
  expect(shown).toEqual([
    ['data_erased', { batches: 1 }],
    ['data_kept', { batch: 'open', why: 'not_submitted_whole' }],
    { code: 'erased_not_forgotten', params: {} },
  ]);
  expect(await ledger.notices.due('mail', 10)).toMatchObject([
    { notice: { kind: 'data_not_forgotten', facts: { batches: 1 } } },
  ]);
});

test('a purge during which the append-only file is being written anew waits, and has it written again', async () => {
  const ledger = ledgerOf(testVault());
  await finished(ledger, 'batch');
  now += 401 * dayMs;
  const answers = ['busy', 'busy', 'begun'] as const;
  let asked = 0;
  const forgetWrites = async () => answers[asked++] ?? 'denied';
  const quick = { ...clock, sleep: async () => undefined };
  const context = { ledger: changedLedger(ledger, { purges: { forgetWrites } }), clock: quick };
  const { isForgotten } = await purgeBatches(context, 400 * dayMs, false, async () => undefined);
  expect([isForgotten, asked]).toEqual([true, 3]);
});
