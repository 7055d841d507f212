import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { revokeLinks } from '../../../src/actions/reconcile/revoke-links.ts';
import { settleDuplicateLinks } from '../../../src/actions/reconcile/settle-duplicate-links.ts';
import { judgeFound } from '../../../src/actions/reconcile/whose-link.ts';
import type { Batch } from '../../../src/domain/batch.ts';
import { tagOf } from '../../../src/domain/wire-values.ts';
import { message } from '../../../src/i18n/messages.ts';
import {
  enterBatch,
  installation,
  makeLink,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';

let one: TestAccount;
const key = { batch: 'batch-a', line: 2 };
const patience = { signal: new AbortController().signal, isPatient: true };
const nothing = async () => undefined;
const batchOf = async (id: string) => (await one.context.ledger.batches.read(id)) as Batch;

beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
});
afterEach(() => one.stop());

/** Gives the entry the first of two links, and records the second as a duplicate. */
async function twoLinks(): Promise<[string, string]> {
  const { ledger } = one.context;
  await ledger.sendings.claim(key);
  const own = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
  await ledger.sendings.settle(
    key,
    { attempt: 1, generation: 0 },
    { kind: 'created', link: own, recovered: false },
  );
  const duplicate = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
  const judgement = await ledger.sendings.judge(key, 1, { kind: 'found', link: duplicate, generation: 0 });
  expect(judgement).toBe('duplicate');
  return [own.id, duplicate.id];
}

async function settleAll(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await one.redis.connect().zadd('{linkmill:testaccount}:duplicates', 'XX', 1, 'batch-a-2');
    await settleDuplicateLinks(one.context, patience, nothing);
    await revokeLinks(one.context, patience, nothing);
  }
}

const statusOf = async (id: string) => {
  const lookup = await one.context.bridge.getLink(id);
  return lookup.kind === 'found' ? lookup.link.status : lookup.kind;
};
const linkOf = async () => {
  const state = (await one.context.ledger.entries.read(key))?.state;
  return state?.kind === 'created' ? state.link.id : state?.kind;
};

test('of two payable links the one in the ledger stays, and the other is revoked', async () => {
  const [own, duplicate] = await twoLinks();
  await settleAll();
  expect([await statusOf(own), await statusOf(duplicate), await linkOf()]).toEqual(['valid', 'revoked', own]);
  expect(await one.context.ledger.links.dueDuplicates(10)).toEqual([]);
  expect(await one.context.ledger.links.dueRevocations(10)).toEqual([]);
});

test('a revocation is written down first, and the next round finishes one whose answer was lost', async () => {
  const [own, duplicate] = await twoLinks();
  await settleDuplicateLinks(one.context, patience, nothing);
  expect(await one.context.ledger.links.dueRevocations(10)).toMatchObject([{ id: duplicate, key }]);
  expect(await statusOf(duplicate)).toBe('valid');
  one.sandbox.setFaults({ revokeLost: 1 });
  expect(await revokeLinks(one.context, patience, nothing)).toBe(1);
  expect([await statusOf(own), await statusOf(duplicate)]).toEqual(['valid', 'revoked']);
});

test('a paid duplicate link stays: the own one is revoked, and replaced only once Bridge shows it ended', async () => {
  const [own, duplicate] = await twoLinks();
  one.sandbox.complete(duplicate);
  await settleDuplicateLinks(one.context, patience, nothing);
  expect(await linkOf()).toBe(own);
  await settleAll();
  expect([await statusOf(own), await statusOf(duplicate), await linkOf()]).toEqual([
    'revoked',
    'completed',
    duplicate,
  ]);
  expect((await one.context.ledger.entries.read(key))?.earlierLinks).toMatchObject([
    { id: own, status: 'revoked' },
  ]);
});

test('of two paid links none is revoked, and the row is reported as paid twice', async () => {
  const [own, duplicate] = await twoLinks();
  one.sandbox.complete(own);
  one.sandbox.complete(duplicate);
  await settleAll();
  expect([await statusOf(own), await statusOf(duplicate), await linkOf()]).toEqual([
    'completed',
    'completed',
    own,
  ]);
  expect(await one.context.ledger.links.paidTwice('batch-a')).toEqual(new Map([[2, duplicate]]));
  expect(await one.context.ledger.links.dueDuplicates(10)).toEqual([]);
});

test('a duplicate link that has ended is left as it is', async () => {
  const [own, duplicate] = await twoLinks();
  await one.context.bridge.revokeLink(duplicate);
  await settleAll();
  expect([await statusOf(own), await linkOf()]).toEqual(['valid', own]);
  expect(await one.context.ledger.links.dueDuplicates(10)).toEqual([]);
});

test('a payable duplicate link replaces an own link that has ended', async () => {
  const [own, duplicate] = await twoLinks();
  await one.context.bridge.revokeLink(own);
  await settleAll();
  expect([await statusOf(duplicate), await linkOf()]).toEqual(['valid', duplicate]);
});

test("a duplicate link is not compared with an own link that is another row's", async () => {
  const { ledger } = one.context;
  await ledger.sendings.claim(key);
  const strange = await makeLink(one.context, row(3), tagOf(installation, 0, 1));
  await ledger.sendings.settle(
    key,
    { attempt: 1, generation: 0 },
    { kind: 'created', link: strange, recovered: false },
  );
  const right = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
  await ledger.sendings.judge(key, 1, { kind: 'found', link: right, generation: 0 });
  await settleDuplicateLinks(one.context, patience, nothing);
  expect(await linkOf()).toBe('doubtful');
  expect([await statusOf(strange.id), await statusOf(right.id)]).toEqual(['valid', 'valid']);
});

test('an answer of an earlier generation does not settle the row: its link is revoked', async () => {
  const { ledger } = one.context;
  const [own] = await twoLinks();
  await settleAll();
  await one.context.bridge.revokeLink(own);
  const entry = await ledger.entries.read(key);
  if (entry === undefined) throw new Error('no entry');
  const expiry = new Date(Date.now() + 3_600_000).toISOString();
  expect(await ledger.links.reissue(entry, 'revoked', expiry, { by: 'ada', why: '' }, Date.now())).toBe(true);
  const late = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
  const sent = { attempt: 1, generation: 0 };
  expect(await ledger.sendings.settle(key, sent, { kind: 'created', link: late, recovered: false })).toBe(
    'duplicate',
  );
  const again = { id: own, url: 'https://pay.bridgeapi.io/own' };
  expect(await ledger.sendings.settle(key, sent, { kind: 'created', link: again, recovered: false })).toBe(
    'already',
  );
  await settleAll();
  expect(await statusOf(late.id)).toBe('revoked');
  expect(await linkOf()).toBe('entered');
});

test('a link that cannot be read delays no other', async () => {
  const [, duplicate] = await twoLinks();
  const other = { batch: 'batch-a', line: 3 };
  const { bridge, ledger } = one.context;
  await ledger.sendings.claim(other);
  const own = await makeLink(one.context, row(3), tagOf(installation, 0, 1));
  await ledger.sendings.settle(
    other,
    { attempt: 1, generation: 0 },
    { kind: 'created', link: own, recovered: false },
  );
  const second = await makeLink(one.context, row(3), tagOf(installation, 0, 1));
  await ledger.sendings.judge(other, 1, { kind: 'found', link: second, generation: 0 });
  const broken = {
    ...bridge,
    getLink: async (id: string) =>
      id === duplicate
        ? ({ kind: 'silent', why: message('bridge_link_not_shown', {}) } as const)
        : bridge.getLink(id),
  };
  const impatient = { ...patience, isPatient: false };
  await settleDuplicateLinks({ ...one.context, bridge: broken }, impatient, nothing);
  expect(await ledger.links.dueRevocations(10)).toMatchObject([{ id: second.id, key: other }]);
});

test('a link of ours without a tag is the link of its row, whatever generation the row has', async () => {
  const { ledger, bridge } = one.context;
  const corrected = row(2, { amountCents: 777 });
  await ledger.sendings.claim(key);
  const failure = { code: 'provider_refused' } as const;
  await ledger.sendings.settle(
    key,
    { attempt: 1, generation: 0 },
    { kind: 'refused', failure, providerCode: 'a' },
  );
  await enterBatch(one.context, 'batch-b', [corrected]);
  const later = { batch: 'batch-b', line: 2 };
  await ledger.sendings.claim(later);
  await ledger.sendings.settle(later, { attempt: 2, generation: 1 }, { kind: 'doubtful' });
  const made = await makeLink(one.context, corrected, tagOf(installation, 1, 2));
  const lookup = await bridge.getLink(made.id);
  const entry = await ledger.entries.read(later);
  if (lookup.kind !== 'found' || entry === undefined) throw new Error('not there');
  const { tag: _, ...untagged } = lookup.link;
  expect(await judgeFound(one.context, entry, await batchOf(later.batch), 2, untagged)).toBe('done');
});

test('an own link that Bridge fails to show once is neither replaced nor dropped: it may still be payable', async () => {
  const { bridge, ledger } = one.context;
  const [own, duplicate] = await twoLinks();
  const hiding = {
    ...bridge,
    getLink: async (id: string) => (id === own ? { kind: 'absent' as const } : bridge.getLink(id)),
  };
  await settleDuplicateLinks({ ...one.context, bridge: hiding }, patience, nothing);
  expect(await linkOf()).toBe(own);
  await ledger.links.decideDuplicate(key, duplicate, 'revoke');
  const blind = { ...one.context, bridge: { ...bridge, getLink: async () => ({ kind: 'absent' as const }) } };
  await revokeLinks(blind, patience, nothing);
  expect(await ledger.links.pendingRevocations('batch-a')).toBe(1);
});

test('a revoked duplicate link never settles its row', async () => {
  const { bridge, ledger } = one.context;
  const [own, duplicate] = await twoLinks();
  await settleAll();
  const entry = await ledger.entries.read(key);
  expect(entry?.earlierLinks.map(({ id }) => id)).toEqual([duplicate]);
  await bridge.revokeLink(own);
  if (entry === undefined) throw new Error('no entry');
  await ledger.links.reissue(
    entry,
    'revoked',
    new Date(Date.now() + 3_600_000).toISOString(),
    { by: 'ada', why: '' },
    Date.now(),
  );
  const lookup = await bridge.getLink(duplicate);
  const reissued = await ledger.entries.read(key);
  if (lookup.kind !== 'found' || reissued === undefined) throw new Error('not there');
  expect(
    await judgeFound(one.context, reissued, await batchOf(key.batch), reissued.attempt, lookup.link),
  ).toBe('already');
  expect(await linkOf()).toBe('entered');
});
