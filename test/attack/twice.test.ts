import { describe, expect, test } from '@jest/globals';
import { revokeBatch } from '../../src/actions/control/hold-batch.ts';
import { passing, retryBatch } from '../../src/actions/control/retry-batch.ts';
import { isNoticeTime, lapsingNotice } from '../../src/actions/notify/lapsing-notice.ts';
import type { Audit } from '../../src/domain/audit.ts';
import type { Batch } from '../../src/domain/batch.ts';
import { localDate } from '../../src/domain/dates/zone-time.ts';
import { makeLink, row } from '../support/account-context.ts';
import { type Scene, trueRow } from './scene.ts';
import type { Victim } from './stage.ts';
import { victims } from './victims.ts';

let one: Victim;
let scene: Scene;
const { of, rows } = victims('twice', (victim, itsScene) => {
  one = victim;
  scene = itsScene;
});

const codesOf = ({ imbalances }: Pick<Audit, 'imbalances'>) => imbalances.map(({ failure }) => failure.code);
const me = { by: 'person', why: '' };

/** Sets the state of a row that has a link back to the beginning, with the counters. */
async function setBack(batch: Batch, line: number): Promise<void> {
  await one.change(batch, line, 0, (state) => `entered ${state.split(' ').slice(1, 4).join(' ')} 0 `);
  const header = one.key('batch', batch);
  await one.redis.hincrby(header, 'open', 1);
  await one.redis.hincrby(header, 'created', -1);
  await one.redis.hincrby(header, 'createdCents', -1_037);
  await one.redis.hdel(header, 'finishedAt');
}

/** Works until a row has so many links, and then until nothing is left to revoke. */
async function workUntilSent(batch: Batch, line: number, reference: string, links: number): Promise<void> {
  const entry = () => one.stage.context.ledger.entries.read({ batch: batch.id, line });
  await one.stage.context.queue.add([
    { batch: batch.id, first: line, last: line, repeat: `again-${Date.now()}` },
  ]);
  await one.work(
    async () =>
      one.oracle.links.filter(({ body }) => body.client_reference === reference).length >= links &&
      (await entry())?.state.kind === 'created',
  );
}

/** Books are closed until they find nothing new; meanwhile what they found is revoked. */
async function booksInTheEnd(...batches: readonly Batch[]): Promise<Audit[]> {
  for (const batch of batches) await one.books(batch);
  const endsAt = Date.now() + 4_000;
  await one.work(async () => Date.now() > endsAt);
  return Promise.all(batches.map((batch) => one.books(batch)));
}

describe('a row whose state somebody sets back after it was sent', () => {
  test('has one payable link in the end, and the books report the other', async () => {
    const batch = await one.submit(rows('a'));
    await one.workToEnd(batch);
    await setBack(batch, 3);
    await workUntilSent(batch, 3, of('a', 1), 2);
    const [audit] = await booksInTheEnd(batch);
    expect(one.oracle.payable(of('a', 1))).toHaveLength(1);
    expect(audit?.balanced).toBe(false);
    expect(codesOf(audit as Audit)).toContain('duplicate_link_revoked');
    expect(await one.oracle.falseReport(await one.read(batch))).toEqual([]);
  });

  test.each([
    [
      'the time of the seal is moved, so that the older link would be outside of the books',
      async (batch: Batch) => {
        await one.redis.hset(one.key('batch', batch), 'committedAt', String(Date.now() + 60_000));
      },
    ],
    [
      'the links are written down as paid twice',
      async (batch: Batch, id: string) => {
        await one.redis.hset(one.key('twice', batch), '3', id);
      },
    ],
    [
      'the older link is written down to be revoked, and never becomes due',
      async (batch: Batch, id: string) => {
        await one.redis.hset(one.key('revoking'), id, `${batch.id}-3 second link`);
      },
    ],
    [
      'the older link is said to be that of another row',
      async (batch: Batch) => {
        for (const key of await one.redis.keys(one.key('ids:*')))
          for (const field of await one.redis.hkeys(key)) await one.redis.hset(key, field, `${batch.id}-2`);
      },
    ],
  ])('has one payable link in the end, and the other is reported, though %s', async (_what, hide) => {
    const batch = await one.submit(rows('b'));
    await one.workToEnd(batch);
    const [link] = one.oracle.payable(of('b', 1));
    await setBack(batch, 3);
    await hide(batch, link?.id ?? '');
    await workUntilSent(batch, 3, of('b', 1), 2);
    const [audit] = await booksInTheEnd(batch);
    expect(audit?.balanced).toBe(false);
    expect(one.oracle.payable(of('b', 1))).toHaveLength(1);
  });
});

test('a row held for a link of others, whose failure somebody changes into one that a retry takes, is sent, and the books tell of that link', async () => {
  const batch = await one.submit(rows('n'));
  const reference = of('n', 1);
  const others = await makeLink(one.stage.context, row(9, { reference, amountCents: 777 }), 'shop.0.1');
  const failure = { code: 'found_with_other_contents' } as const;
  await one.stage.context.ledger.sendings.setAside({ batch: batch.id, line: 3 }, failure);
  await one.workToEnd(batch);
  expect(await retryBatch(one.stage.context, await one.read(batch), me, passing)).toBe(0);
  await one.change(batch, 3, 0, (state) => state.replace(failure.code, 'sent_too_often'));
  expect(await retryBatch(one.stage.context, await one.read(batch), me, passing)).toBe(1);
  await workUntilSent(batch, 3, reference, 2);
  const [audit] = await booksInTheEnd(batch);
  expect(audit?.balanced).toBe(false);
  const reported = audit?.imbalances.filter(({ line }) => line === 3).map(({ failure: { code } }) => code);
  expect(reported).toContain('strange_link');
  expect(one.oracle.payable(reference).map(({ id }) => id)).toContain(others.id);
});

describe('a row that was refused, and corrected in a later file', () => {
  /** The partly refused file and the one with the corrected row, on line 3 of both. */
  async function corrected(
    word: string,
  ): Promise<{ first: Batch; second: Batch; refused: string; reference: string }> {
    const [before, row, after] = rows(word);
    if (before === undefined || row === undefined || after === undefined) throw new Error('no rows');
    const first = await one.submit([before, { ...row, cents: 95_000 }, after]);
    const refused = await one.record(first, 3);
    await one.workToEnd(first);
    const second = await one.submit([trueRow(`${word}x`, 5), row]);
    await one.workToEnd(second);
    expect(one.oracle.payable(row.reference)).toHaveLength(1);
    return { first, second, refused, reference: row.reference };
  }

  test('and whose first entry record is reset to before its sending, has one payable link in the end, and the other is reported', async () => {
    const [before, row, after] = rows('c');
    if (before === undefined || row === undefined || after === undefined) throw new Error('no rows');
    // It is cancelled, so that the provider would take it.
    const first = await one.submit([before, { ...row, cents: 8_000 }, after]);
    const waiting = await one.record(first, 3);
    await one.change(first, 3, 0, () => 'refused 0 1 1 0 {"code":"provider_refused"}');
    await one.redis.hincrby(one.key('batch', first), 'open', -1);
    await one.redis.hincrby(one.key('batch', first), 'refused', 1);
    await one.workToEnd(first);
    const second = await one.submit([trueRow(of('cx'), 5), row]);
    await one.workToEnd(second);
    await one.setRecord(first, 3, waiting);
    await one.redis.hincrby(one.key('batch', first), 'open', 1);
    await one.redis.hincrby(one.key('batch', first), 'refused', -1);
    await one.redis.hdel(one.key('batch', first), 'finishedAt');
    await workUntilSent(first, 3, row.reference, 2);
    const [audit] = await booksInTheEnd(first);
    expect(audit?.balanced).toBe(false);
    expect((await one.books(second)).balanced).toBe(false);
    expect(one.oracle.payable(row.reference)).toHaveLength(1);
  });

  test('and gets the link of the corrected row by forgery, is reported, and nothing is sent or revoked for it', async () => {
    const { first, second, reference } = await corrected('d');
    const state = (await one.record(second, 3)).split('\n')[0] ?? '';
    await one.change(first, 3, 0, () => state.replace(/^created \d+/, 'created 0'));
    const header = one.key('batch', first);
    await one.redis.hincrby(header, 'refused', -1);
    await one.redis.hincrby(header, 'created', 1);
    await one.redis.hincrby(header, 'createdCents', 95_000);
    const [audit] = await booksInTheEnd(first);
    expect(audit?.balanced).toBe(false);
    expect(one.oracle.payable(reference)).toHaveLength(1);
    expect(one.oracle.links.filter(({ body }) => body.client_reference === reference)).toHaveLength(1);
  });
});

describe('a batch that somebody deletes whole', () => {
  const patience = { signal: new AbortController().signal, isPatient: true };
  /** A day without notices of lapsing links. */
  const morning = Array.from({ length: 7 }, (_, days) => Date.now() + days * 86_400_000)
    .map((at) => Date.parse(`${localDate(at, 'UTC')}T10:00:00Z`))
    .find((at) => !isNoticeTime(at, 'UTC')) as number;

  /** Everything of it goes, and its links were made an hour ago. */
  async function deleteWhole({ id }: Batch): Promise<void> {
    for (const kind of ['refs', 'guards', 'ids', 'holders']) {
      const keys = await one.redis.keys(one.key(`${kind}*`));
      if (keys.length > 0) await one.redis.unlink(...keys);
    }
    await one.redis.unlink(...(await one.redis.keys(one.key(`*:${id}`))));
    await one.redis.zrem(one.key('batches'), id);
    await one.redis.del(one.key('audits'));
    for (const link of scene.sandbox.links())
      Object.assign(link, { createdAtMs: link.createdAtMs - 3_600_000 });
  }

  test('and submitted again has one payable link a row by the next morning, and the books report the others', async () => {
    const all = rows('j');
    const first = await one.submit(all);
    await one.workToEnd(first);
    await deleteWhole(first);
    const second = await one.submit(all);
    await one.workToEnd(second);
    // The books of the second look back two minutes only.
    expect((await one.books(second)).balanced).toBe(true);
    const { ledger } = one.stage.context;
    for (const { reference } of all) expect(one.oracle.payable(reference)).toHaveLength(2);
    expect(await lapsingNotice(one.stage.context, morning, 'UTC', patience)).toBe(false);
    const [audit] = await booksInTheEnd(second);
    for (const { reference } of all) expect(one.oracle.payable(reference)).toHaveLength(1);
    expect(codesOf(audit as Audit).filter((code) => code === 'duplicate_link_revoked')).toHaveLength(3);
    expect((await one.oracle.urlsIn(await one.read(second))).toSorted()).toEqual(
      all.flatMap(({ reference }) => one.oracle.payable(reference).map(({ url }) => url)).toSorted(),
    );
    expect((await ledger.account.status()).stopped).toBeUndefined();
  });

  test('and whose link was paid is not paid again: the new link is revoked, and the paid one is the row’s', async () => {
    const all = rows('k');
    const first = await one.submit(all);
    await one.workToEnd(first);
    const [paid] = one.oracle.payable(of('k', 1));
    await deleteWhole(first);
    const second = await one.submit(all);
    await one.workToEnd(second);
    scene.sandbox.complete(paid?.id ?? '');
    await lapsingNotice(one.stage.context, morning, 'UTC', patience);
    await booksInTheEnd(second);
    expect(one.oracle.payable(of('k', 1))).toEqual([]);
    const entry = await one.stage.context.ledger.entries.read({ batch: second.id, line: 3 });
    expect(entry?.state).toMatchObject({ kind: 'created', link: { id: paid?.id } });
  });

  test('is looked for each day, though somebody has written that this was done for years to come', async () => {
    await one.redis.hset(one.key('leases'), 'lapsing', 'mallory 4000000000000');
    await lapsingNotice(one.stage.context, morning, 'UTC', patience);
    expect(await one.redis.hget(one.key('leases'), 'lapsing')).not.toContain('mallory');
  });
});

describe('a batch that was revoked', () => {
  test('of which somebody forges that a link has ended is reported as not revoked, and the link is revoked after all', async () => {
    const batch = await one.submit(rows('e'));
    await one.workToEnd(batch);
    const [link] = one.oracle.payable(of('e', 1));
    await one.redis.hset(one.key('ended', batch), '3', `${link?.id} revoked ${Date.now()}`);
    await revokeBatch(one.stage.context, await one.read(batch), me);
    const [audit] = await booksInTheEnd(batch);
    expect(audit?.links.valid === 0 || audit?.balanced === false).toBe(true);
    expect(one.oracle.payable(of('e', 1))).toEqual([]);
  });
});

describe('closed books', () => {
  test('that somebody overwrites with balanced ones are not trusted', async () => {
    const batch = await one.submit(rows('g'));
    await one.workToEnd(batch);
    await one.change(batch, 3, 0, (text) =>
      text.replace(/https\S+/, 'https://pay.bridgeapi.io/link/mallory'),
    );
    const { ledger } = one.stage.context;
    const audit = await one.books(batch);
    await ledger.audits.save(batch.id, audit, 'never');
    expect((await one.read(batch)).isBalanced).toBe(false);
    const forged = { ...audit, balanced: true, imbalances: [], imbalanceCount: 0 };
    await one.redis.set(one.key('audit', batch), JSON.stringify(forged));
    await one.redis.hset(one.key('batch', batch), 'balanced', '1');
    expect((await one.read(batch)).isBalanced).toBe(false);
    expect((await ledger.audits.read(batch.id))?.balanced).not.toBe(true);
  });

  test('of a batch that somebody marks as purged are not trusted', async () => {
    const batch = await one.submit(rows('h'));
    await one.workToEnd(batch);
    const header = one.key('batch', batch);
    await one.redis.hset(header, {
      purgedAt: String(Date.now()),
      erasedAt: '1',
      options: JSON.stringify({ expiresInSeconds: 1, labelTemplate: '', defaultBeneficiary: false }),
      balanced: '1',
      amountCents: '1',
    });
    await one.redis.hdel(header, 'dataKey', 'header', 'sealing');
    expect((await one.read(batch)).isForged).toBe(true);
  });
});

describe('an honest ledger', () => {
  test('shows the links of known rows in the report of a file of which nothing was rejected', async () => {
    const first = await one.submit(rows('i'));
    await one.workToEnd(first);
    const second = await one.submit([...rows('i', 2), trueRow(of('iz'), 7)]);
    await one.workToEnd(second);
    const [audit] = await booksInTheEnd(second);
    expect(audit?.balanced).toBe(true);
    expect(await one.oracle.urlsIn(await one.read(second))).toHaveLength(3);
  });
});
