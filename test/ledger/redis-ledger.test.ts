import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Claim, Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { enterBatch, options, row, trustLedger } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

let server: TestRedis;
let redis: Redis;
let ledger: Ledger;
let now = 0;

const link = { id: 'link-1', url: 'https://pay.bridgeapi.io/link/1' };
const key = (line: number, batch = 'batch-a') => ({ batch, line });
const ours = { rank: 'valid', generation: 0 } as const;
const foreign = { rank: 'foreign', generation: 0, fingerprint: 'another' } as const;
/** A sending in the first generation of an entry. */
const first = (attempt: number) => ({ attempt, generation: 0 });

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  now = 1_800_000_000_000;
  const pace = { windows: '', longestWindowMs: 0 };
  ledger = createLedger(redis, {
    account: 't',
    pace,
    leaseMs: 20_000,
    refusalsToStop: 20,
    vault: testVault(),
    randomId: randomUUID,
    now: () => String(now),
  });
  await trustLedger({ ledger });
});
afterAll(async () => {
  await server.stop();
});

async function claimed(line: number): Promise<Extract<Claim, { kind: 'claimed' }>> {
  const claim = await ledger.sendings.claim(key(line), true);
  if (claim.kind !== 'claimed') throw new Error(`not claimed: ${claim.kind}`);
  return claim;
}

async function booksOf(batch = 'batch-a') {
  return (await ledger.batches.read(batch))?.books;
}

async function stateOf(line: number, batch = 'batch-a') {
  return (await ledger.entries.read(key(line, batch)))?.state.kind;
}

describe('entering', () => {
  test('counts rows once however often they are entered', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2), row(3)]);
    await ledger.entries.enter('batch-a', [row(2), row(3)]);
    expect(await booksOf()).toMatchObject({ rows: 2, open: 2, amountCents: 102 + 103 });
  });

  test('stores a row so that it is read back unchanged', async () => {
    const full = row(2, {
      label: 'Refund é',
      endToEndId: 'E2E',
      payer: { kind: 'person', firstName: 'Ada', lastName: "D'Exemple" },
      payerReference: 'p_1',
      expiresAt: '2027-01-31T10:00:00Z',
      callbackUrl: 'https://example.com/',
    });
    await enterBatch({ ledger }, 'batch-a', [full]);
    expect(await ledger.entries.read(key(2))).toEqual({
      key: key(2),
      reference: 'ref-2',
      contents: full.contents,
      label: 'Refund é',
      state: { kind: 'entered' },
      generation: 0,
      attempt: 0,
      earlierLinks: [],
    });
  });

  test('gives a row without a reference one of batch and line', async () => {
    const { reference: _, ...unnamed } = row(7);
    await enterBatch({ ledger }, 'batch-a', [{ ...unnamed, label: 'Refund batch-a-7' }]);
    expect(await ledger.entries.read(key(7))).toMatchObject({
      reference: 'batch-a-7',
      label: 'Refund batch-a-7',
    });
  });

  test('makes a row with a known reference and the same contents known, and its books follow the entry', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    await enterBatch({ ledger }, 'batch-b', [row(2), row(9)]);
    expect(await ledger.batches.read('batch-b')).toMatchObject({
      books: { rows: 2, known: 1, open: 1 },
      knownOpen: 1,
      knownCreated: 0,
    });
    const { attempt } = await claimed(2);
    await ledger.sendings.settle(key(2), first(attempt), { kind: 'created', link, recovered: false });
    expect(await ledger.batches.read('batch-b')).toMatchObject({ knownOpen: 0, knownCreated: 1 });
    expect(await ledger.entries.readLines('batch-b', [2])).toEqual(new Map([[2, key(2)]]));
  });

  test('reports a conflict for a known reference with other contents while the earlier row is open or has a link', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    const edited = row(5, { reference: 'ref-2', amountCents: 999 });
    await ledger.batches.open({ id: 'batch-b', file: 'b.csv', fileRows: 1, options, amountMaxCents: 1 });
    expect(await ledger.entries.enter('batch-b', [edited])).toEqual([{ line: 5, earlier: key(2) }]);
    const { attempt } = await claimed(2);
    await ledger.sendings.settle(key(2), first(attempt), { kind: 'created', link, recovered: false });
    expect(await ledger.entries.enter('batch-b', [edited])).toEqual([{ line: 5, earlier: key(2) }]);
    expect(await ledger.entries.consult('batch-x', [edited])).toMatchObject([
      { verdict: 'conflict', earlier: key(2) },
    ]);
  });

  test('replaces a refused row by one with other contents, after which a retry of the old one does nothing', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    const { attempt } = await claimed(2);
    await ledger.sendings.settle(key(2), first(attempt), {
      kind: 'refused',
      failure: { code: 'provider_refused' },
      providerCode: 'some.code',
    });
    const corrected = row(5, { reference: 'ref-2', amountCents: 999 });
    expect(await ledger.entries.consult('batch-x', [corrected])).toMatchObject([{ verdict: 'corrected' }]);
    await enterBatch({ ledger }, 'batch-b', [corrected]);
    expect(await ledger.entries.read(key(5, 'batch-b'))).toMatchObject({
      generation: 1,
      attempt: 1,
      state: { kind: 'entered' },
    });
    const old = await ledger.entries.read(key(2));
    expect(
      await ledger.entries.retry('batch-a', old === undefined ? [] : [old], { by: 'me', why: '' }),
    ).toEqual([]);
  });

  test('reports a twin with the same IBAN, amount and label, unless it ended without a link', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2, { label: 'Refund' })]);
    const twin = row(9, { amountCents: 102, label: 'Refund' });
    expect(await ledger.entries.consult('batch-x', [twin])).toEqual([{ verdict: 'new', twin: key(2) }]);
    const { attempt } = await claimed(2);
    await ledger.sendings.settle(key(2), first(attempt), {
      kind: 'refused',
      failure: { code: 'provider_refused' },
      providerCode: 'some.code',
    });
    expect(await ledger.entries.consult('batch-x', [twin])).toEqual([{ verdict: 'new' }]);
  });
});

describe('an interrupted submission', () => {
  const interrupt = async () => {
    await ledger.batches.open({ id: 'batch-a', file: 'a.csv', fileRows: 2, options, amountMaxCents: 1 });
    await ledger.entries.enter('batch-a', [row(2, { label: 'Refund' }), row(3)]);
  };

  test('does not block the rows of a corrected file: they are new there, and counted once', async () => {
    await interrupt();
    const corrected = row(3, { amountCents: 999 });
    expect(await ledger.entries.consult('batch-b', [row(2), corrected])).toMatchObject([
      { verdict: 'new' },
      { verdict: 'new' },
    ]);
    await enterBatch({ ledger }, 'batch-b', [row(2), corrected]);
    expect(await booksOf('batch-b')).toMatchObject({ rows: 2, open: 2, known: 0, amountCents: 102 + 999 });
    expect(await booksOf('batch-a')).toMatchObject({ rows: 0, amountCents: 0 });
    expect(await ledger.sendings.claim(key(3, 'batch-b'), true)).toMatchObject({ kind: 'claimed' });
  });

  test('cannot be committed after another one took over rows, until they are entered again', async () => {
    await interrupt();
    await enterBatch({ ledger }, 'batch-b', [row(3)]);
    const slices = [{ first: 2, last: 3 }];
    expect(await ledger.batches.commit('batch-a', slices, undefined)).toBe(false);
    await ledger.entries.enter('batch-a', [row(2, { label: 'Refund' }), row(3)]);
    expect(await ledger.batches.commit('batch-a', slices, undefined)).toBe(true);
    expect(await booksOf()).toMatchObject({ rows: 2, open: 1, known: 1 });
  });

  test('finds no twins or earlier rows in itself when it is submitted again', async () => {
    await interrupt();
    const unnamed = { ...row(2, { label: 'Refund' }) };
    expect(
      await ledger.entries.consult('batch-a', [unnamed, row(9, { amountCents: 102, label: 'Refund' })]),
    ).toEqual([{ verdict: 'new' }, { verdict: 'new' }]);
  });
});

describe("a strange link under a row's reference", () => {
  const failure = { code: 'found_with_other_contents' } as const;

  test('blocks retry and correction of the row', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    await ledger.sendings.judge(key(2), 0, { kind: 'conflict', failure });
    const entry = await ledger.entries.read(key(2));
    expect(
      await ledger.entries.retry('batch-a', entry === undefined ? [] : [entry], { by: 'me', why: '' }),
    ).toEqual([]);
    const corrected = row(2, { amountCents: 999 });
    expect(await ledger.entries.consult('batch-b', [corrected])).toMatchObject([{ verdict: 'conflict' }]);
    await ledger.batches.open({ id: 'batch-b', file: 'b.csv', fileRows: 1, options, amountMaxCents: 1 });
    expect(await ledger.entries.enter('batch-b', [corrected])).toEqual([{ line: 2, earlier: key(2) }]);
  });

  test('does not replace one of ours that the recovery scan found', async () => {
    const { fingerprint } = row(2);
    await ledger.entries.recoveryScan([{ ...ours, reference: 'ref-2', fingerprint, link }]);
    await ledger.entries.recoveryScan([
      { ...foreign, reference: 'ref-2', link: { id: 'strange', url: 'https://x.example.com/' } },
    ]);
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    expect((await ledger.entries.read(key(2)))?.state).toMatchObject({ kind: 'created', link });
  });
});

describe('the duplicate guard', () => {
  test('still has the row with a link after a later twin was refused', async () => {
    const twin = (line: number) => row(line, { amountCents: 102, label: 'Refund' });
    await enterBatch({ ledger }, 'batch-a', [twin(2)]);
    await claimed(2);
    await ledger.sendings.settle(key(2), first(1), { kind: 'created', link, recovered: false });
    await enterBatch({ ledger }, 'batch-b', [twin(3)]);
    await ledger.sendings.claim(key(3, 'batch-b'), true);
    await ledger.sendings.settle(key(3, 'batch-b'), first(1), {
      kind: 'refused',
      failure: { code: 'provider_refused' },
      providerCode: 'some.code',
    });
    expect(await ledger.entries.consult('batch-c', [twin(4)])).toEqual([{ verdict: 'new', twin: key(2) }]);
  });
});

describe('a claim', () => {
  beforeEach(() => enterBatch({ ledger }, 'batch-a', [row(2), row(3)]));

  test('is given to one of many callers at once', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => ledger.sendings.claim(key(2), true)));
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'settled')).toHaveLength(19);
  });

  test('is refused in a batch that is not committed, after a canary, and while the account is stopped', async () => {
    await ledger.batches.open({ id: 'batch-b', file: 'b.csv', fileRows: 2, options, amountMaxCents: 1 });
    await ledger.entries.enter('batch-b', [row(11), row(12)]);
    expect(await ledger.sendings.claim(key(11, 'batch-b'), true)).toEqual({ kind: 'held' });
    await ledger.batches.commit('batch-b', [{ first: 11, last: 12 }], 11);
    expect(await ledger.sendings.claim(key(12, 'batch-b'), true)).toEqual({ kind: 'held' });
    expect(await ledger.sendings.claim(key(11, 'batch-b'), true)).toMatchObject({ kind: 'claimed' });
    await ledger.batches.approve('batch-b');
    await ledger.account.stop({ why: '401', by: 'lock-out' });
    expect(await ledger.sendings.claim(key(12, 'batch-b'), true)).toEqual({ kind: 'stopped' });
    await ledger.account.resume();
    expect(await ledger.sendings.claim(key(12, 'batch-b'), true)).toMatchObject({ kind: 'claimed' });
  });

  test('ends as entered where certainly nothing was sent, and the next one is another attempt', async () => {
    expect((await claimed(2)).attempt).toBe(1);
    expect(await ledger.sendings.settle(key(2), first(1), { kind: 'entered' })).toBe('done');
    expect((await claimed(2)).attempt).toBe(2);
    expect(
      await ledger.sendings.settle(key(2), first(1), {
        kind: 'refused',
        failure: { code: 'provider_refused' },
        providerCode: 'some.code',
      }),
    ).toBe('late');
    expect(await stateOf(2)).toBe('claimed');
  });

  test('is settled by a created answer in any state but created, and a second link goes to the duplicates', async () => {
    await claimed(2);
    await ledger.sendings.settle(key(2), first(1), { kind: 'doubtful' });
    now += 60_000;
    await ledger.sendings.judge(key(2), 1, { kind: 'absent', begunAt: now, proofWaitMs: 50_000 });
    expect(await stateOf(2)).toBe('entered');
    expect(await ledger.sendings.settle(key(2), first(1), { kind: 'created', link, recovered: false })).toBe(
      'done',
    );
    expect(await ledger.sendings.settle(key(2), first(1), { kind: 'created', link, recovered: false })).toBe(
      'already',
    );
    const second = { id: 'link-2', url: 'https://pay.bridgeapi.io/link/2' };
    expect(
      await ledger.sendings.settle(key(2), first(2), { kind: 'created', link: second, recovered: false }),
    ).toBe('duplicate');
    expect(await ledger.links.dueDuplicates(10)).toEqual([{ key: key(2), ids: ['link-2'] }]);
    expect(await booksOf()).toMatchObject({ created: 1, open: 1, createdCents: 102 });
  });

  test("is not settled by an answer with another row's link", async () => {
    await claimed(2);
    await claimed(3);
    await ledger.sendings.settle(key(2), first(1), { kind: 'created', link, recovered: false });
    expect(await ledger.sendings.settle(key(3), first(1), { kind: 'created', link, recovered: false })).toBe(
      'taken',
    );
    expect(await stateOf(3)).toBe('claimed');
  });

  test('loses a link that the list shows for another row, and is doubtful then', async () => {
    await claimed(2);
    await claimed(3);
    await ledger.sendings.settle(key(2), first(1), { kind: 'created', link, recovered: false });
    await ledger.sendings.settle(key(3), first(1), { kind: 'doubtful' });
    expect(await ledger.sendings.judge(key(3), 1, { kind: 'found', link, generation: 0 })).toBe('done');
    expect([await stateOf(2), await stateOf(3)]).toEqual(['doubtful', 'created']);
    expect(await booksOf()).toMatchObject({ created: 1, doubtful: 1, open: 0, createdCents: 103 });
    expect((await ledger.sendings.doubts(10)).doubts).toMatchObject([
      { key: key(2), attempt: 1, sentAt: now },
    ]);
  });

  test('is never given for a settled entry, until a person retries a refused one', async () => {
    await claimed(2);
    await ledger.sendings.settle(key(2), first(1), {
      kind: 'refused',
      failure: { code: 'provider_refused', detail: 'two words' },
      providerCode: 'some.code',
    });
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'settled' });
    const entry = await ledger.entries.read(key(2));
    expect(entry?.state).toEqual({
      kind: 'refused',
      failure: { code: 'provider_refused', detail: 'two words' },
    });
    expect(
      await ledger.entries.retry('batch-a', entry === undefined ? [] : [entry], { by: 'me', why: '' }),
    ).toEqual([2]);
    expect((await claimed(2)).attempt).toBe(2);
  });

  test('finishes its batch when it is settled as the last row', async () => {
    for (const line of [2, 3]) {
      await claimed(line);
      expect((await ledger.batches.read('batch-a'))?.finishedAt).toBeUndefined();
      now += 1_000;
      await ledger.sendings.settle(key(line), first(1), {
        kind: 'refused',
        failure: { code: 'provider_refused' },
        providerCode: 'some.code',
      });
    }
    expect(await ledger.batches.read('batch-a')).toMatchObject({
      finishedAt: now,
      books: { refused: 2, open: 0 },
    });
  });
});

describe('a doubt', () => {
  beforeEach(() => enterBatch({ ledger }, 'batch-a', [row(2), row(3)]));

  test('begins when the lease of a claim expires, and the row is not claimed again', async () => {
    await claimed(2);
    expect((await ledger.sendings.doubts(10)).doubts).toEqual([]);
    now += 20_001;
    expect((await ledger.sendings.doubts(10)).doubts).toEqual([
      { key: key(2), attempt: 1, sentAt: now - 20_001, firstSentAt: now - 20_001 },
    ]);
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'settled' });
    expect(await booksOf()).toMatchObject({ doubtful: 1, open: 1 });
  });

  test('ends as absent only by a listing that began the proof wait or more after the sending', async () => {
    await claimed(2);
    const sentAt = now;
    await ledger.sendings.settle(key(2), first(1), { kind: 'doubtful' });
    const verdict = { kind: 'absent', proofWaitMs: 155_000 } as const;
    expect(await ledger.sendings.judge(key(2), 1, { ...verdict, begunAt: sentAt + 154_999 })).toBe(
      'unproven',
    );
    expect(await ledger.sendings.judge(key(2), 2, { ...verdict, begunAt: sentAt + 155_000 })).toBe('late');
    expect(await stateOf(2)).toBe('doubtful');
    expect(await ledger.sendings.judge(key(2), 1, { ...verdict, begunAt: sentAt + 155_000 })).toBe('again');
    expect(await stateOf(2)).toBe('entered');
  });

  test('is settled as recovered by a link in the list', async () => {
    await claimed(2);
    await ledger.sendings.settle(key(2), first(1), { kind: 'doubtful' });
    expect(await ledger.sendings.judge(key(2), 1, { kind: 'found', link, generation: 0 })).toBe('done');
    expect((await ledger.entries.read(key(2)))?.state).toEqual({ kind: 'created', link, recovered: true });
    expect((await ledger.sendings.doubts(10)).doubts).toEqual([]);
  });

  test('ends as failed after five sendings without a link', async () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await claimed(2);
      await ledger.sendings.settle(key(2), first(attempt), { kind: 'doubtful' });
      now += 10;
      await ledger.sendings.judge(key(2), attempt, { kind: 'absent', begunAt: now, proofWaitMs: 10 });
    }
    expect((await ledger.entries.read(key(2)))?.state).toEqual({
      kind: 'failed',
      failure: { code: 'sent_too_often' },
    });
  });
});

describe('a ledger that lost writes', () => {
  test('claims nothing before a recovery scan where it is new', async () => {
    await redis.flushall();
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'suspect' });
    const { epoch, state } = await ledger.account.status();
    expect(state).toBe('suspect');
    await ledger.account.trust('another epoch', true);
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'suspect' });
    await ledger.account.trust(epoch, true);
    expect(await ledger.sendings.claim(key(2), true)).toMatchObject({ kind: 'claimed' });
  });

  test('is suspect after another run of the server, unless that was stopped in an orderly way', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    await redis.hset('{linkmill:t}:account', 'runId', 'an earlier run', 'cleanStop', 'an earlier run');
    expect(await ledger.sendings.claim(key(2), true)).toMatchObject({ kind: 'claimed' });
    await redis.hset('{linkmill:t}:account', 'runId', 'an earlier run');
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'suspect' });
  });

  test('accepts a clean-stop mark only for a server run that it knows', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    await redis.hset('{linkmill:t}:account', 'runId', 'a run that was killed');
    await ledger.account.markCleanStop();
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'suspect' });
  });

  test('drops a clean-stop mark as soon as anything is written after it', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    await ledger.account.markCleanStop();
    await ledger.sendings.claim(key(2), true);
    expect(await redis.hget('{linkmill:t}:account', 'cleanStop')).toBeNull();
  });

  test('settles a row that is submitted later with a link that the recovery scan found', async () => {
    const seen = row(2);
    const { fingerprint } = seen;
    expect(await ledger.entries.recoveryScan([{ ...ours, reference: 'ref-2', fingerprint, link }])).toEqual([
      undefined,
    ]);
    expect(
      await ledger.entries.recoveryScan([
        { ...ours, reference: 'ref-3', fingerprint, link: { id: 'x', url: 'y' } },
      ]),
    ).toEqual([undefined]);
    expect(
      await ledger.entries.recoveryScan([{ ...foreign, reference: 'ref-4', link: { id: 'z', url: 'y' } }]),
    ).toEqual([undefined]);
    await enterBatch({ ledger }, 'batch-a', [seen, row(3), row(4)]);
    expect((await ledger.entries.read(key(2)))?.state).toEqual({ kind: 'created', link, recovered: true });
    expect(await stateOf(3)).toBe('failed');
    expect(await stateOf(4)).toBe('failed');
    expect(await booksOf()).toMatchObject({ created: 1, failed: 2, open: 0, createdCents: 102 });
  });
});
