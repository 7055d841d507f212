import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CopiedPart } from '../../src/domain/ledger-copy.ts';
import { accountPrefix } from '../../src/ledger/ledger.ts';
import { defineScripts } from '../../src/ledger/scripts/scripts.ts';
import {
  account,
  enterBatch,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../support/account-context.ts';

let open: TestAccount;
beforeEach(async () => {
  open = await startTestAccount();
});
afterEach(() => open.stop());

const prefix = accountPrefix(account);
const link = { id: 'link-1', url: 'https://example.com/1' };

async function copyOf(): Promise<CopiedPart[]> {
  const parts: CopiedPart[] = [];
  for await (const part of open.context.ledger.copies.read()) parts.push(part);
  return parts;
}

async function restore(parts: readonly CopiedPart[]) {
  const { ledger } = open.context;
  await open.redis.connect().flushall();
  expect(await ledger.copies.beginRestore()).toBe(true);
  for (const part of parts) await ledger.copies.put(part);
  return ledger.copies.endRestore();
}

/** Claims the row once and settles it with this outcome; `claimed` leaves it claimed. */
async function send(batch: string, line: number, kind: 'created' | 'refused' | 'claimed' | 'doubtful') {
  const { ledger } = open.context;
  const claim = await ledger.sendings.claim({ batch, line }, true);
  if (claim.kind !== 'claimed') throw new Error(claim.kind);
  const sent = { attempt: claim.attempt, generation: claim.entry.generation };
  if (kind === 'created')
    await ledger.sendings.settle({ batch, line }, sent, { kind, link, recovered: false });
  if (kind === 'doubtful') await ledger.sendings.settle({ batch, line }, sent, { kind });
  if (kind === 'refused') {
    const failure = { code: 'provider_refused' } as const;
    await ledger.sendings.settle({ batch, line }, sent, { kind, failure, providerCode: 'x' });
  }
}

describe('a restored ledger', () => {
  test('has the books of the copy, makes its claims doubtful, and claims nothing before the recovery scan', async () => {
    const { ledger } = open.context;
    await enterBatch(open.context, 'one', [row(2), row(3), row(4), row(5)]);
    await trustLedger(open.context);
    await send('one', 2, 'created');
    await send('one', 3, 'doubtful');
    await send('one', 4, 'claimed');
    await enterBatch(open.context, 'two', [row(2), row(5)]);
    const before = await Promise.all(['one', 'two'].map(ledger.batches.read));
    const parts = await copyOf();
    expect(parts.some(({ key }) => /^(links|scheduled-runs|leases|pace|permits|claims)/.test(key))).toBe(
      false,
    );
    expect(await restore(parts)).toEqual({ batches: 2, rows: 6, incomplete: [] });
    expect(await Promise.all(['one', 'two'].map(ledger.batches.read))).toEqual(before);
    expect((await ledger.sendings.claim({ batch: 'one', line: 5 }, true)).kind).toBe('suspect');
    const { doubts } = await ledger.sendings.doubts(10);
    expect(doubts.map(({ key }) => key.line).toSorted()).toEqual([3, 4]);
    expect((await ledger.batches.read('one'))?.books).toMatchObject({ created: 1, doubtful: 2, open: 1 });
  });

  test('makes the first link of a batch due again that waited to be read back', async () => {
    const { ledger } = open.context;
    await enterBatch(open.context, 'one', [row(2), row(3)]);
    await trustLedger(open.context);
    const claim = await ledger.sendings.claim({ batch: 'one', line: 2 });
    expect(claim).toMatchObject({ kind: 'claimed', isFirst: true });
    await ledger.sendings.settle(
      { batch: 'one', line: 2 },
      { attempt: 1, generation: 0 },
      { kind: 'created', link, recovered: false },
    );
    await restore(await copyOf());
    expect(await ledger.verifications.due(1)).toEqual(['one']);
  });

  test('stays suspect and claims nothing while it is half restored', async () => {
    const { ledger } = open.context;
    await enterBatch(open.context, 'one', [row(2)]);
    expect(await ledger.copies.beginRestore()).toBe(false);
    const parts = await copyOf();
    await open.redis.connect().flushall();
    await ledger.copies.beginRestore();
    for (const part of parts) await ledger.copies.put(part);
    await trustLedger(open.context);
    expect((await ledger.sendings.claim({ batch: 'one', line: 2 }, true)).kind).toBe('suspect');
    expect(await ledger.copies.isHalfRestored()).toBe(true);
  });

  test('sends a reference once where one record was copied before its row was corrected and the other after', async () => {
    const { ledger } = open.context;
    await enterBatch(open.context, 'one', [row(2)]);
    await trustLedger(open.context);
    const early = await copyOf();
    await send('one', 2, 'refused');
    await enterBatch(open.context, 'two', [row(2, { amountCents: 900 })]);
    const late = await copyOf();
    // The records of batch one and the index from the first copy, everything else from the second.
    const isEarly = ({ key }: CopiedPart) => key === 'entries:one' || key.startsWith('refs:');
    await restore([...late.filter((part) => !isEarly(part)), ...early.filter(isEarly)]);
    expect((await ledger.batches.read('one'))?.books).toMatchObject({ cancelled: 1, open: 0 });
    expect((await ledger.batches.read('two'))?.books).toMatchObject({ open: 1, amountCents: 900 });
    const [found] = await ledger.entries.find(['ref-2']);
    expect(found?.key).toEqual({ batch: 'two', line: 2 });
  });

  test('knows a row that was entered after its index was copied', async () => {
    const { ledger } = open.context;
    await enterBatch(open.context, 'one', [row(2)]);
    await restore((await copyOf()).filter(({ key }) => !key.startsWith('refs:')));
    const [answer] = await ledger.entries.consult('two', [row(2)]);
    expect(answer).toMatchObject({ verdict: 'known', earlier: { batch: 'one', line: 2 } });
  });

  test('reports a batch that lacks rows as incomplete', async () => {
    await enterBatch(open.context, 'one', [row(2), row(3)]);
    const parts = (await copyOf()).filter(({ key }) => key !== 'entries:one');
    expect(await restore(parts)).toMatchObject({ incomplete: ['one'] });
    expect((await open.context.ledger.batches.read('one'))?.committedAt).toBeUndefined();
    expect(await open.redis.connect().exists(`${prefix}:batch:one`)).toBe(1);
  });

  test('refuses digests that were made with another hash key', async () => {
    await enterBatch(open.context, 'one', [row(2)]);
    const client = open.redis.connect();
    const words = [prefix, '', 'epoch', 0, 'one', 'another', 2, Buffer.alloc(16)];
    await expect(defineScripts(client)['repair-rows']([`${prefix}:account`], words)).rejects.toThrow(
      'KEYGONE',
    );
  });
});
