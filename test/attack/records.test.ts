import { describe, expect, test } from '@jest/globals';
import { watchAccount } from '../../src/actions/notify/watch-account.ts';
import { measure } from '../../src/actions/operate/measure.ts';
import { revokeLinks } from '../../src/actions/reconcile/revoke-links.ts';
import { createReconciler } from '../../src/actions/reconciler.ts';
import { rowHistory } from '../../src/actions/report/row-history.ts';
import type { Batch } from '../../src/domain/batch.ts';
import { type Message, message } from '../../src/i18n/messages.ts';
import { createWrappedKeys } from '../../src/ledger/wrapped-keys.ts';
import { createVault } from '../../src/vault/vault.ts';
import type { Scene } from './scene.ts';
import type { Victim } from './stage.ts';
import { victims } from './victims.ts';

let one: Victim;
let scene: Scene;
const { of, rows } = victims('records', (victim, itsScene) => {
  one = victim;
  scene = itsScene;
});

describe('a history in which somebody replaced an event', () => {
  test('shows the other events, and that one cannot be read', async () => {
    const { ledger } = one.stage.context;
    const batch = await one.submit(rows('e'));
    await ledger.history.note(batch.id, message('rows_were_retried', { by: 'ada', rows: 1, more: [] }));
    for (const line of ['garbage', '5 {', 'x {"what":"paused"}', '99999999999999999999 {"what":"paused"}'])
      await one.redis.rpush(one.key('history', batch), line);
    await ledger.history.note(batch.id, message('links_were_reissued', { by: 'ada', rows: 1, more: [] }));
    const codes = (await ledger.history.auditEvents(batch.id)).map(({ event }) => event.code);
    expect(codes.slice(-6)).toEqual([
      'rows_were_retried',
      ...Array(4).fill('line_unreadable'),
      'links_were_reissued',
    ]);
  });

  test('shows the readable events of a row', async () => {
    const batch = await one.submit(rows('e'));
    const sealed = `abcdefgh.${'A'.repeat(60)}`;
    const [id = ''] = ((await one.redis.hget(one.key('batch', batch), 'dataKey')) ?? '').split(' ');
    const words = sealed.replace('abcdefgh', id);
    const answer = { code: 'row_refused', params: { attempt: 2, sentAt: 9 }, words };
    const rowEvents = [
      'nothing',
      `7 attempt 1: ${words}`,
      '8 seen revoked: x',
      `9 ${JSON.stringify(answer)}`,
      `9 ${JSON.stringify({ ...answer, words: 'Bridge agreed' })}`,
      '9 {"code":"row_set_aside","params":{}}',
    ];
    await one.redis.hset(one.key('row-events', batch), '3', rowEvents.join('\n'));
    const events = (await rowHistory(one.stage.context.ledger, batch.id, 3)).map(({ event }) => event);
    const refused = (more: Message) => message('row_refused', { attempt: 2, sentAt: 9, more: [more] });
    expect(events.slice(0, 6)).toEqual([
      message('line_unreadable', {}),
      message('words', { words: 'attempt 1: […]' }),
      message('words', { words: 'seen revoked: x' }),
      refused(message('line_unreadable', {})),
      refused(message('words_erased', {})),
      message('row_set_aside', {}),
    ]);
  });
});

describe('a batch that cannot be read', () => {
  const stranger = `zzzzzzzz.${'A'.repeat(80)}`;
  const ways: [string, (batch: Batch) => Promise<unknown>][] = [
    [
      'since a key wraps its own that is not here',
      (batch) => one.redis.hset(one.key('batch', batch), 'dataKey', `abcdefgh ${stranger}`),
    ],
    [
      'since it is no batch at all',
      async (batch) => {
        await one.redis.del(one.key('batch', batch));
        await one.redis.set(one.key('batch', batch), 'nothing');
      },
    ],
    [
      'since its numbers are none',
      (batch) =>
        one.redis.hset(one.key('batch', batch), {
          created: 'many',
          finishedAt: '1e300',
          lastSentAt: 'soon',
          pausedBy: '{"at":1e300,"by":"x","why":""}',
        }),
    ],
  ];
  test.each(ways)('%s is held alone: the others go on, and people are notified', async (what, forge) => {
    const { context } = one.stage;
    const bad = await one.submit(rows('f'));
    await forge(bad);
    const good = await one.submit(rows('g'));
    const found = (await context.ledger.batches.list(10)).find(({ id }) => id === bad.id);
    expect(found).toMatchObject({ isForged: true });
    expect(found?.missingKey).toBe(what.includes('that is not here') ? 'zzzzzzzz' : undefined);
    // Whether it is forged, or of another machine, only its key could tell.
    const isStopping = found?.missingKey === undefined;
    expect(await one.stoppedBy()).toBe(isStopping ? 'ledger forged' : undefined);
    await context.ledger.account.resume();
    if (isStopping) return;
    await one.workToEnd(good);
    await watchAccount(context);
    expect((await one.books(good)).balanced).toBe(true);
    expect(one.oracle.links).toHaveLength(3);
    const measured = await measure(context, 'a', one.redis);
    expect(measured).toContainEqual(
      expect.objectContaining({ name: 'linkmill_batches_unreadable', value: 1 }),
    );
    expect(measured.every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  test('is paused by a recovery scan, and delays no other batch', async () => {
    const [bad, good] = [await one.submit(rows('n')), await one.submit(rows('o'))];
    await one.workToEnd(bad, good);
    await one.redis.hset(one.key('batch', bad), 'dataKey', `abcdefgh ${stranger}`);
    await one.redis.hset(one.key('account'), { state: 'suspect', born: Date.now() - 60_000 });
    // A process that has not read the batch's key before.
    const fresh = scene.account(of('records'));
    await createReconciler(fresh.context, new AbortController().signal).reconcileOnce();
    expect((await fresh.context.ledger.account.status()).state).toBe('sound');
    await fresh.close();
    const by = (await one.redis.hget(one.key('batch', bad), 'pausedBy')) ?? '';
    expect(JSON.parse(by)).toMatchObject({ by: 'recovery-scan' });
    expect(await one.redis.hget(one.key('batch', good), 'pausedBy')).toBeNull();
  });

  test('does not prevent a rotation of the other keys', async () => {
    const bad = await one.submit(rows('h'));
    const broken = await one.submit(rows('i'));
    await one.submit(rows('j'));
    const [id] = ((await one.redis.hget(one.key('batch', bad), 'dataKey')) ?? '').split(' ');
    await one.redis.hset(one.key('batch', bad), 'dataKey', `${id} ${stranger}`);
    const [own = '', wrapped = ''] = (
      (await one.redis.hget(one.key('batch', broken), 'dataKey')) ?? ''
    ).split(' ');
    await one.redis.hset(one.key('batch', broken), 'dataKey', `${own} ${wrapped.slice(0, -9)}AAAAAAAAA`);
    const [old, next] = [Buffer.alloc(32, 'a key for tests'), Buffer.alloc(32, 'another key')];
    const { count, left } = await createWrappedKeys(
      one.redis,
      createVault(() => [next, old]),
    ).rewrap();
    expect(count).toBeGreaterThanOrEqual(2);
    const ofMine = left.filter(({ account }) => one.stage.prefix.includes(account));
    expect(ofMine.map(({ batch, code }) => [batch, code]).toSorted()).toEqual(
      [
        [bad.id, 'key_missing'],
        [broken.id, 'ledger_forged'],
      ].toSorted(),
    );
  });
});

describe('a revocation that somebody plants', () => {
  const patience = { signal: new AbortController().signal, isPatient: true };
  const revoke = () => revokeLinks(one.stage.context, patience, async () => undefined);
  async function plant(id: string, intent: string): Promise<void> {
    await one.redis.hset(one.key('revoking'), id, intent);
    await one.redis.zadd(one.key('revocations'), 0, id);
  }

  test('of a batch that was purged is settled once', async () => {
    const { ledger } = one.stage.context;
    const batch = await one.submit(rows('k'));
    await one.workToEnd(batch);
    await ledger.audits.save(batch.id, await one.books(batch), 'never');
    expect(await ledger.purges.begin(batch.id)).toBe(true);
    await ledger.purges.eraseLines(batch.id, [2, 3, 4]);
    await ledger.purges.end(await one.read(batch));
    const [link] = one.oracle.payable(of('k', 1));
    await plant(link?.id ?? '', `${batch.id}-3 second link`);
    expect([await revoke(), await revoke()]).toEqual([1, 0]);
    expect(await ledger.links.pendingRevocations()).toBe(0);
  });

  test('and that nothing can be done with keeps no other from being done', async () => {
    const { ledger } = one.stage.context;
    const [keyless, batch] = [await one.submit(rows('l')), await one.submit(rows('m'))];
    await one.workToEnd(keyless, batch);
    const idOf = (word: string) => one.oracle.payable(of(word, 1))[0]?.id ?? '';
    const honest = idOf('m');
    await plant(idOf('l'), `${keyless.id}-3 second link`);
    await one.redis.hdel(one.key('batch', keyless), 'dataKey');
    for (let at = 0; at < 60; at += 1) await one.redis.zadd(one.key('revocations'), 0, `nothing-${at}`);
    await plant('no-row', 'garbage');
    await ledger.links.revokeLines(batch.id, [3], { by: 'ada', why: '' });
    for (let times = 0; times < 4; times += 1) await revoke();
    expect(one.oracle.payable(of('m', 1))).toEqual([]);
    expect(honest).not.toBe('');
  });
});

test('rows and a batch that are garbage do not keep doubtful rows of another batch from being settled', async () => {
  const { ledger } = one.stage.context;
  const batches = [await one.submit(rows('t')), await one.submit(rows('u')), await one.submit(rows('v'))];
  const [first, second, honest] = batches;
  for (const { id } of batches)
    expect(await ledger.sendings.claim({ batch: id, line: 2 }, true)).toMatchObject({ kind: 'claimed' });
  for (const member of await one.redis.zrange(one.key('claims'), '0', '-1'))
    await one.redis.zadd(one.key('claims'), 0, member);
  for (const key of [one.key('entries', first), one.key('batch', second)]) {
    await one.redis.del(key);
    await one.redis.set(key, 'nothing');
  }
  const { doubts } = await ledger.sendings.doubts(10);
  expect(doubts.map(({ key }) => key.batch)).toContain(honest?.id);
});
