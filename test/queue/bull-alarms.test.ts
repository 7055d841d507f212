import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type BullAlarms, createBullAlarms } from '../../src/queue/bull-alarms.ts';
import type { QueueWorker } from '../../src/queue/queue.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { waitUntil } from '../support/wait-until.ts';

const prefix = '{linkmill:test}';
const each = { name: 'each-second', cron: '* * * * * *', timeZone: 'Europe/Paris' };
const nightly = { name: 'nightly', cron: '0 2 * * *', timeZone: 'Europe/Paris' };

let redis: TestRedis;
let alarms: BullAlarms;
const listeners: QueueWorker[] = [];
const errors: Error[] = [];

function open(now: () => number = Date.now): BullAlarms {
  const connection = redis.connectionOptions;
  return createBullAlarms({ prefix, connection, now, onError: (error) => errors.push(error) });
}

beforeEach(async () => {
  redis = await startTestRedis();
  alarms = open();
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
  await alarms.close();
  await redis.stop();
  expect(errors).toEqual([]);
});

const schedulers = async () =>
  (await redis.connect().zrange(`${prefix}:scheduled-runs:repeat`, '0', '-1')).toSorted();

test('each alarm goes off in one of the listening processes, and only while it is wanted', async () => {
  const rings: string[] = [];
  for (const process of ['one', 'other'])
    listeners.push(
      alarms.listen((name) => rings.push(`${name} ${process} ${Math.round(Date.now() / 1000)}`)),
    );
  await alarms.replaceAll([each, nightly]);
  expect(await schedulers()).toEqual(['each-second', 'nightly']);
  await waitUntil('it rang three times', async () => rings.length >= 3);
  expect(rings.every((ring) => ring.startsWith('each-second '))).toBe(true);
  const seconds = rings.map((ring) => ring.split(' ')[2]);
  expect(new Set(seconds).size).toBe(seconds.length);
  await alarms.replaceAll([nightly]);
  expect(await schedulers()).toEqual(['nightly']);
});

test('an alarm whose job was lost is set again once its time has passed', async () => {
  await alarms.replaceAll([nightly]);
  const client = redis.connect();
  const jobs = () => client.zcard(`${prefix}:scheduled-runs:delayed`);
  const lost = (await client.keys(`${prefix}:scheduled-runs:repeat:nightly:*`)).concat(
    `${prefix}:scheduled-runs:delayed`,
  );
  await client.del(...lost);
  await alarms.replaceAll([nightly]);
  expect(await jobs()).toBe(0);
  const later = open(() => Date.now() + 2 * 86_400_000);
  await later.replaceAll([nightly]);
  await later.close();
  expect(await jobs()).toBe(1);
});

test('an alarm with another time replaces the earlier one', async () => {
  await alarms.replaceAll([nightly]);
  await alarms.replaceAll([{ ...nightly, cron: '0 3 * * *' }]);
  const fields = await redis.connect().hgetall(`${prefix}:scheduled-runs:repeat:nightly`);
  expect(fields).toMatchObject({ pattern: '0 3 * * *', tz: 'Europe/Paris' });
});
