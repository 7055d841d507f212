import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AccountContext } from '../../../src/actions/account-context.ts';
import { seeLinks } from '../../../src/actions/audit/see-links.ts';
import { createReconciler } from '../../../src/actions/reconciler.ts';
import { createLink } from '../../../src/actions/send/create-link.ts';
import { createBridge } from '../../../src/bridge/bridge.ts';
import type { Batch } from '../../../src/domain/batch.ts';
import { message } from '../../../src/i18n/messages.ts';
import { realClock } from '../../../src/wiring.ts';
import {
  enterBatch,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';
import { waitUntil } from '../../support/wait-until.ts';

let one: TestAccount;
const key = (line: number) => ({ batch: 'batch-a', line });

beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
});
afterEach(() => one.stop());

async function send(context: AccountContext, line: number, signal?: AbortSignal): Promise<void> {
  const batch = (await context.ledger.batches.read('batch-a')) as Batch;
  const [wallMs, monotonicMs] = [Date.now(), performance.now()];
  const claim = await context.ledger.sendings.claim(key(line));
  await createLink(context, batch, key(line), { claim, wallMs, monotonicMs }, signal);
}

const stateOf = async (line: number) => (await one.context.ledger.entries.read(key(line)))?.state;
const isVerified = async (line: number) => {
  const state = await stateOf(line);
  return state?.kind === 'created' && state.isVerified === true;
};

/** Makes the reconciler's read-back of the first link due now. */
const makeDue = () => one.redis.connect().zadd('{linkmill:testaccount}:verifications', 'XX', 1, 'batch-a');

async function reconcileUntil(
  name: string,
  isSo: () => Promise<boolean>,
  context = one.context,
): Promise<void> {
  const { reconcileOnce } = createReconciler(context, new AbortController().signal);
  await waitUntil(
    name,
    async () => {
      await makeDue();
      await reconcileOnce();
      return isSo();
    },
    60_000,
  );
}

test('the process that makes the first link reads it back once, and does not read the next one', async () => {
  await send(one.context, 2);
  expect(await isVerified(2)).toBe(true);
  await send(one.context, 3);
  expect(await stateOf(3)).toMatchObject({ kind: 'created' });
  expect(await isVerified(3)).toBe(false);
  expect(one.sandbox.stats().callsByKind).toMatchObject({ create: 2, get: 1 });
});

test('a first link whose process died before reading it back is read by the reconciler of another', async () => {
  const gone = new AbortController();
  gone.abort();
  await send(one.context, 2, gone.signal);
  expect(await isVerified(2)).toBe(false);
  expect((await one.context.ledger.sendings.claim(key(3))).kind).toBe('unverified');
  await reconcileUntil('the link was read back', () => isVerified(2), one.another());
  expect((await one.context.ledger.sendings.claim(key(3))).kind).toBe('claimed');
});

test('a link that Bridge does not show yet is read again', async () => {
  const { bridge } = one.context;
  let asked = 0;
  const slow = {
    ...bridge,
    getLink: async (id: string) => {
      asked += 1;
      return asked === 1 ? { kind: 'absent' as const } : bridge.getLink(id);
    },
  };
  const times = { ...one.context.times, listingDelayMs: 60_000 };
  await send({ ...one.context, bridge: slow, times }, 2);
  expect(asked).toBe(2);
  expect(await isVerified(2)).toBe(true);
});

test('a first link that Bridge never shows stops the account, so that its batch does not wait for ever', async () => {
  const blind: AccountContext = {
    ...one.context,
    bridge: { ...one.context.bridge, getLink: async () => ({ kind: 'absent' as const }) },
  };
  await send(blind, 2);
  const isStopped = async () =>
    (await one.context.ledger.account.status()).stopped?.by === 'destination unproven';
  await reconcileUntil('the account is stopped', isStopped, blind);
  expect((await one.context.ledger.sendings.claim(key(3))).kind).toBe('stopped');
});

test('a first link whose answer was lost is found in the list, compared, and revoked where it leads elsewhere', async () => {
  one.sandbox.setFaults({ answerLostAfterCommit: 1, substituteIban: { share: 1, after: 0 } });
  await send(one.context, 2);
  expect(await stateOf(2)).toEqual({ kind: 'doubtful' });
  one.sandbox.setFaults({});
  await reconcileUntil('it is revoked', async () => one.sandbox.links()[0]?.ended?.how === 'revoked');
  expect((await one.context.ledger.account.status()).stopped?.by).toBe('destination');
  await reconcileUntil('the row waits', async () => (await stateOf(2))?.kind === 'entered');
});

test('a link at an unknown host is accepted from no answer, and revoked once the list shows it', async () => {
  const bridge = createBridge(
    {
      baseUrl: one.sandbox.url,
      version: '2025-01-15',
      ...{ clientId: 'test', clientSecret: 'test' },
      timeoutMs: 1_000,
      connections: 5,
      // The sandbox makes links at Bridge's host.
      linkHosts: ['pay.example.com'],
    },
    realClock,
  );
  const strict = { ...one.context, bridge };
  await send(strict, 2);
  expect(await stateOf(2)).toEqual({ kind: 'doubtful' });
  const isRevoked = async () => one.sandbox.links()[0]?.ended?.how === 'revoked';
  await reconcileUntil('it is revoked', isRevoked, strict);
  expect((await one.context.ledger.account.status()).stopped).toMatchObject({
    by: 'destination',
    why: message('line_leads_elsewhere', {
      ...key(2),
      shown: [
        message('bridge_shows', { differences: [message('other_host', { host: 'pay.bridgeapi.io' })] }),
      ],
    }),
  });
  expect((await one.context.ledger.sendings.claim(key(3))).kind).toBe('stopped');
  await bridge.close();
});

test('a misdirected link that was paid before it could be revoked holds its row', async () => {
  one.sandbox.setFaults({ substituteIban: { share: 1, after: 0 } });
  const { bridge } = one.context;
  const paying = {
    ...bridge,
    revokeLink: async (id: string) => {
      if (one.sandbox.links()[0]?.ended === undefined) one.sandbox.complete(id);
      return bridge.revokeLink(id);
    },
  };
  await send(one.context, 2);
  await reconcileUntil('the row is held', async () => (await stateOf(2))?.kind === 'failed', {
    ...one.context,
    bridge: paying,
  });
  expect(await stateOf(2)).toMatchObject({ failure: { code: 'paid_elsewhere' } });
});

test('a paid misdirected link is in the audit even where its row has another link by then', async () => {
  one.sandbox.setFaults({ substituteIban: { share: 1, after: 0 } });
  const { ledger } = one.context;
  await send(one.context, 2);
  const id = one.sandbox.links()[0]?.id ?? '';
  const own = { id: 'own', url: 'https://pay.example.com/own' };
  expect(await ledger.sendings.judge(key(2), 1, { kind: 'found', link: own, generation: 1 })).toBe('done');
  await ledger.links.endRevocation(id, 'completed');
  const batch = (await ledger.batches.read('batch-a')) as Batch;
  const patience = { signal: new AbortController().signal, isPatient: true };
  const { imbalances } = await seeLinks(one.context, batch, patience, async () => undefined);
  const found = imbalances.map(({ line, failure }) => `${line} ${failure.code}`);
  expect(found).toContain('2 paid_elsewhere');
});

test('a misdirected link that was shown before is not given up while a payment of it may go through', async () => {
  await send(one.context, 2);
  const [link] = one.sandbox.links();
  one.sandbox.pay(link?.id ?? '', 'ACTC');
  await one.context.ledger.verifications.misdirected(key(2), link?.id ?? '', []);
  const ended = async () => (await one.context.ledger.links.pendingRevocations('batch-a')) === 0;
  const { reconcileOnce } = createReconciler(one.context, new AbortController().signal);
  await reconcileOnce();
  expect(one.sandbox.links()[0]?.ended?.how).toBe('revoked');
  expect(await ended()).toBe(false);
  one.sandbox.pay(link?.id ?? '', 'RJCT');
  await waitUntil(
    'no payment can go through',
    async () => {
      for (const ending of ['', ':batch-a'])
        await one.redis
          .connect()
          .zadd(`{linkmill:testaccount}:revocations${ending}`, 'XX', 1, link?.id ?? '');
      await reconcileOnce();
      return ended();
    },
    60_000,
  );
  expect(await stateOf(2)).toEqual({ kind: 'entered' });
});
