import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { message } from '../../src/i18n/messages.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { notice } from '../support/notices.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
let redis: Redis;
let ledger: Ledger;
let now = 0;

const dayMs = 86_400_000;
const named = (id: string) => ({ ...notice, id });
const idsOf = (posted: readonly { notice: { id: string } }[]) => posted.map(({ notice: { id } }) => id);

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  now = 1_800_000_000_000;
  ledger = createLedger(redis, {
    account: 't',
    pace: { windows: '', longestWindowMs: 0 },
    leaseMs: 20_000,
    refusalsToStop: 20,
    randomId: randomUUID,
    now: () => String(now),
  });
});
afterAll(async () => {
  await server.stop();
});

test('a notice is posted once for its id, and is due at every target at once', async () => {
  expect(await ledger.notices.post(notice)).toBe(true);
  expect(
    await ledger.notices.post({ ...notice, subject: message('words', { words: 'the same thing again' }) }),
  ).toBe(false);
  for (const target of ['mail', 'webhook'] as const) {
    const waiting = { kind: 'waiting', attempts: 0 };
    expect(await ledger.notices.due(target, 10)).toEqual([
      { notice, deliveries: { mail: waiting, webhook: waiting } },
    ]);
  }
});

test('a notice that one target received is still due at the other, and never again at the first', async () => {
  await ledger.notices.post(notice);
  const delivery = {
    kind: 'delivered',
    attempts: 1,
    firstAt: now,
    lastAt: now,
    answer: message('answered', { status: 204 }),
  } as const;
  await ledger.notices.settle('webhook', notice.id, delivery);
  expect(await ledger.notices.due('webhook', 10)).toEqual([]);
  expect(idsOf(await ledger.notices.due('mail', 10))).toEqual([notice.id]);
  // A slower process reports another attempt, which must not undo the delivery.
  await ledger.notices.settle('webhook', notice.id, { kind: 'waiting', attempts: 1 }, now);
  expect((await ledger.notices.list(1))[0]?.deliveries.webhook).toEqual(delivery);
  expect(await ledger.notices.due('webhook', 10)).toEqual([]);
});

test('a postponed notice is due when its time has come, and the longest due comes first', async () => {
  await ledger.notices.post(named('a'));
  now += 1;
  await ledger.notices.post(named('b'));
  await ledger.notices.settle('mail', 'a', { kind: 'waiting', attempts: 1 }, now + 1_000);
  expect(idsOf(await ledger.notices.due('mail', 10))).toEqual(['b']);
  now += 1_000;
  expect(idsOf(await ledger.notices.due('mail', 10))).toEqual(['b', 'a']);
  expect(idsOf(await ledger.notices.list(10))).toEqual(['b', 'a']);
});

test('notices stay for 30 days, and a thousand at most; dropped ones leave nothing behind', async () => {
  await ledger.notices.post(named('old'));
  await ledger.notices.settle('mail', 'old', { kind: 'undelivered', attempts: 30 });
  now += 30 * dayMs + 1;
  for (let at = 0; at < 1_002; at += 1) await ledger.notices.post(named(`n-${at}`));
  expect(await redis.hlen('{linkmill:t}:notices')).toBe(1_000);
  expect(await redis.zcard('{linkmill:t}:notices:due:mail')).toBe(1_000);
  expect(await redis.exists('{linkmill:t}:notices:deliveries:mail')).toBe(0);
  await ledger.notices.settle('mail', 'old', { kind: 'delivered', attempts: 31 });
  expect(await redis.exists('{linkmill:t}:notices:deliveries:mail')).toBe(0);
});
