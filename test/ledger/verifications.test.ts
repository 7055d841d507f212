import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { message } from '../../src/i18n/messages.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { createPace } from '../../src/pace/pace.ts';
import { enterBatch, row, trustLedger } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { testVault } from '../support/vault.ts';

let server: TestRedis;
let ledger: Ledger;
let now: number;
const key = (line: number) => ({ batch: 'batch-a', line });
const first = { attempt: 1, generation: 0 };

beforeAll(async () => {
  server = await startTestRedis();
});
beforeEach(async () => {
  now = Date.now();
  const redis = server.connect();
  await redis.flushall();
  ledger = createLedger(redis, {
    account: 't',
    pace: createPace(redis, accountPrefix('t'), []),
    leaseMs: 20_000,
    refusalsToStop: 20,
    vault: testVault(),
    randomId: randomUUID,
    now: () => String(now),
  });
  await trustLedger({ ledger });
  await enterBatch({ ledger }, 'batch-a', [row(2), row(3), row(4)]);
});
afterAll(() => server.stop());

const kindOf = async (line: number, isOpen = false) => (await ledger.sendings.claim(key(line), isOpen)).kind;
const stateOf = async (line: number) => (await ledger.entries.read(key(line)))?.state;
const stopped = async () => (await ledger.account.status()).stopped?.by;
const linkTo = (line: number) => ({ id: `link-${line}`, url: `https://pay.example.com/${line}` });

async function create(line: number, sent = first): Promise<void> {
  await ledger.sendings.settle(key(line), sent, { kind: 'created', link: linkTo(line), recovered: false });
}

async function verify(line: number, kind: 'same' | 'unproven' = 'same'): Promise<number> {
  const entry = await ledger.entries.read(key(line));
  return ledger.verifications.verify(
    'batch-a',
    entry === undefined ? [] : [{ entry, kind }],
    message('nothing_shown_of_account', {}),
  );
}

const misdirect = (line: number) => ledger.verifications.misdirected(key(line), `link-${line}`, []);

describe('the first link of a batch', () => {
  test('is verified before any other row is claimed', async () => {
    expect(await ledger.sendings.claim(key(3))).toMatchObject({ kind: 'claimed', isFirst: true });
    expect(await kindOf(2)).toBe('unverified');
    await create(3);
    expect(await kindOf(2)).toBe('unverified');
    expect(await verify(3)).toBe(0);
    const claim = await ledger.sendings.claim(key(2));
    expect(claim).toMatchObject({ kind: 'claimed' });
    expect(claim).not.toHaveProperty('isFirst');
    expect(await kindOf(4)).toBe('claimed');
  });

  test.each([
    ['was refused', { kind: 'refused', failure: { code: 'provider_refused' }, providerCode: 'a' }],
    ['is in doubt', { kind: 'doubtful' }],
    ['certainly made nothing', { kind: 'entered' }],
  ] as const)(
    'does not block the batch where its sending %s: another row takes its place',
    async (_, ending) => {
      await ledger.sendings.claim(key(2));
      await ledger.sendings.settle(key(2), first, ending);
      expect(await ledger.sendings.claim(key(3))).toMatchObject({ kind: 'claimed', isFirst: true });
      expect(await kindOf(4)).toBe('unverified');
    },
  );

  test('blocks the others until its lease ends where its worker died', async () => {
    await ledger.sendings.claim(key(2));
    now += 19_999;
    await ledger.sendings.doubts(10);
    expect(await kindOf(3)).toBe('unverified');
    now += 2;
    await ledger.sendings.doubts(10);
    expect(await kindOf(3)).toBe('claimed');
  });

  test('still waits to be read back after a drop that came when it was made', async () => {
    await ledger.sendings.claim(key(2));
    now += 20_001;
    await ledger.sendings.doubts(10);
    await ledger.verifications.drop('batch-a');
    expect(await ledger.verifications.due(1)).toEqual([]);
    expect(await kindOf(3)).toBe('claimed');
    await create(3);
    await ledger.verifications.drop('batch-a');
    now += 20_001;
    expect(await ledger.verifications.due(1)).toEqual(['batch-a']);
  });

  test('does not block rows that name no account, and such a row verifies nothing', async () => {
    expect(await ledger.sendings.claim(key(2), true)).not.toHaveProperty('isFirst');
    await create(2);
    await verify(2);
    expect(await ledger.sendings.claim(key(3))).toMatchObject({ isFirst: true });
    expect(await kindOf(4, true)).toBe('claimed');
  });

  test('is verified anew after a resume, and when a person asks for it', async () => {
    await ledger.sendings.claim(key(2));
    await create(2);
    await verify(2);
    now += 1_000;
    await ledger.account.resume();
    expect(await ledger.sendings.claim(key(3))).toMatchObject({ isFirst: true });
    await create(3);
    await verify(3);
    await ledger.verifications.verifyAnew('batch-a');
    expect(await ledger.sendings.claim(key(4))).toMatchObject({ isFirst: true });
  });
});

describe('a link whose account Bridge does not show', () => {
  test('stops the account, and stays unverified until a person accepts it', async () => {
    await ledger.sendings.claim(key(2));
    await create(2);
    expect(await verify(2, 'unproven')).toBe(1);
    expect(await stopped()).toBe('destination unproven');
    expect(await stateOf(2)).not.toHaveProperty('isVerified');
    await ledger.account.resume({ by: 'ada', why: 'asked' });
    expect((await ledger.account.status()).unprovenAccepted).toEqual({ at: now, by: 'ada', why: 'asked' });
    expect(await verify(2, 'unproven')).toBe(0);
    expect(await stateOf(2)).toMatchObject({ isVerified: true });
  });

  test('stops the account even where somebody without the key has written an acceptance', async () => {
    await ledger.sendings.claim(key(2));
    await create(2);
    const theirs = JSON.stringify({ at: now, by: 'ada', why: 'asked' });
    await server.connect().hset(`${accountPrefix('t')}:account`, 'unprovenAccepted', theirs);
    expect(await verify(2, 'unproven')).toBe(1);
    expect(await stopped()).toBe('destination unproven');
    expect(await stateOf(2)).not.toHaveProperty('isVerified');
  });
});

describe('a link that leads elsewhere', () => {
  beforeEach(async () => {
    await ledger.sendings.claim(key(2));
    await create(2);
  });

  test('replaces an earlier stop of the account, and its row waits until the link has ended', async () => {
    await ledger.account.stop({ why: 'lunch', by: 'ada' });
    expect(await misdirect(2)).toBe(true);
    expect(await misdirect(2)).toBe(false);
    expect(await stopped()).toBe('destination');
    expect(await stateOf(2)).toEqual({ kind: 'entered' });
    expect(await ledger.links.dueRevocations(10)).toMatchObject([
      { id: 'link-2', isMisdirectedShown: false },
    ]);
    await ledger.account.resume();
    expect(await kindOf(2)).toBe('held');
    await ledger.links.endRevocation('link-2', 'revoked');
    expect(await ledger.sendings.claim(key(2))).toMatchObject({
      kind: 'claimed',
      entry: { generation: 1 },
      attempt: 2,
    });
  });

  test('does not stop the account where it was found in a ledger that was lost since', async () => {
    const { bornAt } = await ledger.account.status();
    expect(await ledger.verifications.misdirected(key(2), 'link-2', [], bornAt - 1)).toBe(false);
    expect(await stopped()).toBeUndefined();
    expect(await ledger.verifications.misdirected(key(2), 'link-2', [], bornAt)).toBe(true);
    expect(await stopped()).toBe('destination');
  });

  test('never counts again: neither a late answer nor the list settles the row with it', async () => {
    await misdirect(2);
    await create(2);
    expect(await ledger.sendings.judge(key(2), 1, { kind: 'found', link: linkTo(2), generation: 0 })).toBe(
      'already',
    );
    expect(await stateOf(2)).toEqual({ kind: 'entered' });
  });

  test('fails its row for good once it is paid: the row is neither claimed, nor retried, nor corrected', async () => {
    await misdirect(2);
    await ledger.links.endRevocation('link-2', 'completed');
    await ledger.account.resume();
    expect(await stateOf(2)).toEqual({
      kind: 'failed',
      failure: { code: 'paid_elsewhere', details: [message('link_named', { link: 'link-2' })] },
    });
    const entry = await ledger.entries.read(key(2));
    if (entry === undefined) throw new Error('no entry');
    expect(await ledger.entries.retry('batch-a', [entry], { by: 'ada', why: '' })).toEqual([]);
    const [answer] = await ledger.entries.consult('batch-b', [
      row(2, { amountCents: 999, reference: 'ref-2' }),
    ]);
    expect(answer?.verdict).toBe('conflict');
  });

  test('is marked where a report has shown it, since somebody may be paying it', async () => {
    await verify(2);
    await misdirect(2);
    expect(await ledger.links.dueRevocations(10)).toMatchObject([{ isMisdirectedShown: true }]);
  });

  test('makes its batch due to be compared until a comparison finds no other', async () => {
    await misdirect(2);
    expect(await ledger.verifications.dueMisdirected(10)).toEqual(['batch-a']);
    await ledger.verifications.compared('batch-a', now - 1);
    expect(await ledger.verifications.isMisdirected('batch-a')).toBe(true);
    await ledger.verifications.compared('batch-a', now, now + 500);
    expect(await ledger.verifications.dueMisdirected(10)).toEqual([]);
    now += 1_000;
    await ledger.verifications.compared('batch-a', now);
    expect(await ledger.verifications.isMisdirected()).toBe(false);
  });
});

test('one of every five hundred created rows of a batch is read back as a sample', async () => {
  const rows = Array.from({ length: 1_001 }, (_, at) => row(at + 10));
  await enterBatch({ ledger }, 'batch-b', rows);
  const sampled: number[] = [];
  for (const [at, { line }] of rows.entries()) {
    const of = { batch: 'batch-b', line };
    await ledger.sendings.claim(of, true);
    const link = { id: `b-${line}`, url: `https://pay.example.com/b-${line}` };
    const settlement = await ledger.sendings.settle(of, first, { kind: 'created', link, recovered: false });
    if (settlement === 'sampled') sampled.push(at + 1);
  }
  expect(sampled).toEqual([500, 1_000]);
});
