import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBullQueue } from '../../src/queue/bull-queue.ts';
import type { Job, Queue } from '../../src/queue/queue.ts';
import { quickTimes } from '../support/account-context.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { waitUntil } from '../support/wait-until.ts';

let server: TestRedis;
let queue: Queue;
const slice = { batch: 'batch-a', first: 2, last: 201 };

beforeEach(async () => {
  server = await startTestRedis();
  queue = createBullQueue({
    prefix: '{linkmill:t}',
    connection: server.connectionOptions,
    times: quickTimes,
    now: Date.now,
    onError: () => undefined,
  });
});
afterEach(async () => {
  await queue.close();
  await server.stop();
});

describe('the queue', () => {
  test('adds a repeat of a waiting slice, and not the same slice twice', async () => {
    await queue.add([slice, slice]);
    await queue.add([slice, { ...slice, repeat: '2' }]);
    const seen: Job[] = [];
    const worker = queue.work(async (job) => {
      seen.push(job);
      return 'done';
    }, 2);
    await waitUntil('the queue is idle', () => queue.isIdle());
    await worker.close();
    expect(seen).toEqual([slice, slice]);
  });

  test('takes an unfinished slice back, and accepts it anew once it is done', async () => {
    await queue.add([slice]);
    let looks = 0;
    const worker = queue.work(async () => {
      looks += 1;
      return looks < 3 ? 'unfinished' : 'done';
    }, 1);
    await waitUntil('it was looked at three times', async () => looks === 3 && (await queue.isIdle()));
    await queue.add([slice]);
    await waitUntil('it was looked at once more', () => looks === 4);
    await worker.close();
  });

  test('drops a slice whose work failed: the reconciler requeues its rows', async () => {
    await queue.add([slice]);
    const worker = queue.work(async () => {
      throw new Error('a fault');
    }, 1);
    await waitUntil('the queue is idle', () => queue.isIdle());
    await worker.close();
    expect((await server.connect().keys('*slice*')).length).toBe(0);
  });
});
