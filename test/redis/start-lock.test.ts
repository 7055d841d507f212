import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextLease } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeStartLock } from '../../src/redis/start-lock.ts';

let home: string;
const searchPath = process.env.PATH ?? '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'linkmill-lock-'));
});

afterEach(() => rmSync(home, { recursive: true }));

test('of many who want the lock one has it at a time, and nothing is left of it', async () => {
  let holders = 0;
  let most = 0;
  const lease = async () => {
    const lock = await takeStartLock(home, searchPath);
    holders += 1;
    most = Math.max(most, holders);
    for (let round = 0; round < 5; round += 1) await nextLease();
    holders -= 1;
    lock.release();
  };
  await Promise.all(Array.from({ length: 10 }, lease));
  expect(most).toBe(1);
  expect(readdirSync(home)).toEqual([]);
});

test('the lock of a dead holder goes to one of those who wait', async () => {
  mkdirSync(join(home, 'lock'));
  spawnSync('mkfifo', [join(home, 'lock', 'dead')]);
  const first = await takeStartLock(home, searchPath);
  let second = false;
  const waiting = takeStartLock(home, searchPath).then((lock) => {
    second = true;
    return lock;
  });
  for (let round = 0; round < 20; round += 1) await nextLease();
  expect(second).toBe(false);
  first.release();
  (await waiting).release();
  expect(readdirSync(home)).toEqual(['grave.dead']);
});
