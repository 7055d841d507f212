import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { watchAccount } from '../../src/actions/notify/watch-account.ts';
import type { Batch } from '../../src/domain/batch.ts';
import type { Victim } from './stage.ts';
import { victims } from './victims.ts';

let one: Victim;
const { of, rows } = victims('keys', (victim) => {
  one = victim;
});

const isStopped = async () => (await one.stoppedBy()) !== undefined;
const plainOptions = JSON.stringify({
  payer: { kind: 'company', companyName: 'Mallory' },
  expiresInSeconds: 86_400,
  labelTemplate: 'Refund {reference}',
  defaultBeneficiary: false,
});

test('an unencrypted hash key is not used, and the file is not submitted', async () => {
  await one.redis.hset(one.key('account'), 'hashKey', `abcdefgh ${Buffer.alloc(32).toString('base64url')}`);
  await expect(one.submit(rows('a'))).rejects.toMatchObject({ failures: [{ code: 'ledger_forged' }] });
  expect(await one.redis.keys(one.key('refs:*'))).toEqual([]);
});

describe('a submitted batch', () => {
  const ways: [string, (batch: Batch) => Promise<void>][] = [
    [
      'whose key is removed',
      async (batch) => void (await one.redis.hdel(one.key('batch', batch), 'dataKey')),
    ],
    [
      'whose options rest plain',
      async (batch) => void (await one.redis.hset(one.key('batch', batch), 'options', plainOptions)),
    ],
    [
      'whose key is removed, and all of which rests plain',
      async (batch) => {
        await one.redis.hdel(one.key('batch', batch), 'dataKey', 'header', 'sealing');
        await one.redis.hset(one.key('batch', batch), 'options', plainOptions);
        await one.change(batch, 3, 3, () => '[0,"DE89370400440532013000",["Mallory","Thief"]]');
      },
    ],
    [
      'whose key is that of another batch',
      async (batch) => {
        const other = await one.submit(rows('z'));
        for (const field of ['dataKey', 'options', 'header', 'sealing']) {
          const value = await one.redis.hget(one.key('batch', other), field);
          await one.redis.hset(one.key('batch', batch), field, value ?? '');
        }
        await one.redis.hset(one.key('batch', other), 'pausedBy', '{"at":1,"by":"x","why":""}');
      },
    ],
    [
      'of which the canary is let go by nobody',
      async (batch) => {
        await one.redis.hset(one.key('batch', batch), 'heldAfter', '2');
      },
    ],
  ];
  test.each(ways)('%s is not sent; the account stops, and people are told', async (_what, forge) => {
    const batch = await one.submit(rows('b'));
    await forge(batch);
    await one.work(isStopped);
    expect(await one.stoppedBy()).toBe('ledger forged');
    await watchAccount(one.stage.context);
    const notices = await one.redis.hvals(one.key('notices'));
    expect(notices.length).toBeGreaterThan(0);
    for (let times = 0; times < 2; times += 1) {
      await one.stage.context.ledger.account.resume();
      await one.work(() => pause(500, true));
    }
    expect(one.oracle.strange()).toEqual([]);
    expect(one.oracle.links).toEqual([]);
    expect((await one.books(batch)).balanced).toBe(false);
  });

  const files: [string, (kept: string, batch: Batch) => Promise<unknown>][] = [
    [
      'whose plan rests plain, and reads another column as the amount',
      (kept) =>
        one.redis.hset(
          kept,
          'plan',
          JSON.stringify({
            plan: { at: { amount: 1 }, amounts: { kind: 'said', unit: 'cents' } },
            chunks: 1,
          }),
        ),
    ],
    ['of whose file a part is missing', (kept) => one.redis.hdel(kept, '0')],
    ['whose file is gone', (_kept, batch) => one.redis.hdel(one.key('batch', batch), 'source')],
    ['whose plan is gone', (kept) => one.redis.hdel(kept, 'plan')],
    [
      'whose number of parts is another',
      (_kept, batch) => one.redis.hset(one.key('batch', batch), 'source', '1 0'),
    ],
  ];
  test.each(files)('%s is not read differently, and its books do not balance', async (what, forge) => {
    const batch = await one.submit(rows('c'));
    await one.workToEnd(batch);
    expect((await one.books(batch)).balanced).toBe(true);
    await forge(`${one.key('source', batch)}:1`, batch);
    // The number of parts is encrypted with the plan; the one in plain text is ignored.
    expect((await one.books(batch)).balanced).toBe(what.includes('number of parts'));
    expect(await one.oracle.falseReport(await one.read(batch))).toEqual([]);
  });
});

describe('a row of which somebody plants an earlier link', () => {
  test('is not sent again, and its own link stays its link', async () => {
    const batch = await one.submit(rows('d'));
    await one.workToEnd(batch);
    const [link] = one.oracle.payable(of('d', 1));
    const record = await one.record(batch, 3);
    await one.setRecord(batch, 3, `${record}\n{"links":[["${link?.id}","","revoked",1]]}`);
    expect((await one.books(batch)).balanced).toBe(false);
    expect(one.oracle.payable(of('d', 1))).toHaveLength(1);
  });
});
