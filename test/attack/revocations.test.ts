import { describe, expect, test } from '@jest/globals';
import { revokeBatch } from '../../src/actions/control/hold-batch.ts';
import { revokeLinks } from '../../src/actions/reconcile/revoke-links.ts';
import { settleDuplicateLinks } from '../../src/actions/reconcile/settle-duplicate-links.ts';
import type { Batch } from '../../src/domain/batch.ts';
import { makeLink, row } from '../support/account-context.ts';
import { trueRow } from './scene.ts';
import type { Victim } from './stage.ts';
import { victims } from './victims.ts';

let one: Victim;
let batch: Batch;
const { of } = victims('revoke', async (victim) => {
  one = victim;
  batch = await one.submit([trueRow(of('a'), 0), trueRow(of('b'), 1)]);
  await one.workToEnd(batch);
});

const patience = { signal: new AbortController().signal, isPatient: true };
const nothing = async () => undefined;
const statusOf = async (id: string) => {
  const lookup = await one.stage.context.bridge.getLink(id);
  return lookup.kind === 'found' ? lookup.link.status : lookup.kind;
};
const ownLink = async (line: number) => {
  const state = (await one.stage.context.ledger.entries.read({ batch: batch.id, line }))?.state;
  return state?.kind === 'created' ? state.link.id : '';
};

/** A link of another program of the same Bridge application. */
async function linkOfAnother(reference: string, tag = 'shop.0.1'): Promise<string> {
  return (await makeLink(one.stage.context, row(9, { reference }), tag)).id;
}

async function plantRevocation(id: string, line: number): Promise<void> {
  await one.redis.hset(one.key('revoking'), id, `${batch.id}-${line} second link`);
  await one.redis.zadd(one.key('revocations'), 0, id);
}

async function plantDuplicate(id: string, line: number): Promise<void> {
  await one.redis.hset(one.key('duplicates', batch), line, id);
  await one.redis.zadd(one.key('duplicates'), 0, `${batch.id}-${line}`);
}

async function settleAll(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await one.redis.zadd(one.key('duplicates'), 'XX', 0, `${batch.id}-2`);
    await settleDuplicateLinks(one.stage.context, patience, nothing);
    await revokeLinks(one.stage.context, patience, nothing);
  }
}

describe('a link of another program', () => {
  const links: [string, (reference: string) => string, string][] = [
    ['under its own reference', () => 'order-1', 'shop.0.1'],
    ["under a row's reference", (reference) => reference, 'shop.0.1'],
    ["under a row's reference, without a tag", (reference) => reference, ''],
    ['without a reference', () => '', 'shop.0.1'],
    ['without reference and tag', () => '', ''],
  ];
  test.each(links)(
    '%s that somebody plants among those to revoke stays payable, and is told',
    async (_, nameIn, tag) => {
      const id = await linkOfAnother(nameIn(of('a')), tag);
      await plantRevocation(id, 2);
      await settleAll();
      expect(await statusOf(id)).toBe('valid');
      expect(await one.stoppedBy()).toBe('ledger forged');
      expect(await one.redis.hexists(one.key('revoking'), id)).toBe(0);
      expect(
        (await one.stage.context.ledger.entries.read({ batch: batch.id, line: 2 }))?.earlierLinks,
      ).toEqual([]);
    },
  );

  test.each(links.slice(1))(
    '%s that somebody plants among the second links of a row stays payable, and is told',
    async (_, nameIn, tag) => {
      const id = await linkOfAnother(nameIn(of('a')), tag);
      await plantDuplicate(id, 2);
      await settleAll();
      expect([await statusOf(id), await statusOf(await ownLink(2))]).toEqual(['valid', 'valid']);
      expect(await one.stoppedBy()).toBe('ledger forged');
      expect(await one.redis.exists(one.key('duplicates', batch), one.key('revoking'))).toBe(0);
    },
  );

  test('stays payable where the row does not exist', async () => {
    const id = await linkOfAnother('order-2');
    await plantRevocation(id, 99);
    await settleAll();
    expect([await statusOf(id), await one.stoppedBy()]).toEqual(['valid', 'ledger forged']);
  });
});

test('a revocation that is not the id of a link is reported and delays no other', async () => {
  await plantRevocation('a/b', 2);
  await plantDuplicate(`c/d${'x'.repeat(5_000)}`, 3);
  await revokeBatch(one.stage.context, await one.read(batch), { by: 'ada', why: '' });
  await settleAll();
  expect([await statusOf(await ownLink(2)), await statusOf(await ownLink(3))]).toEqual([
    'revoked',
    'revoked',
  ]);
  expect(await one.stoppedBy()).toBe('ledger forged');
  expect(await one.redis.hexists(one.key('revoking'), 'a/b')).toBe(0);
});

test('a revocation without a row delays no other', async () => {
  const id = await linkOfAnother('order-3');
  await one.redis.hset(one.key('revoking'), id, 'nothing');
  await one.redis.zadd(one.key('revocations'), 0, id);
  await revokeBatch(one.stage.context, await one.read(batch), { by: 'ada', why: '' });
  await settleAll();
  expect([await statusOf(id), await statusOf(await ownLink(2))]).toEqual(['valid', 'revoked']);
  expect(await one.redis.exists(one.key('revoking'), one.key('revocations'))).toBe(0);
});

test('a link of ours is not revoked for another row, and stops nothing', async () => {
  const id = await ownLink(3);
  await plantRevocation(id, 2);
  await settleAll();
  expect([await statusOf(id), await one.stoppedBy()]).toEqual(['valid', undefined]);
});

test('revoking links that the ledger knows needs no additional calls to Bridge', async () => {
  await revokeBatch(one.stage.context, await one.read(batch), { by: 'ada', why: '' });
  const { bridge } = one.stage.context;
  const calls: string[] = [];
  const counting = {
    ...bridge,
    getLink: (id: string) => {
      calls.push('get');
      return bridge.getLink(id);
    },
    revokeLink: (id: string) => {
      calls.push('revoke');
      return bridge.revokeLink(id);
    },
  };
  await revokeLinks({ ...one.stage.context, bridge: counting }, patience, nothing);
  expect(calls.toSorted()).toEqual(['get', 'get', 'revoke', 'revoke']);
  expect([await statusOf(await ownLink(2)), await statusOf(await ownLink(3))]).toEqual([
    'revoked',
    'revoked',
  ]);
  expect(await one.stoppedBy()).toBeUndefined();
});
