import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { watchAccount } from '../../src/actions/notify/watch-account.ts';
import { watchBatch } from '../../src/actions/watch-batch.ts';
import { errorOfHeld } from '../../src/cli/work.ts';
import type { Batch } from '../../src/domain/batch.ts';
import type { Scene } from './scene.ts';
import { type Victim, victimIn } from './stage.ts';
import { victims } from './victims.ts';

let one: Victim;
let scene: Scene;
const { of, rows } = victims('pages', (victim, itsScene) => {
  one = victim;
  scene = itsScene;
});

const isStopped = async () => (await one.stoppedBy()) !== undefined;
/** Resumes the account until it no longer stops. */
async function resumeAgain(links = 0): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await one.stage.context.ledger.account.resume();
    await one.work(async () => (await isStopped()) || one.oracle.links.length >= links);
    // Nothing more comes.
    await one.work(() => pause(400, true));
    if (!(await isStopped())) return;
  }
  throw new Error('the account stops again and again');
}

const codesOf = (found: { imbalances: readonly { failure: { code: string } }[] }) =>
  found.imbalances.map(({ failure }) => failure.code);
const thief = '[0,"DE89370400440532013000",["Mallory","Thief"]]';

/** Forgeries of the entry record of line 3 before it is sent. */
const forgeries: [string, (batch: Batch) => Promise<void>][] = [
  ['the clear amount', (batch) => one.change(batch, 3, 2, (text) => text.replace(/^\[\d+/, '[999900'))],
  ['the sealed line by plain JSON', (batch) => one.change(batch, 3, 3, () => thief)],
  ['the generation', (batch) => one.change(batch, 3, 0, () => 'entered 7 0 0 0 ')],
  [
    'the expiry',
    (batch) => one.change(batch, 3, 2, (text) => text.replace(/\]$/, ',"2027-01-01T00:00:00Z"]')),
  ],
  ['the sealed line by nothing', (batch) => one.change(batch, 3, 3, () => '')],
  [
    'the sealed line by nothing, and its batch is called purged for a while',
    async (batch) => {
      await one.change(batch, 3, 3, () => '');
      await one.redis.hset(one.key('batch', batch), 'purgedAt', '1');
    },
  ],
  ['the reference', (batch) => one.change(batch, 3, 1, () => 'another')],
  [
    'the past by an expiry of its own',
    async (batch) =>
      one.setRecord(
        batch,
        3,
        `${await one.record(batch, 3)}\n{"expiresAt":"2027-01-01T00:00:00Z","links":[]}`,
      ),
  ],
  [
    'the whole page by that of another line',
    async (batch) => one.setRecord(batch, 3, await one.record(batch, 2)),
  ],
];

describe('an entry record in which somebody without the key changed', () => {
  test.each(forgeries)(
    '%s is never sent, stops the account and unbalances the books',
    async (_what, forge) => {
      const batch = await one.submit(rows('f'));
      await forge(batch);
      const isMarked = (await one.redis.hget(one.key('batch', batch), 'purgedAt')) !== null;
      if (isMarked) await one.redis.hdel(one.key('batch', batch), 'purgedAt');
      await one.work(isStopped);
      expect(await one.stoppedBy()).toBe('ledger forged');
      await resumeAgain(2);
      expect(one.oracle.strange()).toEqual([]);
      expect(['0', '1', '2'].map((row) => one.oracle.payable(of('f', Number(row))).length)).toEqual([
        1, 0, 1,
      ]);
      expect(await one.stage.context.ledger.forgeries.heldRows(batch.id)).toEqual([3]);
      const audit = await one.books(batch);
      expect(audit.balanced).toBe(false);
      expect(audit.imbalances).toContainEqual(
        expect.objectContaining({ line: 3, failure: expect.objectContaining({ code: 'ledger_forged' }) }),
      );
    },
  );

  test('is reported at once, once for each stop, and stops the account again only after another change', async () => {
    const batch = await one.submit(rows('p', 4));
    await one.change(batch, 3, 3, () => thief);
    const stops = async () =>
      (await one.stage.context.ledger.notices.list(9)).filter(
        ({ notice: { kind } }) => kind === 'account_stopped',
      );
    await one.work(isStopped);
    expect(await one.stage.context.ledger.forgeries.newForgeries()).toEqual([{ batch: batch.id, line: 3 }]);
    expect(await stops()).toHaveLength(1);
    await watchAccount(one.stage.context);
    await one.stage.context.ledger.entries.readLines(batch.id, [2, 3, 4]);
    expect(await stops()).toHaveLength(1);
    await resumeAgain();
    expect(await stops()).toHaveLength(1);
    await one.change(batch, 3, 3, () => thief.replace('Mallory', 'Malory'));
    await one.work(isStopped);
    expect(await stops()).toHaveLength(2);
    await resumeAgain();
  });

  test('ends a command that waits for its batch with exit code 2 once the other rows are sent', async () => {
    const batch = await one.submit(rows('s'));
    await one.change(batch, 3, 3, () => thief);
    await one.work(isStopped);
    await resumeAgain(2);
    const show = () => undefined;
    const watched = watchBatch(
      one.stage.context,
      batch.id,
      { show, explain: show },
      AbortSignal.timeout(9_000),
    );
    const end = await watched;
    expect(end).toMatchObject({ kind: 'held', batch: { books: { created: 2, open: 1 } }, lines: [3] });
    expect(end.kind === 'held' && errorOfHeld(end.batch, end.lines)).toMatchObject({
      family: 'held',
      failures: [{ code: 'ledger_forged' }],
    });
  });

  test('as it was before is sent; what says that a row was seen sends nothing, and holds no other', async () => {
    const batch = await one.submit(rows('q'));
    const record = await one.record(batch, 3);
    await one.change(batch, 3, 3, () => thief);
    await one.work(isStopped);
    await resumeAgain();
    const seen = (await one.redis.hget(`${one.key('forged-seen', batch)}`, '3')) ?? '';
    await one.redis.hset(`${one.key('forged-seen', batch)}`, { 2: seen, 4: seen, r3: seen, x: 'y' });
    await one.setRecord(batch, 3, record);
    await one.workToEnd(batch);
    expect(one.oracle.links).toHaveLength(3);
    expect((await one.books(batch)).balanced).toBe(true);
    expect(await one.stage.context.ledger.forgeries.heldRows(batch.id)).toEqual([]);
  });

  test('the contents of a row of another batch, or of another account, is never sent', async () => {
    const other = await victimIn(scene, of('other'));
    try {
      const batch = await one.submit(rows('g'));
      const second = await one.submit(rows('h'));
      const third = await other.submit(rows('g'));
      await one.setRecord(batch, 3, await one.record(second, 3));
      await one.setRecord(batch, 4, await other.record(third, 4));
      await one.work(isStopped);
      await resumeAgain();
      expect(one.oracle.strange()).toEqual([]);
      expect(codesOf(await one.books(batch))).toContain('ledger_forged');
    } finally {
      await other.close();
    }
  });
});

describe('books', () => {
  test('in which the amount of a row and all counters were changed after it was sent do not balance', async () => {
    const batch = await one.submit(rows('i'));
    await one.workToEnd(batch);
    expect((await one.books(batch)).balanced).toBe(true);
    await one.change(batch, 3, 2, (text) => text.replace(/^\[\d+/, '[999900'));
    const more = 999_900 - 1_037;
    for (const field of ['amountCents', 'createdCents'])
      await one.redis.hincrby(one.key('batch', batch), field, more);
    expect((await one.books(batch)).balanced).toBe(false);
  });

  test('of a batch of which a row was deleted and the counters and the file were adjusted do not balance', async () => {
    const batch = await one.submit(rows('j'));
    await one.redis.hdel(one.key('entries', batch), '3');
    const header = one.key('batch', batch);
    await one.redis.hincrby(header, 'open', -1);
    await one.redis.hincrby(header, 'amountCents', -1_037);
    await one.work(async () => one.oracle.links.length === 2);
    expect((await one.books(batch)).balanced).toBe(false);
    await one.redis.hset(header, 'fileRows', '2');
    expect((await one.books(batch)).balanced).toBe(false);
  });

  test('of a row that was called known, by the entry of another row, do not balance, and the report shows no link of it', async () => {
    const batch = await one.submit(rows('k'));
    const second = await one.submit(rows('l'));
    await one.workToEnd(batch, second);
    await one.setRecord(second, 3, `known ${batch.id}-3`);
    const header = one.key('batch', second);
    for (const [field, by] of [
      ['created', -1],
      ['known', 1],
      ['knownCreated', 1],
      ['createdCents', -1_037],
    ] as const)
      await one.redis.hincrby(header, field, by);
    expect((await one.books(second)).balanced).toBe(false);
    expect(await one.oracle.falseReport(await one.read(second))).toEqual([]);
  });

  test('of a row whose link was given another address do not balance, and the report does not show it', async () => {
    const batch = await one.submit(rows('m'));
    await one.workToEnd(batch);
    await one.change(batch, 3, 0, (text) =>
      text.replace(/https\S+/, 'https://pay.bridgeapi.io/link/mallory'),
    );
    expect((await one.books(batch)).balanced).toBe(false);
    expect(await one.oracle.falseReport(await one.read(batch))).toEqual([]);
  });

  test.each(['amountMaxCents', 'submittedAt', 'fileRows', 'leftOutRows', 'file'])(
    'of a batch whose field %s was changed do not balance, and nothing of it is sent',
    async (field) => {
      const batch = await one.submit(rows('n'));
      await one.redis.hset(one.key('batch', batch), field, field === 'file' ? 'other.csv' : '999999999');
      await one.work(isStopped);
      await resumeAgain();
      expect(one.oracle.links).toEqual([]);
      expect(codesOf(await one.books(batch))).toContain('ledger_forged');
    },
  );
});
