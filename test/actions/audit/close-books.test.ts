import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { booksDueAt, closeBooks } from '../../../src/actions/audit/close-books.ts';
import { revokeLinks } from '../../../src/actions/reconcile/revoke-links.ts';
import { createReconciler } from '../../../src/actions/reconciler.ts';
import { areBooksClosed, type Batch } from '../../../src/domain/batch.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { tagOf } from '../../../src/domain/wire-values.ts';
import { message } from '../../../src/i18n/messages.ts';
import {
  enterBatch,
  installation,
  makeLink,
  quickTimes,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';
import { waitUntil } from '../../support/wait-until.ts';

let one: TestAccount;
const key = (line: number) => ({ batch: 'batch-a', line });
const patience = { signal: new AbortController().signal, isPatient: true };
const first = { attempt: 1, generation: 0 };
const account = 'FR4014508000406764668712J28,Exemple SARL';
const file = `client_reference,amount,iban,beneficiary_company_name\nref-2,1.02,${account}\nref-3,1.03,${account}\n`;
const plan: Plan = {
  format: {
    kind: 'text',
    isPacked: false,
    encoding: 'utf-8',
    hasBom: false,
    delimiter: ',',
    newline: '\n',
    hasSeparatorLine: false,
  },
  headerLine: 1,
  header: ['client_reference', 'amount', 'iban', 'beneficiary_company_name'],
  at: { client_reference: 0, amount: 1, iban: 2, beneficiary_company_name: 3 },
  amounts: { kind: 'said', unit: 'euros', decimalMark: '.' },
};

beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
  await one.context.ledger.sources.save('batch-a', bytesOf(file), plan);
});
afterEach(() => one.stop());

async function* bytesOf(text: string): AsyncIterable<Buffer> {
  yield Buffer.from(text);
}

const batchOf = async () => (await one.context.ledger.batches.read('batch-a')) as Batch;
const audit = async () => closeBooks(one.context, await batchOf(), patience, async () => undefined);

/** Settles a line with this link, or with a new one. */
async function create(
  line: number,
  link?: { id: string; url: string },
): Promise<{ id: string; url: string }> {
  await one.context.ledger.sendings.claim(key(line), true);
  const made = link ?? (await makeLink(one.context, row(line), tagOf(installation, 0, 1)));
  await one.context.ledger.sendings.settle(key(line), first, {
    kind: 'created',
    link: made,
    recovered: false,
  });
  return made;
}

describe('books', () => {
  test('balance where ledger and list agree, with counts, cents and digests', async () => {
    await create(2);
    await one.context.ledger.sendings.claim(key(3), true);
    await one.context.ledger.sendings.settle(key(3), first, {
      kind: 'refused',
      failure: { code: 'provider_refused' },
      providerCode: 'a.code',
    });
    const closed = await audit();
    expect(closed).toMatchObject({
      balanced: true,
      rows: { rows: 2, created: 1, refused: 1, open: 0 },
      cents: { created: 102, refused: 103 },
      links: { valid: 1, completed: 0 },
      fileDigest: createHash('sha256').update(file).digest('hex'),
      imbalances: [],
    });
    expect(closed.reportDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('do not balance with an unsettled row, though nothing disagrees', async () => {
    await create(2);
    expect(await audit()).toMatchObject({ balanced: false, imbalanceCount: 0, rows: { open: 1 } });
  });

  test('name a row with a payable duplicate link, and record it for a decision', async () => {
    await create(2);
    await create(3);
    const second = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
    expect((await audit()).imbalances).toEqual([
      { line: 2, failure: { code: 'duplicate_link', details: [message('link_named', { link: second.id })] } },
    ]);
    expect(await one.context.ledger.links.dueDuplicates(10)).toEqual([{ ids: [second.id], key: key(2) }]);
  });

  test('name a link that Bridge does not know', async () => {
    await create(2);
    await create(3, { id: 'nobody-knows-it', url: 'https://pay.bridgeapi.io/x' });
    expect((await audit()).imbalances).toMatchObject([{ line: 3, failure: { code: 'link_missing' } }]);
  });

  test('name a payable link of another installation under a reference of the batch, and leave it', async () => {
    await create(2);
    await create(3);
    const strange = await makeLink(one.context, row(3), 'somebody.0.1');
    expect((await audit()).imbalances).toMatchObject([{ line: 3, failure: { code: 'strange_link' } }]);
    expect(await one.context.bridge.getLink(strange.id)).toMatchObject({ link: { status: 'valid' } });
    expect(await one.context.ledger.links.dueDuplicates(10)).toEqual([]);
  });

  test('name a link with another amount', async () => {
    await create(2);
    await create(3, await makeLink(one.context, row(3, { amountCents: 999 }), tagOf(installation, 0, 1)));
    expect((await audit()).imbalances).toMatchObject([{ line: 3, failure: { code: 'amount_differs' } }]);
  });

  test('name counters that somebody changed in the ledger', async () => {
    await create(2);
    await create(3);
    await one.redis.connect().hset('{linkmill:testaccount}:batch:batch-a', 'created', '3');
    expect((await audit()).imbalances.map(({ line, failure }) => [line, failure.code])).toContainEqual([
      0,
      'counts_differ',
    ]);
  });

  test('name two rows that had each other’s links, and the list corrects both', async () => {
    const [ofTwo, ofThree] = [
      await makeLink(one.context, row(2), tagOf(installation, 0, 1)),
      await makeLink(one.context, row(3), tagOf(installation, 0, 1)),
    ];
    await create(2, ofThree);
    await create(3, ofTwo);
    expect(await audit()).toMatchObject({ balanced: false });
    const { reconcileOnce } = createReconciler(one.context, patience.signal);
    await waitUntil('both rows have their own links', async () => {
      await reconcileOnce();
      const links = await Promise.all(
        [2, 3].map(async (line) => (await one.context.ledger.entries.read(key(line)))?.state),
      );
      return (
        links.every((state) => state?.kind === 'created') &&
        links.map((state) => state?.kind === 'created' && state.link.id).join() ===
          [ofTwo.id, ofThree.id].join()
      );
    });
    expect(await audit()).toMatchObject({ balanced: true, links: { valid: 2 } });
  });

  test('name a link of a revoked batch that can still be paid', async () => {
    await create(2);
    await create(3);
    await one.context.ledger.batches.decide('batch-a', 'revoked', { by: 'ada', why: '' });
    await one.context.ledger.batches.decide('batch-a', 'cancelled', { by: 'ada', why: '' });
    expect((await audit()).imbalances.map(({ failure }) => failure.code)).toEqual([
      'link_not_revoked',
      'link_not_revoked',
    ]);
  });

  test('leave a link of a revoked batch that was made for another batch', async () => {
    await enterBatch(one.context, 'batch-b', [row(2)]);
    for (const kind of ['revoked', 'cancelled'] as const)
      await one.context.ledger.batches.decide('batch-a', kind, { by: 'ada', why: '' });
    await one.context.ledger.entries.cancelLines('batch-a', [2, 3]);
    await create(2);
    expect(await audit()).toMatchObject({ balanced: true, rows: { created: 1, cancelled: 1 } });
    expect(await one.context.ledger.links.dueRevocations(10)).toEqual([]);
  });

  test('name a link that was recorded as ended and can be paid after all', async () => {
    await create(2);
    await create(3);
    const entry = await one.context.ledger.entries.read(key(2));
    if (entry === undefined) throw new Error('no entry');
    const second = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
    await one.context.ledger.links.replace(entry, 'revoked', second, Date.now());
    expect((await audit()).imbalances.map(({ failure }) => failure.code)).toEqual(['duplicate_link']);
  });

  test('do not take a missing reference for the reference of another row', async () => {
    await create(2);
    await create(3);
    const { bridge } = one.context;
    const bare = {
      ...bridge,
      listLinks: async (query: Parameters<typeof bridge.listLinks>[0]) => {
        const listing = await bridge.listLinks(query);
        if (listing.kind !== 'listed') return listing;
        return { ...listing, links: listing.links.map(({ reference: _, ...link }) => link) };
      },
      getLink: async (id: string) => {
        const lookup = await bridge.getLink(id);
        if (lookup.kind !== 'found') return lookup;
        const { reference: _, ...link } = lookup.link;
        return { ...lookup, link };
      },
    };
    const closed = await closeBooks(
      { ...one.context, bridge: bare },
      await batchOf(),
      patience,
      async () => undefined,
    );
    expect(closed).toMatchObject({ balanced: true, links: { valid: 2 } });
    expect((await one.context.ledger.entries.read(key(2)))?.state.kind).toBe('created');
  });

  test('are due again at once where they were reopened while being closed', async () => {
    await create(2);
    await create(3);
    const closed = await audit();
    const late = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
    await one.context.ledger.sendings.settle(key(2), first, {
      kind: 'created',
      link: late,
      recovered: false,
    });
    await one.context.ledger.audits.save('batch-a', closed, Date.now() + 86_400_000);
    expect(await one.context.ledger.audits.due(10)).toEqual(['batch-a']);
    expect(areBooksClosed(await batchOf())).toBe(false);
  });

  test('count known rows whose link has ended in the batch that the rows belong to', async () => {
    await create(2);
    await create(3);
    await enterBatch(one.context, 'batch-b', [row(2)]);
    await one.context.ledger.sources.save('batch-b', bytesOf(file), plan);
    const { ledger } = one.context;
    const batch = (await ledger.batches.read('batch-b')) as Batch;
    expect(await closeBooks(one.context, batch, patience, async () => undefined)).toMatchObject({
      knownEnded: 0,
    });
    await ledger.links.revokeLines('batch-a', [2], { by: 'ada', why: '' });
    await revokeLinks(one.context, patience, async () => undefined);
    expect(await closeBooks(one.context, batch, patience, async () => undefined)).toMatchObject({
      rows: { known: 1 },
      cents: { known: 102 },
      knownEnded: 1,
    });
  });

  test('find links that are older than the batch, as after a lost ledger', async () => {
    await create(2);
    await create(3);
    await one.redis
      .connect()
      .hset('{linkmill:testaccount}:batch:batch-a', 'committedAt', Date.now() + 3_600_000);
    expect(await audit()).toMatchObject({ balanced: true, links: { valid: 2 } });
  });
});

describe('the closing of books', () => {
  test('waits one listing delay after the last answer, and the proof wait where a sending was in doubt', async () => {
    await create(2);
    await create(3);
    const batch = await batchOf();
    const { finishedAt = 0, lastSentAt = 0 } = batch;
    expect(booksDueAt(batch, { bornAt: 0 }, quickTimes)).toBe(finishedAt + quickTimes.listingDelayMs);
    const doubted = { ...batch, wasInDoubt: true };
    expect(booksDueAt(doubted, { bornAt: 0 }, quickTimes)).toBe(lastSentAt + quickTimes.provenAbsentAfterMs);
    const suspect = { bornAt: (batch.committedAt ?? 0) + 1 };
    expect(booksDueAt(batch, suspect, quickTimes)).toBe(lastSentAt + quickTimes.provenAbsentAfterMs);
  });

  test('delays no other batch where one cannot be closed, and reports a row that was paid twice once', async () => {
    const { ledger } = one.context;
    await create(2);
    await create(3);
    const second = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
    const own = (await ledger.entries.read(key(2)))?.state;
    for (const id of [second.id, own?.kind === 'created' ? own.link.id : '']) one.sandbox.complete(id);
    await enterBatch(one.context, 'batch-0', [row(9)]);
    await ledger.sendings.claim({ batch: 'batch-0', line: 9 }, true);
    const failure = { code: 'provider_refused' } as const;
    await ledger.sendings.settle({ batch: 'batch-0', line: 9 }, first, {
      kind: 'refused',
      failure,
      providerCode: 'a',
    });
    // Its file was not stored, so its books cannot be closed.
    const { reconcileOnce } = createReconciler(one.context, patience.signal);
    await waitUntil('the books of the other one tell it', async () => {
      await reconcileOnce();
      return (await ledger.links.paidTwice('batch-a')).size === 1 && areBooksClosed(await batchOf());
    });
    const closed = await ledger.audits.read('batch-a');
    expect(closed?.imbalances.map(({ failure: { code } }) => code)).toEqual(['paid_twice']);
    for (let round = 0; round < 5; round += 1) await reconcileOnce();
    const rowEvents = await ledger.history.rowEvents('batch-a', 2);
    expect(rowEvents.filter(({ event }) => event.code === 'row_duplicate_link_paid')).toHaveLength(1);
    expect(areBooksClosed(await batchOf())).toBe(true);
  });

  test('is done by the reconciler, once more a day later, and again when something is found', async () => {
    await create(2);
    await create(3);
    const { reconcileOnce } = createReconciler(one.context, patience.signal);
    const { ledger } = one.context;
    await waitUntil('the books are closed', async () => {
      await reconcileOnce();
      return areBooksClosed(await batchOf());
    });
    const closed = await batchOf();
    expect(closed.isBalanced).toBe(true);
    const due = await one.redis.connect().zscore('{linkmill:testaccount}:audits', 'batch-a');
    expect(Number(due)).toBe((closed.finishedAt ?? 0) + 86_400_000);
    // A closing by hand leaves that to the reconciler.
    await ledger.audits.save('batch-a', await audit(), 'as it is');
    expect(await one.redis.connect().zscore('{linkmill:testaccount}:audits', 'batch-a')).toBe(due);
    const late = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
    await ledger.sendings.settle(key(2), first, { kind: 'created', link: late, recovered: false });
    expect(areBooksClosed(await batchOf())).toBe(false);
    await waitUntil('the books are closed anew, the second link is revoked', async () => {
      await reconcileOnce();
      const lookup = await one.context.bridge.getLink(late.id);
      const isRevoked = lookup.kind === 'found' && lookup.link.status === 'revoked';
      const again = await batchOf();
      return isRevoked && areBooksClosed(again);
    });
    // The person who received it has a dead link, so every audit reports it.
    const found = (await ledger.audits.read('batch-a'))?.imbalances.map(
      ({ line, failure }) => `${line} ${failure.code}`,
    );
    expect(found).toEqual(['2 duplicate_link_revoked']);
  });
});
