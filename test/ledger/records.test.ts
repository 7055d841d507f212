import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { newRun } from '../../src/actions/schedule/run-schedules.ts';
import { noHints } from '../../src/domain/hints.ts';
import type { RunFile, Schedule, ScheduledRun } from '../../src/domain/schedule.ts';
import { message } from '../../src/i18n/messages.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/redis-ledger.ts';
import { options, payer } from '../support/account-context.ts';
import { notice } from '../support/notices.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { quickPolicy } from '../support/schedule.ts';
import { testVault } from '../support/vault.ts';

const prefix = '{linkmill:t}';
const account = `${prefix}:account`;
const at = Date.UTC(2026, 9, 25, 1);
const minuteMs = 60_000;

let server: TestRedis;
let redis: Redis;
let ledger: Ledger;
/** The ledger of an installation without a key, on the same Redis. */
let keyless: Ledger;

beforeAll(async () => {
  server = await startTestRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  ledger = ledgerOf(true);
  keyless = ledgerOf(false);
});
afterAll(() => server.stop());

function ledgerOf(isKeyed: boolean): Ledger {
  const pace = { windows: '', longestWindowMs: 0 };
  const settings = { account: 't', pace, leaseMs: 20_000, refusalsToStop: 20, randomId: randomUUID };
  return createLedger(redis, {
    ...settings,
    now: () => String(at),
    ...(isKeyed && { vault: testVault() }),
  });
}

const scheduleOf = (name: string, change: Partial<Schedule> = {}): Schedule => ({
  name,
  cron: '0 2 * * *',
  timeZone: 'Europe/Paris',
  inbox: '/srv/inbox',
  pattern: '*',
  addedAt: at,
  addedBy: 'ada@example',
  rules: { options, hints: noHints, isMappedAsLast: false, amountMaxCents: 3_500_000 },
  policy: { ...quickPolicy, maxSumCents: 1_000_000 },
  ...change,
});

const file: RunFile = {
  ...{ name: 'a.csv', stamp: '1', kind: 'submitted', stage: 'taken' },
  ...{ batch: 'b', rows: 3, amountCents: 600_000, failures: {} },
};

/** A run that was opened, and saved once more with a file. */
async function savedRun(change: Partial<ScheduledRun> = {}): Promise<ScheduledRun> {
  const opened = await ledger.schedules.saveRun({
    ...newRun(scheduleOf('nightly'), at, at, undefined),
    ...change,
  });
  const saved = opened && (await ledger.schedules.saveRun({ ...opened, files: [file] }));
  if (saved === undefined) throw new Error('the run was not saved');
  return saved;
}

const refusedNames = async () => (await ledger.schedules.unreadable()).map(({ name }) => name);

describe('a schedule', () => {
  test('is read back as it was added, and is not readable in Redis', async () => {
    await ledger.schedules.add(scheduleOf('nightly'));
    expect(await ledger.schedules.list()).toEqual([scheduleOf('nightly')]);
    const stored = JSON.stringify(await redis.hgetall(`${prefix}:schedules`));
    for (const word of ['/srv/inbox', 'Europe', payer.companyName]) expect(stored).not.toContain(word);
  });

  test('that somebody without the key has written is not served, and is named as forged', async () => {
    await ledger.schedules.add(scheduleOf('nightly'));
    const planted = scheduleOf('thief', {
      inbox: '/tmp/theirs',
      policy: quickPolicy,
      rules: {
        ...scheduleOf('thief').rules,
        options: { ...options, payer: { kind: 'company', companyName: 'Somebody Else' } },
      },
    });
    await keyless.schedules.add(planted);
    await redis.hset(`${prefix}:schedules`, 'nightly', JSON.stringify({ ...planted, name: 'nightly' }));
    expect(await ledger.schedules.list()).toEqual([]);
    expect((await ledger.schedules.unreadable()).toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'nightly', isForged: true },
      { name: 'thief', isForged: true },
    ]);
  });

  test('is not served under another name to which its text was moved', async () => {
    await ledger.schedules.add(scheduleOf('nightly'));
    const text = (await redis.hget(`${prefix}:schedules`, 'nightly')) ?? '';
    await redis.hset(`${prefix}:schedules`, 'removed', text);
    expect((await ledger.schedules.list()).map(({ name }) => name)).toEqual(['nightly']);
    expect(await refusedNames()).toEqual(['removed']);
  });

  test('is not served where it was planted in a ledger whose keys were removed', async () => {
    await ledger.schedules.add(scheduleOf('nightly'));
    await redis.hdel(account, 'hashKey', 'recordKey');
    await keyless.schedules.add(scheduleOf('thief'));
    expect(await ledger.schedules.list()).toEqual([]);
    await redis.hset(account, 'hashKey', 'abcdefgh x.y', 'recordKey', 'abcdefgh x.y');
    expect(await ledger.schedules.list()).toEqual([]);
    await redis.hset(
      account,
      'hashKey',
      `abcdefgh ${'A'.repeat(43)}`,
      'recordKey',
      `abcdefgh ${'A'.repeat(43)}`,
    );
    expect(await ledger.schedules.list()).toEqual([]);
    expect((await refusedNames()).toSorted()).toEqual(['nightly', 'thief']);
  });
});

describe('a scheduled run', () => {
  const runs = `${prefix}:runs:nightly`;

  test('is not read where the text of an earlier revision was put in place of the present one', async () => {
    const opened = await ledger.schedules.saveRun(newRun(scheduleOf('nightly'), at, at, undefined));
    const earlier = (await redis.hget(runs, String(at))) ?? '';
    await ledger.schedules.saveRun({ ...(opened as ScheduledRun), files: [file] });
    await redis.hset(runs, String(at), earlier.replace(/^1 /, '2 '));
    expect(await ledger.schedules.run('nightly', at)).toBeUndefined();
    expect(await ledger.schedules.runs('nightly', 10)).toEqual([]);
    expect(await ledger.schedules.openRuns()).toEqual([]);
    expect(await ledger.schedules.unreadable()).toEqual([{ name: `nightly ${at}`, isForged: true }]);
  });

  test('is not worked on where somebody without the key has written it', async () => {
    const theirs = scheduleOf('nightly', { inbox: '/tmp/theirs', policy: quickPolicy });
    await keyless.schedules.saveRun(newRun(theirs, at, at, undefined));
    expect(await ledger.schedules.openRuns()).toEqual([]);
    expect(await ledger.schedules.runs('nightly', 10)).toEqual([]);
    expect(await refusedNames()).toEqual([`nightly ${at}`]);
  });

  test('is removed with its schedule where somebody else has written it, and stays where this installation has', async () => {
    await savedRun();
    const later = at + minuteMs;
    await keyless.schedules.saveRun(newRun(scheduleOf('nightly'), later, later, undefined));
    await ledger.schedules.add(scheduleOf('nightly'));
    expect(await ledger.schedules.remove('nightly')).toBe(true);
    expect(await ledger.schedules.unreadable()).toEqual([]);
    expect((await ledger.schedules.openRuns()).map((run) => run.at)).toEqual([at]);
    expect(await ledger.schedules.remove('nightly')).toBe(false);
  });

  test('is not worked on at another time, or under another schedule, to which its text was moved', async () => {
    await savedRun();
    const text = (await redis.hget(runs, String(at))) ?? '';
    const later = at + minuteMs;
    await redis.hset(runs, String(later), text);
    await redis.hset(`${prefix}:runs:other`, String(at), text);
    await redis.zadd(`${prefix}:runs-open`, later, `nightly ${later}`, at, `other ${at}`);
    expect((await ledger.schedules.openRuns()).map((run) => run.at)).toEqual([at]);
    expect(await refusedNames()).toEqual([`other ${at}`, `nightly ${later}`]);
  });

  test('counts towards the ceilings of its date even where the indexes were changed', async () => {
    await savedRun();
    const other = { schedule: scheduleOf('nightly'), at: at + minuteMs };
    expect(await ledger.schedules.spent(other)).toEqual({ rows: 3, amountCents: 600_000 });
    await redis.del(`${prefix}:run-spent:nightly`, `${prefix}:run-times:nightly`, `${prefix}:runs-open`);
    expect(await ledger.schedules.spent(other)).toEqual({ rows: 3, amountCents: 600_000 });
    await redis.zadd(`${prefix}:run-spent:nightly`, at, `${at} 2026-10-25 -3 -600000`);
    expect(await ledger.schedules.spent(other)).toEqual({ rows: 3, amountCents: 600_000 });
  });

  test('makes the sum of its date fail where it was forged', async () => {
    await savedRun();
    const other = { schedule: scheduleOf('nightly'), at: at + minuteMs };
    await redis.hset(runs, String(at), '2 forged');
    await expect(ledger.schedules.spent(other)).rejects.toMatchObject({
      failures: [{ code: 'ledger_forged' }],
    });
    const week = { schedule: scheduleOf('nightly'), at: at + 7 * 24 * 60 * minuteMs };
    expect(await ledger.schedules.spent(week)).toEqual({ rows: 0, amountCents: 0 });
  });

  test('makes the sum of its date fail where another version wrote it', async () => {
    const opened = await ledger.schedules.saveRun(newRun(scheduleOf('nightly'), at, at, undefined));
    await ledger.schedules.saveRun({ ...(opened as ScheduledRun), state: 'of_tomorrow' as never });
    const details = [message('run_unreadable', { schedule: 'nightly', at })];
    await expect(
      ledger.schedules.spent({ schedule: scheduleOf('nightly'), at: at + minuteMs }),
    ).rejects.toMatchObject({
      failures: [{ code: 'record_unreadable', details }],
    });
  });

  test('is still the newest of the clock after somebody set back the field `clock`', async () => {
    await savedRun();
    await redis.hset(runs, 'clock', at - 10 * minuteMs);
    expect(await ledger.schedules.newestByClock('nightly')).toBe(at);
    await redis.hdel(runs, 'clock');
    expect(await ledger.schedules.newestByClock('nightly')).toBe(at);
  });

  test('does not count as one of the clock where a person started it', async () => {
    await savedRun({ by: 'ada@example' });
    expect(await ledger.schedules.newestByClock('nightly')).toBeUndefined();
  });
});

const remembered = { map: [{ column: 'amount', header: 'Total' }], only: [] } as const;

describe('a mapping', () => {
  test('is not remembered where somebody without the key has written it', async () => {
    await keyless.mappings.remember('Total;IBAN', remembered);
    expect(await ledger.mappings.among(['Total;IBAN'])).toBeUndefined();
    await redis.hset(`${prefix}:maps`, createHash('sha256').update('x').digest().subarray(0, 16), '{');
    expect(await ledger.mappings.among(['x'])).toBeUndefined();
  });

  test('is not remembered for another header line to which its text was moved', async () => {
    await ledger.mappings.remember('Total;IBAN', remembered);
    const [text = Buffer.alloc(0)] = Object.values(await redis.hgetallBuffer(`${prefix}:maps`));
    await redis.hset(`${prefix}:maps`, createHash('sha256').update('a;b').digest().subarray(0, 16), text);
    expect(await ledger.mappings.among(['a;b'])).toBeUndefined();
    expect(await ledger.mappings.among(['a;b', 'Total;IBAN'])).toEqual(remembered);
  });
});

describe('a notice', () => {
  const phishing = {
    ...notice,
    id: 'theirs',
    lines: [message('words', { words: 'Confirm the refunds at https://evil.example/' })],
  };

  test('is never delivered where somebody without the key has written it, and does not block others', async () => {
    for (let count = 0; count < 30; count += 1)
      await keyless.notices.post({ ...phishing, id: `theirs-${count}` });
    await ledger.notices.post(notice);
    expect((await ledger.notices.list(100)).map(({ notice: { id } }) => id)).toEqual([notice.id]);
    let rounds = 0;
    for (; (await ledger.notices.dropForged('mail', 20)) > 0; rounds += 1);
    expect(rounds).toBe(2);
    expect((await ledger.notices.due('mail', 20)).map(({ notice: { id } }) => id)).toEqual([notice.id]);
  });

  test('is never delivered under another id to which its text was moved', async () => {
    await ledger.notices.post(notice);
    await keyless.notices.post(phishing);
    const text = (await redis.hget(`${prefix}:notices`, notice.id)) ?? '';
    await redis.hset(`${prefix}:notices`, phishing.id, text);
    expect((await ledger.notices.list(100)).map(({ notice: { id } }) => id)).toEqual([notice.id]);
  });

  test('is posted although somebody has taken its id before', async () => {
    await keyless.notices.post({ ...phishing, id: notice.id });
    expect(await ledger.notices.post(notice)).toBe(true);
    expect(await ledger.notices.post(notice)).toBe(false);
    expect((await ledger.notices.due('mail', 10)).map((posted) => posted.notice)).toEqual([notice]);
  });

  test('still waits after somebody without the key has written its delivery', async () => {
    await ledger.notices.post(notice);
    const theirs = JSON.stringify({ kind: 'undelivered', attempts: 3, shown: 'see https://evil.example/' });
    await redis.hset(`${prefix}:notices:deliveries:mail`, notice.id, theirs);
    expect((await ledger.notices.due('mail', 10))[0]?.deliveries.mail).toEqual({
      kind: 'waiting',
      attempts: 0,
    });
  });
});

describe('an acceptance of unproven links', () => {
  test('counts where a person of this installation gave it', async () => {
    await ledger.account.resume({ by: 'ada@example', why: 'seen at the bank' });
    expect((await ledger.account.status()).unprovenAccepted).toMatchObject({ why: 'seen at the bank' });
  });

  test('does not count where somebody without the key has written it', async () => {
    const theirs = { at, by: 'ada@example', why: 'fine' };
    await redis.hset(account, 'unprovenAccepted', JSON.stringify(theirs));
    expect((await ledger.account.status()).unprovenAccepted).toBeUndefined();
    await redis.hset(account, 'unprovenAccepted', '{');
    expect((await ledger.account.status()).unprovenAccepted).toBeUndefined();
  });
});

test('records still open where the ledger is lost between reading its key and writing them', async () => {
  await ledger.notices.post({ ...notice, id: 'before' });
  const original = redis.hget.bind(redis);
  let isLost = false;
  redis.hget = (async (key: string, field: string) => {
    const answer = await original(key, field);
    if (isLost && field === 'recordKey' && answer !== null) {
      isLost = false;
      await redis.flushall();
    }
    return answer;
  }) as typeof redis.hget;
  try {
    isLost = true;
    await ledger.schedules.saveRun(newRun(scheduleOf('nightly'), at, at, undefined));
    expect(isLost).toBe(false);
    expect(await ledger.schedules.openRuns()).toHaveLength(1);
    isLost = true;
    await ledger.notices.post(notice);
    expect(isLost).toBe(false);
    expect(await ledger.notices.due('mail', 10)).toHaveLength(1);
    isLost = true;
    await ledger.schedules.add(scheduleOf('nightly'));
    expect(isLost).toBe(false);
    expect(await ledger.schedules.list()).toHaveLength(1);
    isLost = true;
    await ledger.mappings.remember('Total;IBAN', remembered);
    expect(isLost).toBe(false);
    expect(await ledger.mappings.among(['Total;IBAN'])).toEqual(remembered);
    isLost = true;
    await ledger.account.resume({ by: 'ada@example', why: 'seen' });
    expect(isLost).toBe(false);
    expect((await ledger.account.status()).unprovenAccepted).toMatchObject({ why: 'seen' });
  } finally {
    redis.hget = original;
  }
  expect(await ledger.schedules.unreadable()).toEqual([]);
});

test('a delivery is sealed with the record key that exists when it is written', async () => {
  await ledger.notices.post(notice);
  const original = redis.hget.bind(redis);
  redis.hget = (async (key: string, field: string) => {
    const answer = await original(key, field);
    redis.hget = original;
    await redis.hdel(account, 'recordKey');
    return answer;
  }) as typeof redis.hget;
  await ledger.notices.settle('mail', notice.id, { kind: 'delivered', attempts: 1 });
  const [keyId] = ((await redis.hget(account, 'recordKey')) ?? 'none').split(' ');
  const delivery = await redis.hget(`${prefix}:notices:deliveries:mail`, notice.id);
  expect(delivery?.split('.')[0]).toBe(keyId);
});

test('an installation without a key stores and reads all records plain', async () => {
  await keyless.schedules.add(scheduleOf('nightly'));
  await keyless.schedules.saveRun(newRun(scheduleOf('nightly'), at, at, undefined));
  await keyless.notices.post(notice);
  await keyless.account.resume({ by: 'ada@example', why: 'seen' });
  expect(await keyless.schedules.list()).toHaveLength(1);
  expect(await keyless.schedules.openRuns()).toHaveLength(1);
  expect(await keyless.notices.list(10)).toHaveLength(1);
  expect(await keyless.schedules.unreadable()).toEqual([]);
  expect((await keyless.account.status()).unprovenAccepted).toMatchObject({ why: 'seen' });
  expect(await redis.hget(`${prefix}:schedules`, 'nightly')).toBe(JSON.stringify(scheduleOf('nightly')));
});
