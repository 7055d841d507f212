import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { leastTimeMs } from '../../src/domain/settings/limits.ts';
import { createPace } from '../../src/pace/pace.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

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

/** The maximum number of times within any stretch of `lengthMs`. */
function peak(times: readonly number[], lengthMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + lengthMs).length));
}

describe('pace', () => {
  test('permits of several processes never exceed a window, and the first window leaves at once', async () => {
    const limits = [
      { count: 40, windowMs: 600 },
      { count: 10, windowMs: 100 },
    ];
    // The simulated clock advances only when a process has to wait.
    let now = 1_800_000_000_000;
    const paces = [redis, server.connect(), server.connect()].map((one) =>
      createPace(one, '{linkmill:t}', limits, 0, () => String(now)),
    );
    const times: number[] = [];
    await Promise.all(
      paces.map(async (pace) => {
        while (times.length < 120) {
          const permit = await pace.take();
          if (permit.kind === 'permit') times.push(permit.at);
          else now = Math.max(now, permit.at - 400);
        }
      }),
    );
    expect(peak(times, 600)).toBe(40);
    expect(peak(times, 100)).toBe(10);
    const first = Math.min(...times);
    expect(times.filter((at) => at < first + 400).length).toBe(40);
  });

  test('without limits every permit is for now', async () => {
    const pace = createPace(redis, '{linkmill:t}', []);
    const permit = await pace.take();
    expect(permit).toEqual({ kind: 'permit', at: permit.now, now: permit.now });
    expect(pace.permitLifeMs).toBe(Number.POSITIVE_INFINITY);
  });

  test('a window is longer by its guard', () => {
    const pace = createPace(redis, '{linkmill:t}', [
      { count: 2000, windowMs: 300_000 },
      { count: 50, windowMs: 1_000 },
    ]);
    expect(pace.windows).toBe('2000:300250,50:1040');
    expect(pace.permitLifeMs).toBe(20);
  });

  test('a 429 moves the next permit forward by the requested wait, and never back', async () => {
    const pace = createPace(redis, '{linkmill:t}', []);
    await pace.postpone(50_000);
    await pace.postpone(1_000);
    const permit = await pace.take();
    expect(permit.kind).toBe('later');
    expect(permit.at - permit.now).toBeGreaterThan(20_000);
    expect(permit.at - permit.now).toBeLessThanOrEqual(50_000);
  });

  test('creations that wait because earlier ones are unknown are distinguished from those that wait for a full window', async () => {
    const pace = createPace(redis, '{linkmill:t}', [{ count: 1, windowMs: 60_000 }]);
    expect(await pace.creationWait()).toEqual({ waitMs: 0, isUnknown: false });
    const { now } = await pace.take();
    await redis.hset('{linkmill:t}:pace', 'creationsFrom', now + 300_000);
    const lost = await pace.creationWait();
    expect(lost.isUnknown).toBe(true);
    expect(lost.waitMs).toBeGreaterThan(250_000);
    await redis.hset('{linkmill:t}:pace', 'creationsFrom', now + 5_000);
    expect(await pace.creationWait()).toMatchObject({ isUnknown: false });
  });

  test('several 429 within one pause are one strike, and strikes double the pause', async () => {
    const pace = createPace(redis, '{linkmill:t}', [], undefined, () => '1800000000000');
    await pace.postpone(undefined);
    const first = Number(await redis.hget('{linkmill:t}:pace', 'notBefore'));
    await pace.postpone(undefined);
    expect(Number(await redis.hget('{linkmill:t}:pace', 'notBefore'))).toBe(first);
    expect(await redis.hget('{linkmill:t}:pace', 'strikes')).toBe('1');
    await redis.hset('{linkmill:t}:pace', 'notBefore', 0);
    await pace.postpone(undefined);
    const { at, now } = await pace.take();
    expect(at - now).toBe(500);
  });

  test('the shortest time of a batch is that of its full windows, with a hundredth left to the reconciler', () => {
    const limits = [
      { count: 2000, windowMs: 300_000 },
      { count: 50, windowMs: 1_000 },
    ];
    expect(leastTimeMs(limits, 50)).toBe(0);
    expect(leastTimeMs(limits, 51)).toBe(1_040);
    expect(leastTimeMs(limits, 1_980)).toBe(39 * 1_040);
    expect(leastTimeMs(limits, 1_981)).toBe(300_250);
    expect(leastTimeMs([], 1_000_000)).toBe(0);
  });
});
