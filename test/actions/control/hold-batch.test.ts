import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  revokeBatch,
} from '../../../src/actions/control/hold-batch.ts';
import { retryBatch } from '../../../src/actions/control/retry-batch.ts';
import { type Batch, isFinished } from '../../../src/domain/batch.ts';
import { message } from '../../../src/i18n/messages.ts';
import {
  enterBatch,
  options,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';

let one: TestAccount;
const me = { by: 'ada', why: 'a trial' };
const key = (line: number, batch = 'batch-a') => ({ batch, line });
const first = { attempt: 1, generation: 0 };

beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', [row(2), row(3), row(4)]);
});
afterEach(() => one.stop());

const batchOf = async (id = 'batch-a') => (await one.context.ledger.batches.read(id)) as Batch;
const stateOf = async (line: number, batch = 'batch-a') =>
  (await one.context.ledger.entries.read(key(line, batch)))?.state.kind;

describe('a paused batch', () => {
  test('claims nothing, stores who paused it and why, and goes on when it is resumed', async () => {
    const { ledger } = one.context;
    await pauseBatch(one.context, await batchOf(), me);
    expect(await ledger.sendings.claim(key(2), true)).toEqual({ kind: 'held' });
    expect((await batchOf()).paused).toMatchObject(me);
    await pauseBatch(one.context, await batchOf(), { by: 'somebody else', why: '' });
    expect((await batchOf()).paused).toMatchObject(me);
    await resumeBatch(one.context, await batchOf(), me);
    expect(await ledger.sendings.claim(key(2), true)).toMatchObject({ kind: 'claimed' });
    expect((await ledger.history.auditEvents('batch-a')).map(({ event }) => event)).toEqual([
      message('batch_was_paused', { by: 'ada', more: [message('reason_given', { why: 'a trial' })] }),
      message('batch_was_paused', { by: 'somebody else', more: [] }),
      message('batch_was_resumed', { by: 'ada', more: [message('reason_given', { why: 'a trial' })] }),
    ]);
  });

  test('of two batches only the paused one waits', async () => {
    await enterBatch(one.context, 'batch-b', [row(12)]);
    await pauseBatch(one.context, await batchOf(), me);
    expect(await one.context.ledger.sendings.claim(key(12, 'batch-b'), true)).toMatchObject({
      kind: 'claimed',
    });
  });
});

describe('a cancelled batch', () => {
  test('settles what was not sent; a row in flight ends as it ends', async () => {
    const { ledger } = one.context;
    await ledger.sendings.claim(key(2), true);
    expect(await cancelBatch(one.context, await batchOf(), me)).toBe(2);
    expect([await stateOf(2), await stateOf(3)]).toEqual(['claimed', 'cancelled']);
    const link = { id: 'link-1', url: 'https://pay.bridgeapi.io/1' };
    await ledger.sendings.settle(key(2), first, { kind: 'created', link, recovered: false });
    const batch = await batchOf();
    expect(batch.books).toMatchObject({ created: 1, cancelled: 2, open: 0, amountCents: 102 + 103 + 104 });
    expect(isFinished(batch)).toBe(true);
  });

  test('what would be sent again is cancelled: after a 429, and after the proof of absence', async () => {
    const { ledger } = one.context;
    for (const line of [2, 3]) await ledger.sendings.claim(key(line), true);
    await cancelBatch(one.context, await batchOf(), me);
    await ledger.sendings.settle(key(2), first, { kind: 'entered' });
    expect(await stateOf(2)).toBe('cancelled');
    await ledger.sendings.settle(key(3), first, { kind: 'doubtful' });
    const begunAt = (await ledger.account.status()).now + 10_000;
    expect(await ledger.sendings.judge(key(3), 1, { kind: 'absent', begunAt, proofWaitMs: 10 })).toBe('done');
    expect(await stateOf(3)).toBe('cancelled');
  });

  test('leaves rows of another open batch, and takes them when that batch is cancelled too', async () => {
    await enterBatch(one.context, 'batch-b', [row(2), row(12)]);
    expect(await cancelBatch(one.context, await batchOf(), me)).toBe(2);
    expect(await stateOf(2)).toBe('entered');
    expect(isFinished(await batchOf())).toBe(false);
    expect(await cancelBatch(one.context, await batchOf('batch-b'), me)).toBe(2);
    expect(await stateOf(2)).toBe('cancelled');
    expect([await batchOf(), await batchOf('batch-b')].map(isFinished)).toEqual([true, true]);
  });

  test('the cancelling of a holder leaves the rows of the batch that sends them', async () => {
    await enterBatch(one.context, 'batch-b', [row(2), row(12)]);
    expect(await cancelBatch(one.context, await batchOf('batch-b'), me)).toBe(1);
    expect(await stateOf(2)).toBe('entered');
    expect(await one.context.ledger.sendings.claim(key(2), true)).toMatchObject({ kind: 'claimed' });
    expect(isFinished(await batchOf('batch-b'))).toBe(true);
  });

  test('a cut cancelling goes on with the claims: nothing of the batch is sent', async () => {
    await one.context.ledger.batches.decide('batch-a', 'cancelled', me);
    expect(await one.context.ledger.sendings.claim(key(2), true)).toEqual({ kind: 'settled' });
    expect(await stateOf(2)).toBe('cancelled');
  });

  test('the same row in a later file is sent, and a retry sends the others after all', async () => {
    await cancelBatch(one.context, await batchOf(), me);
    expect(await one.context.ledger.entries.consult('batch-b', [row(2)])).toMatchObject([
      { verdict: 'corrected' },
    ]);
    await enterBatch(one.context, 'batch-b', [row(2)]);
    expect(await one.context.ledger.sendings.claim(key(2, 'batch-b'), true)).toMatchObject({
      kind: 'claimed',
    });
    expect(await retryBatch(one.context, await batchOf(), me)).toBe(0);
    expect(await retryBatch(one.context, await batchOf(), me, 'cancelled')).toBe(2);
    expect(await one.context.ledger.sendings.claim(key(3), true)).toMatchObject({ kind: 'claimed' });
    expect(await one.context.ledger.sendings.claim(key(2), true)).toEqual({ kind: 'settled' });
  });
});

describe('a batch that is cancelled behind a canary or a pause', () => {
  test('does not hold the rows that another batch wants', async () => {
    await enterBatch(one.context, 'batch-b', [row(2), row(12)]);
    await pauseBatch(one.context, await batchOf(), me);
    await cancelBatch(one.context, await batchOf(), me);
    expect(await one.context.ledger.sendings.claim(key(2), true)).toMatchObject({ kind: 'claimed' });
    expect((await batchOf()).paused).toBeUndefined();
  });

  test('settles all its rows although a batch whose submission was cut has one of them too', async () => {
    const { ledger } = one.context;
    await ledger.batches.open({ id: 'batch-b', file: 'b.csv', fileRows: 2, options, amountMaxCents: 1 });
    await ledger.entries.enter('batch-b', [row(2)]);
    expect(await cancelBatch(one.context, await batchOf(), me)).toBe(3);
  });
});

test('a retry of a refused row in a cancelled batch sends that row, and cancels it only where it is cancelled again', async () => {
  const { ledger } = one.context;
  await ledger.sendings.claim(key(2), true);
  await ledger.sendings.settle(key(2), first, {
    kind: 'refused',
    failure: { code: 'provider_refused' },
    providerCode: 'a',
  });
  await cancelBatch(one.context, await batchOf(), me);
  expect(await retryBatch(one.context, await batchOf(), me)).toBe(1);
  expect(await stateOf(2)).toBe('entered');
  expect(await ledger.sendings.claim(key(2), true)).toMatchObject({ kind: 'claimed' });
  await ledger.sendings.settle(key(2), { attempt: 2, generation: 0 }, { kind: 'entered' });
  await new Promise((wake) => setTimeout(wake, 5));
  expect(await cancelBatch(one.context, await batchOf(), me)).toBe(1);
  expect(await stateOf(2)).toBe('cancelled');
});

describe('a revoked batch', () => {
  test('with more links than Redis packs into a small hash is revoked to the last one', async () => {
    const { ledger } = one.context;
    const count = 700;
    const lines = Array.from({ length: count }, (_, at) => at + 20);
    await enterBatch(
      one.context,
      'batch-c',
      lines.map((line) => row(line)),
    );
    for (const line of lines) {
      const link = { id: `link-${line}`, url: `https://pay.bridgeapi.io/${line}` };
      const created = { kind: 'created', link, recovered: false } as const;
      await ledger.sendings.settle({ batch: 'batch-c', line }, { attempt: 1, generation: 0 }, created);
    }
    expect(await revokeBatch(one.context, await batchOf('batch-c'), me)).toBe(count);
    let ended = 0;
    for (;;) {
      const due = await ledger.links.dueRevocations(48, 'batch-c');
      if (due.length === 0) break;
      for (const { id } of due) await ledger.links.endRevocation(id, 'revoked');
      ended += due.length;
    }
    expect({ ended, left: await ledger.links.pendingRevocations('batch-c') }).toEqual({
      ended: count,
      left: 0,
    });
  });

  test('catches a second link that takes the place of a revoked one', async () => {
    const { ledger } = one.context;
    await ledger.sendings.claim(key(2), true);
    const own = { id: 'link-1', url: 'https://pay.bridgeapi.io/1' };
    await ledger.sendings.settle(key(2), first, { kind: 'created', link: own, recovered: false });
    await revokeBatch(one.context, await batchOf(), me);
    await ledger.links.endRevocation('link-1', 'revoked');
    const entry = await ledger.entries.read(key(2));
    if (entry === undefined) throw new Error('no entry');
    const second = { id: 'link-2', url: 'https://pay.bridgeapi.io/2' };
    expect(await ledger.links.replace(entry, 'revoked', second, Date.now())).toBe(true);
    expect(await ledger.links.dueRevocations(10)).toMatchObject([{ id: 'link-2', key: key(2) }]);
  });

  test('cancels what was not sent and writes down every link before one is revoked, also one that comes later', async () => {
    const { ledger } = one.context;
    for (const line of [2, 3]) await ledger.sendings.claim(key(line), true);
    const link = (line: number) => ({ id: `link-${line}`, url: `https://pay.bridgeapi.io/${line}` });
    await ledger.sendings.settle(key(2), first, { kind: 'created', link: link(2), recovered: false });
    expect(await revokeBatch(one.context, await batchOf(), me)).toBe(1);
    expect(await stateOf(4)).toBe('cancelled');
    expect(await ledger.links.dueRevocations(10)).toMatchObject([{ id: 'link-2', key: key(2) }]);
    await ledger.sendings.settle(key(3), first, { kind: 'created', link: link(3), recovered: false });
    expect((await ledger.links.dueRevocations(10)).map(({ id }) => id).toSorted()).toEqual([
      'link-2',
      'link-3',
    ]);
    await ledger.links.endRevocation('link-2', 'revoked');
    expect((await ledger.links.ended('batch-a', [2, 3])).get(2)).toMatchObject({
      id: 'link-2',
      status: 'revoked',
    });
    expect(await revokeBatch(one.context, await batchOf(), me)).toBe(1);
  });
});

test('a retry of one code leaves the rows with another', async () => {
  const { ledger } = one.context;
  for (const line of [2, 3]) await ledger.sendings.claim(key(line), true);
  await ledger.sendings.settle(key(2), first, {
    kind: 'refused',
    failure: { code: 'provider_refused' },
    providerCode: 'a.code',
  });
  await ledger.sendings.settle(key(3), first, {
    kind: 'failed',
    failure: { code: 'expired_before_sending' },
  });
  expect(await retryBatch(one.context, await batchOf(), me, 'expired_before_sending')).toBe(1);
  expect([await stateOf(2), await stateOf(3)]).toEqual(['refused', 'entered']);
});
