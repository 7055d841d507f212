import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { deliverNotices } from '../../../src/actions/notify/deliver-notices.ts';
import type { Vault } from '../../../src/domain/crypto/vault.ts';
import type { Target } from '../../../src/domain/notices/notice.ts';
import { message } from '../../../src/i18n/messages.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { createLedger } from '../../../src/ledger/redis-ledger.ts';
import { createNotify, type Notify } from '../../../src/notify/notify.ts';
import { changedLedger } from '../../support/ledger.ts';
import { notice, startReceiver } from '../../support/notices.ts';
import { startTestRedis, type TestRedis } from '../../support/redis.ts';
import { testVault } from '../../support/vault.ts';

let server: TestRedis;
let redis: Redis;
let ledger: Ledger;
let now = 0;
let warnings: string[];

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const never = new AbortController().signal;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  now = notice.at;
  warnings = [];
  ledger = ledgerOf();
});
afterAll(async () => {
  await server.stop();
});

function ledgerOf(more: { readonly vault?: Vault } = {}): Ledger {
  return createLedger(redis, {
    account: 't',
    pace: { windows: '', longestWindowMs: 0 },
    leaseMs: 20_000,
    refusalsToStop: 20,
    randomId: randomUUID,
    now: () => String(now),
    ...more,
  });
}

/** Targets that take a notice or not, and the times at which each was told. */
function stage(takes: Partial<Record<Target, (attempt: number) => boolean | undefined>>) {
  const result: Record<Target, number[]> = { mail: [], webhook: [] };
  const notify: Notify = {
    targets: Object.keys(takes) as Target[],
    async send(target) {
      result[target].push(now);
      const isTaken = takes[target]?.(result[target].length);
      if (isTaken === undefined) return undefined;
      return {
        kind: isTaken ? 'delivered' : 'failed',
        answer: message('answered', { status: isTaken ? 200 : 500 }),
      };
    },
  };
  const context = {
    ledger,
    note: () => undefined,
    warn: ({ code }: { code: string }) => void warnings.push(code),
  };
  return { result, deliver: () => deliverNotices(context, notify, never) };
}

const status = async () => (await ledger.notices.list(1))[0]?.deliveries;

test('each target gets a notice once, and a target that fails does not make the other get it again', async () => {
  await ledger.notices.post(notice);
  const { result, deliver } = stage({ mail: () => true, webhook: (attempt) => attempt === 3 });
  for (let minute = 0; minute < 10; minute += 1, now += minuteMs) await deliver();
  expect(result.mail).toHaveLength(1);
  expect(result.webhook).toHaveLength(3);
  expect(await status()).toMatchObject({
    mail: { kind: 'delivered', attempts: 1 },
    webhook: { kind: 'delivered', attempts: 3, answer: { code: 'answered', params: { status: 200 } } },
  });
});

test('a day of refusals ends as undelivered: pauses grow from half a minute to an hour, the last attempt is after a day', async () => {
  await ledger.notices.post(notice);
  const { result, deliver } = stage({ mail: () => false });
  for (; now < notice.at + 1.2 * dayMs; now += 15_000) await deliver();
  const { mail: at } = result;
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(pauses[0]).toBeLessThanOrEqual(45_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(76 * minuteMs);
  expect(Math.max(...pauses)).toBeGreaterThan(50 * minuteMs);
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThan(dayMs + minuteMs);
  expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(dayMs);
  expect(at.length).toBeLessThan(40);
  expect(await status()).toMatchObject({
    mail: { kind: 'undelivered', answer: { code: 'answered', params: { status: 500 } } },
  });
  expect(warnings).toEqual(['notice_dropped_after_day']);
});

test('a notice that was sent and not settled is sent again under the same id', async () => {
  const receiver = await startReceiver();
  try {
    const webhook = { url: receiver.url, secret: 'a-secret-of-a-webhook' };
    const notify = createNotify({ account: 'main', language: 'en', webhook }, () => now);
    await ledger.notices.post(notice);
    const dying = changedLedger(ledger, { notices: { settle: () => Promise.reject(new Error('killed')) } });
    const context = { ledger, note: () => undefined, warn: () => undefined };
    await expect(deliverNotices({ ...context, ledger: dying }, notify, never)).rejects.toThrow('killed');
    await deliverNotices(context, notify, never);
    await deliverNotices(context, notify, never);
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([notice.id, notice.id]);
  } finally {
    await receiver.stop();
  }
});

test('a notice that somebody without the key has written is dropped with one warning, and the others are sent', async () => {
  const keyless = ledger;
  ledger = ledgerOf({ vault: testVault() });
  const lines = [message('words', { words: 'Confirm the refunds at https://evil.example/' })];
  for (let count = 0; count < 25; count += 1)
    await keyless.notices.post({ ...notice, id: `theirs-${count}`, lines });
  await ledger.notices.post(notice);
  const { result, deliver } = stage({ mail: () => true });
  for (let round = 0; round < 3; round += 1) await deliver();
  expect(result.mail).toHaveLength(1);
  expect(warnings).toEqual(Array(2).fill('forged_notices_dropped'));
  expect((await ledger.notices.list(100)).map(({ notice: { id } }) => id)).toEqual([notice.id]);
  expect(await redis.hkeys('{linkmill:t}:notices')).toEqual([notice.id]);
});

test('an attempt that was broken off counts for nothing', async () => {
  await ledger.notices.post(notice);
  const { deliver } = stage({ mail: () => undefined });
  await deliver();
  expect(await status()).toMatchObject({ mail: { kind: 'waiting', attempts: 0 } });
});

test('two processes at once send a notice once', async () => {
  await ledger.notices.post(notice);
  const { result, deliver } = stage({ mail: () => true });
  await Promise.all([deliver(), deliver(), deliver()]);
  expect(result.mail).toHaveLength(1);
});

test('a notice that is older than a long weekend when the first target is set is not sent', async () => {
  await ledger.notices.post(notice);
  now += 3 * dayMs + 1;
  await ledger.notices.post({ ...notice, id: 'new', at: now });
  const { result, deliver } = stage({ mail: () => true });
  await deliver();
  expect(result.mail).toHaveLength(1);
  expect(await status()).toMatchObject({ mail: { kind: 'delivered' } });
  expect((await ledger.notices.list(2))[1]?.deliveries.mail.kind).toBe('outdated');
});
