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
} from '../support/account-context.ts';
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

/** Makes a link at the provider that the ledger does not know: another program's, or an earlier one of ours. */
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

  test('are settled by the link in the list where its answer was lost, without a second send', async () => {
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await reconcileUntil('the doubt is settled', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ recovered: true, link: { id: one.sandbox.links()[0]?.id } });
    expect(one.sandbox.stats().creations).toBe(1);
  });

  test('put a row back into the queue once its link is proven absent', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await reconcileUntil('the row waits again', 2, 'entered');
    expect(await one.context.queue.isIdle()).toBe(false);
  });

  test('make a row fail whose link has our tag but other contents, and do not publish the link', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await makeLink('ref-2', { label: 'Another refund' });
    await reconcileUntil('the row is held', 2, 'failed');
  });

  test('about a link with another amount than was sent revoke it, stop the account, and let the row wait', async () => {
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

  test('are settled by our link whatever foreign links have the same reference', async () => {
    await makeLink('ref-2', { tag: 'somebody.0.1' });
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    await makeLink('ref-2', { tag: 'somebody.0.2' });
    await reconcileUntil('the doubt is settled', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ link: { id: one.sandbox.links()[1]?.id } });
  });

  test.each([300_000, -300_000])(
    'are looked up by the clock of a provider that is %d ms off',
    async (providerAheadMs) => {
      await one.stop();
      one = await startTestAccount({ providerAheadMs });
      await trustLedger(one.context);
      await enterBatch(one.context, 'batch-a', [row(2, { expiresAt: '2027-01-15T00:00:00Z' })]);
      one.sandbox.setFaults({ answerLostAfterCommit: 1 });
      await sendSilently(2);
      one.sandbox.setFaults({});
      // A new process does not know the provider's clock yet.
      const { reconcileOnce } = createReconciler(one.another(), new AbortController().signal);
      await waitUntil('the doubt is settled', async () => {
        await reconcileOnce();
        return (await stateOf(2))?.kind !== 'doubtful';
      });
      expect((await stateOf(2))?.kind).toBe('created');
    },
  );

  test("make a row fail whose reference another program's link has, and leave that link alone", async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    const theirs = await makeLink('ref-2', { tag: 'somebody.0.1' });
    await reconcileUntil('the row is held', 2, 'failed');
    expect(await stateOf(2)).toMatchObject({ failure: { code: 'found_with_other_contents' } });
    expect(await one.context.bridge.getLink(theirs.id)).toMatchObject({ link: { status: 'valid' } });
  });

  test('stay where the list cannot be read', async () => {
    one.sandbox.setFaults({ errorBeforeCommit: 1 });
    await sendSilently(2);
    await one.sandbox.close();
    const { reconcileOnce } = createReconciler(one.context, new AbortController().signal);
    await new Promise((wake) => setTimeout(wake, one.context.times.provenAbsentAfterMs + 200));
    await reconcileOnce();
    expect((await stateOf(2))?.kind).toBe('doubtful');
    expect(one.notes).toContain('list_unreadable');
  });

  test('are settled even where their window holds more links than one answer, by splitting it', async () => {
    one.sandbox.setFaults({ answerLostAfterCommit: 1 });
    await sendSilently(2);
    one.sandbox.setFaults({});
    for (let at = 0; at < 1_100; at += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, more) => makeLink(`other-${at + more}`)));
    }
    const askedBefore = one.sandbox.stats().callsByKind.list ?? 0;
    await reconcileUntil('the doubt is settled', 2, 'created');
    // A window that is not split takes one call.
    expect(one.sandbox.stats().callsByKind.list).toBeGreaterThanOrEqual(askedBefore + 3);
    expect((await stateOf(3))?.kind).toBe('entered');
  });
});

describe('the recovery scan of a new ledger', () => {
  const open = (fileRows: number) =>
    one.context.ledger.batches.open({ id: 'batch-a', file: 'a.csv', fileRows, options, amountMaxCents: 1 });

  test('settles rows by earlier links, fails those whose link has other contents, and frees the rest', async () => {
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

  test('waits for the proof even where the list is empty: it may lack what was sent just before a loss', async () => {
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

  test('trusts a provider at once that can have nothing under way', async () => {
    await createReconciler(
      { ...one.context, nothingUnderWay: () => true },
      new AbortController().signal,
    ).reconcileOnce();
    expect((await one.context.ledger.account.status()).state).toBe('sound');
  });

  test('takes a link for ours even where the ledger has forgotten the correction that led to it', async () => {
    await makeLink('ref-2', { tag: `${installation}.1.2` });
    await open(1);
    await one.context.ledger.entries.enter('batch-a', [row(2)]);
    await one.context.ledger.batches.commit('batch-a', [{ first: 2, last: 2 }], undefined);
    await reconcileUntil('the link is recognised', 2, 'created');
  });

  test('settles a row by a revoked link of ours, so that a person may reissue it', async () => {
    const { id } = await makeLink('ref-2');
    await one.context.bridge.revokeLink(id);
    await open(1);
    await one.context.ledger.entries.enter('batch-a', [row(2)]);
    await one.context.ledger.batches.commit('batch-a', [{ first: 2, last: 2 }], undefined);
    await reconcileUntil('the row has its link', 2, 'created');
    expect(await stateOf(2)).toMatchObject({ recovered: true, link: { id } });
  });
});

describe('the startup scan of a process', () => {
  const noMoreThanRecently = async () => {
    const { ledger } = one.context;
    await ledger.account.noteSeen((await ledger.account.status()).now - 60_000);
  };

  test('finds the links of another ledger of the account, so that its rows are not sent again', async () => {
    await trustLedger(one.context);
    await makeLink('ref-2');
    await noMoreThanRecently();
    expect(await createReconciler(one.context, new AbortController().signal).scanAtStartup()).toBe(true);
    await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
    expect(await stateOf(2)).toMatchObject({ kind: 'created', recovered: true });
    expect((await stateOf(3))?.kind).toBe('entered');
  });

  test('fails where the list cannot be read, and is skipped shortly after another', async () => {
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
  test('are open rows whose job was lost: the reconciler queues them again', async () => {
    await trustLedger(one.context);
    await enterBatch(one.context, 'batch-a', [row(2)]);
    expect(await one.context.queue.isIdle()).toBe(true);
    await createReconciler(one.context, new AbortController().signal).reconcileOnce();
    expect(await one.context.queue.isIdle()).toBe(false);
  });
});
