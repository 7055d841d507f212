import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { watchAccount } from '../../../src/actions/notify/watch-account.ts';
import { createReconciler } from '../../../src/actions/reconciler.ts';
import type { Audit } from '../../../src/domain/audit.ts';
import { byBreaker } from '../../../src/domain/batch.ts';
import type { Notice } from '../../../src/domain/notices/notice.ts';
import { message } from '../../../src/i18n/messages.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { createLedger } from '../../../src/ledger/redis-ledger.ts';
import {
  enterBatch,
  installation,
  makeLink,
  row,
  startTestAccount,
  trustLedger,
} from '../../support/account-context.ts';
import { shownNotice } from '../../support/notices.ts';
import { startTestRedis, type TestRedis } from '../../support/redis.ts';
import { waitUntil } from '../../support/wait-until.ts';

const refusals = message('bridge_refused_in_a_row', { code: 'payment.iban', count: 20 });

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What was posted, oldest first. */
const posted = async (ledger: Ledger): Promise<Notice[]> =>
  (await ledger.notices.list(50)).map(({ notice }) => notice).reverse();

describe('a ledger whose clock is set', () => {
  let server: TestRedis;
  let redis: Redis;
  let ledger: Ledger;
  let now = 0;

  beforeAll(async () => {
    server = await startTestRedis();
    redis = server.connect();
  });
  beforeEach(async () => {
    await redis.flushall();
    now = Date.UTC(2026, 9, 25, 1, 10);
    ledger = createLedger(redis, {
      account: 't',
      pace: { windows: '', longestWindowMs: 0 },
      leaseMs: 20_000,
      refusalsToStop: 20,
      randomId: randomUUID,
      now: () => String(now),
    });
    await trustLedger({ ledger });
  });
  afterAll(() => server.stop());

  const watch = () => watchAccount({ ledger, warn: () => undefined });

  test('a stop by the breaker posts one notice with the rows that wait; another stop posts another', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2), row(3)]);
    await ledger.account.stop({ by: byBreaker, why: refusals });
    await watch();
    now += 60_000;
    await watch();
    const facts = { batches: 1, rows: 2, amountCents: 205, createdCents: 0 };
    expect(await posted(ledger)).toMatchObject([{ kind: 'account_stopped', facts }]);
    await ledger.account.resume();
    now += 60_000;
    await ledger.account.stop({ by: byBreaker, why: refusals });
    await watch();
    expect(await posted(ledger)).toHaveLength(2);
  });

  test('the notice of a misdirected link shows the ends of its IBAN and what to have switched on', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2), row(3)]);
    await ledger.sendings.claim({ batch: 'batch-a', line: 2 });
    const link = { id: 'link-2', url: 'https://pay.bridgeapi.io/2' };
    const sent = { attempt: 1, generation: 0 };
    await ledger.sendings.settle({ batch: 'batch-a', line: 2 }, sent, {
      kind: 'created',
      link,
      recovered: false,
    });
    const differences = [message('other_account', { account: 'FR23…H67' })];
    await ledger.verifications.misdirected({ batch: 'batch-a', line: 2 }, 'link-2', [
      message('bridge_shows', { differences }),
    ]);
    await watch();
    await watch();
    const [notice, ...others] = await posted(ledger);
    expect(others).toEqual([]);
    const shown = notice && shownNotice(notice);
    expect(shown).toMatchObject({ kind: 'account_stopped', subject: 'stopped: a link leads elsewhere' });
    expect(shown?.lines).toContain(
      'The link of line 2 of batch batch-a leads elsewhere. Bridge shows another account (FR23…H67).',
    );
    expect(shown?.lines.join(' ')).toContain('dynamic beneficiary');
    expect(JSON.stringify(notice)).not.toContain('pay.example.com');
  });

  test('a pause by a person posts no notice', async () => {
    await ledger.account.stop({ by: 'ada@example', why: 'amounts are being checked' });
    await watch();
    expect(await posted(ledger)).toEqual([]);
  });

  test('doubts of an hour post a notice with rows and cents, once a batch and day', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2), row(3), row(4)]);
    for (const line of [2, 3]) {
      const claim = await ledger.sendings.claim({ batch: 'batch-a', line });
      if (claim.kind !== 'claimed') throw new Error(claim.kind);
      await ledger.sendings.settle(
        { batch: 'batch-a', line },
        { attempt: claim.attempt, generation: 0 },
        { kind: 'doubtful' },
      );
    }
    const since = now;
    now += hourMs - 1_000;
    await watch();
    expect(await posted(ledger)).toEqual([]);
    now += 2_000;
    await watch();
    now += hourMs;
    await watch();
    const [reported, ...more] = await posted(ledger);
    expect(more).toEqual([]);
    expect(reported).toMatchObject({ kind: 'doubts_old', facts: { rows: 2, amountCents: 205, since } });
    now += dayMs;
    await watch();
    expect(await posted(ledger)).toHaveLength(2);
  });

  test('books that do not balance post one notice for each finding; balanced books and open rows post none', async () => {
    await enterBatch({ ledger }, 'batch-a', [row(2)]);
    const keep = async (change: Partial<Audit>) => {
      now += 60_000;
      await ledger.audits.save('batch-a', { ...audit, at: now, ...change }, 'never');
      await watch();
    };
    await keep({ imbalances: [], imbalanceCount: 0 });
    await keep({ balanced: true, imbalances: [], imbalanceCount: 0 });
    expect(await posted(ledger)).toEqual([]);
    await keep({});
    await keep({});
    expect(await posted(ledger)).toMatchObject([{ kind: 'books_unbalanced', facts: { imbalances: 1 } }]);
    await keep({ imbalances: [{ line: 3, failure: { code: 'amount_differs' } }] });
    expect(await posted(ledger)).toHaveLength(2);
  });

  test('an event whose notice expired after a month posts no second notice', async () => {
    await ledger.account.stop({ by: byBreaker, why: refusals });
    await watch();
    now += 31 * dayMs;
    await watch();
    await ledger.notices.post({ ...(await posted(ledger))[0], id: 'another', at: now } as Notice);
    await watch();
    expect((await posted(ledger)).map(({ id }) => id)).toEqual(['another']);
  });
});

const audit: Audit = {
  at: 0,
  balanced: false,
  rows: {
    ...{ rows: 1, created: 1, refused: 0, failed: 0, cancelled: 0 },
    ...{ rejected: 0, known: 0, doubtful: 0, open: 0 },
  },
  cents: { created: 102, refused: 0, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 },
  links: { valid: 0, completed: 0, expired: 0, revoked: 0, unknown: 0 },
  knownEnded: 0,
  fileDigest: 'f',
  reportDigest: 'r',
  imbalances: [{ line: 2, failure: { code: 'link_missing' } }],
  imbalanceCount: 1,
};

describe('a ledger after a recovery scan', () => {
  async function recoveryScan(
    prepare: (one: Awaited<ReturnType<typeof startTestAccount>>) => Promise<unknown>,
  ) {
    const one = await startTestAccount();
    try {
      await prepare(one);
      const { reconcileOnce } = createReconciler(one.context, new AbortController().signal);
      await waitUntil('the list was looked over', async () => {
        await reconcileOnce();
        return (await one.context.ledger.account.status()).state === 'sound';
      });
      for (const _ of [1, 2]) await watchAccount(one.context);
      return await posted(one.context.ledger);
    } finally {
      await one.stop();
    }
  }

  test('posts one notice when it has lost links of this installation', async () => {
    const notices = await recoveryScan(({ context }) => makeLink(context, row(2), `${installation}.0.1`));
    expect(notices).toMatchObject([{ kind: 'ledger_lost', facts: { links: 1 } }]);
  });

  test('is no news where the account is new, whatever links of others there are', async () => {
    expect(await recoveryScan(({ context }) => makeLink(context, row(2), 'another.0.1'))).toEqual([]);
  });

  test('posts a notice when the server was not stopped in order', async () => {
    const notices = await recoveryScan(async ({ context, redis }) => {
      await trustLedger(context);
      await context.ledger.account.noteSeen((await context.ledger.account.status()).now);
      await redis.kill();
      await redis.revive();
    });
    expect(notices).toMatchObject([{ kind: 'ledger_lost', facts: { links: 0 } }]);
  });
});
