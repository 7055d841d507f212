import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createReconciler } from '../../src/actions/reconciler.ts';
import { createLink } from '../../src/actions/send/create-link.ts';
import type { Batch } from '../../src/domain/batch.ts';
import {
  enterBatch,
  installation,
  options,
  payer,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../support/mill.ts';
import { waitUntil } from '../support/wait-until.ts';

let one: TestAccount;
const key = (line: number) => ({ batch: 'batch-a', line });

beforeEach(async () => {
  one = await startTestAccount();
});
afterEach(() => one.stop());

async function sendSilently(line: number): Promise<void> {
  const { ledger } = one.context;
  const asked = {
    claim: await ledger.sendings.claim(key(line)),
    wallMs: Date.now(),
    monotonicMs: performance.now(),
  };
  await createLink(one.context, (await ledger.batches.read('batch-a')) as Batch, key(line), asked);
  expect((await ledger.entries.read(key(line)))?.state.kind).toBe('doubtful');
}

const stateOf = async (line: number) => (await one.context.ledger.entries.read(key(line)))?.state;

async function reconcileUntil(
  name: string,
  line: number,
  kind: string,
  context = one.context,
): Promise<void> {
  const { reconcileOnce } = createReconciler(context, new AbortController().signal);
  await waitUntil(name, async () => {
    await reconcileOnce();
    return (await stateOf(line))?.kind === kind;
  });
}

/** Somebody else's link, or ours of before, made at the provider past the ledger. */
async function makeLink(
  reference: string,
  change: { tag?: string; amountCents?: number; label?: string } = {},
) {
  const reply = await one.context.bridge.createLink(
    {
      reference,
      tag: `${installation}.0.1`,
      endToEndId: reference,
      amountCents: 102,
      label: `Refund ${reference}`,
      payer,
      iban: row(2).contents.iban as NonNullable<ReturnType<typeof row>['contents']['iban']>,
      beneficiary: { kind: 'company', companyName: 'Exemple SARL' },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      ...change,
    },
    { latestWallMs: Date.now() + 60_000, latestMonotonicMs: performance.now() + 60_000 },
  );
  if (reply.kind !== 'created') throw new Error(reply.kind);
  return reply;
}

describe('doubts', () => {
  beforeEach(async () => {
    await trustLedger(one.context);
    await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
  });

  test('a link whose answer was lost is found and recovered, with no second send', async () => {
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await reconcileUntil('the doubt is settled', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ recovered: true, link: { id: one.sandbox.links()[0]?.id } });
    expect(one.sandbox.stats().creations).toBe(1);
  });

  test('a proven absence gives the row back to the queue, under the same reference', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await reconcileUntil('the row waits again', 2, 'entered');
    expect(await one.context.queue.isIdle()).toBe(false);
  });

  test('a link of our tag with other contents is not published: the row is held', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await makeLink('ref-2', { label: 'Another refund' });
    await reconcileUntil('the row is held', 2, 'failed');
  });

  test('a link of our sending with another amount is revoked, the account stops, and the row waits', async () => {
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    const { bridge, ledger } = one.context;
    const wrong = async (query: Parameters<typeof bridge.listLinks>[0]) => {
      const listing = await bridge.listLinks(query);
      if (listing.kind !== 'listed') return listing;
      return { ...listing, links: listing.links.map((link) => ({ ...link, amountCents: 99_900 })) };
    };
    await reconcileUntil('the row waits again', 2, 'entered', {
      ...one.context,
      bridge: { ...bridge, listLinks: wrong },
    });
    expect((await ledger.account.status()).stopped).toMatchObject({ by: 'destination' });
    await waitUntil('it is revoked', async () => {
      await createReconciler(one.context, new AbortController().signal).reconcileOnce();
      return one.sandbox.links()[0]?.ended?.how === 'revoked';
    });
  });

  test('one of ours is found whatever strange links stand beside it', async () => {
    await makeLink('ref-2', { tag: 'somebody.0.1' });
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await makeLink('ref-2', { tag: 'somebody.0.2' });
    await reconcileUntil('the doubt is settled', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ link: { id: one.sandbox.links()[1]?.id } });
  });

  test.each([300_000, -300_000])(
    'a provider whose clock is %d ms off is asked by its own clock',
    async (providerAheadMs) => {
      await one.stop();
      one = await startTestAccount({ providerAheadMs });
      await trustLedger(one.context);
      await enterBatch(one.context, 'batch-a', [row(2, { expiresAt: '2027-01-15T00:00:00Z' })]);
      one.sandbox.setFaults({ answerLostAfterCommit: 1 });
      await sendSilently(2);
      one.sandbox.setFaults({});
      // A process that was started since has not heard the provider's clock.
      const { reconcileOnce } = createReconciler(one.another(), new AbortController().signal);
      await waitUntil('the doubt is settled', async () => {
        await reconcileOnce();
        return (await stateOf(2))?.kind !== 'doubtful';
      });
      expect((await stateOf(2))?.kind).toBe('created');
    },
  );

  test("another's link under our reference holds the row and is left alone", async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    const theirs = await makeLink('ref-2', { tag: 'somebody.0.1' });
    await reconcileUntil('the row is held', 2, 'failed');
    expect(await stateOf(2)).toMatchObject({ failure: { code: 'found_with_other_contents' } });
    expect(await one.context.bridge.getLink(theirs.id)).toMatchObject({ link: { status: 'valid' } });
  });

  test('a list that is down proves nothing', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    await one.sandbox.close();
    const { reconcileOnce } = createReconciler(one.context, new AbortController().signal);
    await new Promise((wake) => setTimeout(wake, one.context.times.provenAbsentAfterMs + 200));
    await reconcileOnce();
    expect((await stateOf(2))?.kind).toBe('doubtful');
    expect(one.notes).toContain('list_unreadable');
  });

  test('a window with more links than one answer holds is halved, and the doubt is still found', async () => {
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    for (let at = 0; at < 1_100; at += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, more) => makeLink(`other-${at + more}`)));
    }
    const askedBefore = one.sandbox.stats().callsByKind.list ?? 0;
    await reconcileUntil('the doubt is settled', 2, 'created');
    // A look that is not parted asks once.
    expect(one.sandbox.stats().callsByKind.list).toBeGreaterThanOrEqual(askedBefore + 3);
    expect((await stateOf(3))?.kind).toBe('entered');
  });
});

describe('the look-back of a new-born ledger', () => {
  const open = (fileRows: number) =>
    one.context.ledger.batches.open({ id: 'batch-a', file: 'a.csv', fileRows, options, amountMaxCents: 1 });

  test('links of before settle their rows, other contents hold theirs, and the rest is free', async () => {
    await makeLink('ref-2');
    await makeLink('ref-3', { amountCents: 999 });
    await open(3);
    await one.context.ledger.entries.enter('batch-a', [row(2), row(3), row(4)]);
    await one.context.ledger.batches.commit('batch-a', [{ first: 2, last: 4 }], undefined);
    await reconcileUntil('the link is recognised', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ recovered: true });
    expect(await stateOf(3)).toMatchObject({
      kind: 'failed',
      failure: { code: 'found_with_other_contents' },
    });
    expect((await stateOf(4))?.kind).toBe('entered');
    expect((await one.context.ledger.account.status()).state).toBe('sound');
  });

  test('it waits for the proof even where the list is empty: what was sent before a loss is not listed yet', async () => {
    const { reconcileOnce } = createReconciler(one.context, new AbortController().signal);
    await reconcileOnce();
    expect((await one.context.ledger.account.status()).state).toBe('suspect');
    await waitUntil('the ledger is trusted', async () => {
      await reconcileOnce();
      return (await one.context.ledger.account.status()).state === 'sound';
    });
    const { now, bornAt } = await one.context.ledger.account.status();
    expect(now - bornAt).toBeGreaterThanOrEqual(one.context.times.provenAbsentAfterMs);
  });

  test('a provider at which nothing can be under way is believed at once', async () => {
    await createReconciler(
      { ...one.context, nothingUnderWay: () => true },
      new AbortController().signal,
    ).reconcileOnce();
    expect((await one.context.ledger.account.status()).state).toBe('sound');
  });

  test('a link of a mending that the ledger has forgotten is ours all the same', async () => {
    await makeLink('ref-2', { tag: `${installation}.1.2` });
    await open(1);
    await one.context.ledger.entries.enter('batch-a', [row(2)]);
    await one.context.ledger.batches.commit('batch-a', [{ first: 2, last: 2 }], undefined);
    await reconcileUntil('the link is recognised', 2, 'created');
  });

  test('a link of ours that was revoked settles its row, for a person to reissue', async () => {
    const { id } = await makeLink('ref-2');
    await one.context.bridge.revokeLink(id);
    await open(1);
    await one.context.ledger.entries.enter('batch-a', [row(2)]);
    await one.context.ledger.batches.commit('batch-a', [{ first: 2, last: 2 }], undefined);
    await reconcileUntil('the row has its link', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ recovered: true, link: { id } });
  });
});

describe('the glance of a process that starts', () => {
  const noMoreThanRecently = async () => {
    const { ledger } = one.context;
    await ledger.account.noteSeen((await ledger.account.status()).now - 60_000);
  };

  test('meets the links of another ledger of the account: its rows are not sent again', async () => {
    await trustLedger(one.context);
    await makeLink('ref-2');
    await noMoreThanRecently();
    expect(await createReconciler(one.context, new AbortController().signal).scanAtStartup()).toBe(true);
    await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
    expect(await stateOf(2)).toMatchObject({ kind: 'created', recovered: true });
    expect((await stateOf(3))?.kind).toBe('entered');
  });

  test('is not done where the list is not to be had, and asks once in a while only', async () => {
    await trustLedger(one.context);
    await noMoreThanRecently();
    const { scanAtStartup } = createReconciler(one.context, new AbortController().signal);
    expect(await scanAtStartup()).toBe(true);
    const { list } = one.sandbox.stats().callsByKind;
    expect(await scanAtStartup()).toBe(true);
    expect(one.sandbox.stats().callsByKind.list).toBe(list);
    await noMoreThanRecently();
    await one.sandbox.close();
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 500);
    expect(await createReconciler(one.context, stopping.signal).scanAtStartup()).toBe(false);
  });
});

describe('forgotten rows', () => {
  test('open rows whose job was lost come back to the queue', async () => {
    await trustLedger(one.context);
    await enterBatch(one.context, 'batch-a', [row(2)]);
    expect(await one.context.queue.isIdle()).toBe(true);
    await createReconciler(one.context, new AbortController().signal).reconcileOnce();
    expect(await one.context.queue.isIdle()).toBe(false);
  });
});
