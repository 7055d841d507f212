import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLink } from '../../../src/actions/send/create-link.ts';
import type { Batch } from '../../../src/domain/batch.ts';
import {
  enterBatch,
  payer,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';

let one: TestAccount;
const key = (line: number) => ({ batch: 'batch-a', line });

beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', [
    row(2),
    row(3, { expiresAt: '2020-01-01T00:00:00Z' }),
    row(4, { payer }),
  ]);
});
afterEach(() => one.stop());

async function send(line: number, lateByMs = 0) {
  const batch = (await one.context.ledger.batches.read('batch-a')) as Batch;
  const [wallMs, monotonicMs] = [Date.now() - lateByMs, performance.now() - lateByMs];
  return createLink(one.context, batch, key(line), {
    claim: await one.context.ledger.sendings.claim(key(line)),
    wallMs,
    monotonicMs,
  });
}

const stateOf = async (line: number) => (await one.context.ledger.entries.read(key(line)))?.state;

describe('one send', () => {
  test('settles the entry with the created link, which has its reference, tag and end-to-end id', async () => {
    expect(await send(2)).toEqual({ kind: 'over' });
    const state = await stateOf(2);
    const made = one.sandbox.links()[0];
    expect(state).toMatchObject({ kind: 'created', recovered: false, link: { id: made?.id } });
    const listed = await one.context.bridge.listLinks({ since: 0, until: Date.now() + 1_000 });
    expect(listed).toMatchObject({
      links: [
        {
          reference: 'ref-2',
          tag: 'testacco.0.1',
          endToEndId: 'ref-2',
          amountCents: 102,
          label: 'Refund ref-2',
        },
      ],
    });
    expect(await send(2)).toEqual({ kind: 'over' });
    expect(one.sandbox.stats().creations).toBe(1);
  });

  test('makes the entry doubtful after silence, and does not send it again', async () => {
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    expect(await send(2)).toEqual({ kind: 'over' });
    expect(await stateOf(2)).toEqual({ kind: 'doubtful' });
    one.sandbox.setFaults({});
    expect(await send(2)).toEqual({ kind: 'over' });
    expect(one.sandbox.stats().creations).toBe(1);
  });

  test('takes a 500 for silence: a link may have been made', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await send(2);
    expect(await stateOf(2)).toEqual({ kind: 'doubtful' });
  });

  test('lets the row wait after a 429, and postpones the whole account', async () => {
    one.sandbox.setFaults({ busy: { share: 1, retryAfterSeconds: 3_000 } });
    expect(await send(2)).toMatchObject({ kind: 'again' });
    expect(await stateOf(2)).toEqual({ kind: 'entered' });
    const permit = await one.context.pace.take();
    expect(permit.kind).toBe('later');
    expect(permit.at - permit.now).toBeGreaterThan(2_000_000);
  });

  test('stops the account where Bridge refuses the credentials, and fails no row', async () => {
    one.sandbox.setFaults({ lockedOut: true });
    expect(await send(2)).toMatchObject({ kind: 'stopped' });
    expect(await stateOf(2)).toEqual({ kind: 'entered' });
    one.sandbox.setFaults({});
    expect(await send(2)).toMatchObject({ kind: 'stopped' });
    expect(one.sandbox.stats().creations).toBe(0);
  });

  test('sends nothing after its use-by, and releases the claim', async () => {
    expect(await send(2, 3_001)).toMatchObject({ kind: 'again' });
    expect(await stateOf(2)).toEqual({ kind: 'entered' });
    expect(one.sandbox.stats().calls).toBe(0);
  });

  test('fails a row whose expiry has passed, without sending it', async () => {
    expect(await send(3)).toEqual({ kind: 'over' });
    expect(await stateOf(3)).toEqual({ kind: 'failed', failure: { code: 'expired_before_sending' } });
    expect(one.sandbox.stats().calls).toBe(0);
  });

  test('lets the row wait where the provider cannot be reached', async () => {
    await one.sandbox.close();
    expect(await send(2)).toMatchObject({ kind: 'again' });
    expect(await stateOf(2)).toEqual({ kind: 'entered' });
  });
});
