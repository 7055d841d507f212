import { describe, expect, test } from '@jest/globals';
import type { Audit } from '../../src/domain/audit.ts';
import { trueRow } from './scene.ts';
import type { Victim } from './stage.ts';
import { victims } from './victims.ts';

let one: Victim;
const { of, rows } = victims('links', (victim) => {
  one = victim;
});

const codesOf = ({ imbalances }: Pick<Audit, 'imbalances'>) => imbalances.map(({ failure }) => failure.code);

describe('a link whose destination Bridge has not shown yet', () => {
  test('is not published where somebody forges that it was verified, and the books report it', async () => {
    const batch = await one.submit(rows('a'));
    await one.workToEnd(batch);
    const unverified = /^(created \d+ \d+ \d+ \d+) 0 /;
    expect(await one.record(batch, 4)).toMatch(unverified);
    await one.change(batch, 4, 0, (state) => state.replace(unverified, '$1 2 '));
    expect(await one.oracle.urlsIn(await one.read(batch))).toHaveLength(1);
    expect(codesOf(await one.books(batch))).toContain('ledger_forged');
  });

  test('is not published where somebody deletes the mark of its batch that links await verification', async () => {
    const batch = await one.submit(rows('b'));
    await one.workToEnd(batch);
    const shown = await one.oracle.urlsIn(await one.read(batch));
    await one.redis.hdel(one.key('batch', batch), 'verifies');
    expect(await one.oracle.urlsIn(await one.read(batch))).toEqual(shown);
  });
});

describe('a link that led elsewhere and was paid', () => {
  const me = { by: 'person', why: '' };
  /** The second row, whose first link led elsewhere. */
  async function orphaned(word: string) {
    const batch = await one.submit(rows(word));
    await one.workToEnd(batch);
    const key = { batch: batch.id, line: 3 };
    const { ledger } = one.stage.context;
    const [link] = one.oracle.payable(of(word, 1));
    const id = link?.id ?? '';
    await ledger.verifications.misdirected(key, id, []);
    return { batch, key, id, ledger };
  }

  test.each(['expired', 'misdirected', 'revoked'])(
    'stays in the books of its row where somebody calls it %s',
    async (status) => {
      const { batch, key, id, ledger } = await orphaned('c');
      const own = { id: 'own', url: 'https://pay.bridgeapi.io/link/own' };
      await ledger.sendings.judge(key, 1, { kind: 'found', link: own, generation: 1 });
      await ledger.links.endRevocation(id, 'completed');
      expect(codesOf(await one.books(batch))).toContain('paid_elsewhere');
      await one.change(batch, 3, 4, (past) => past.replace('paid elsewhere', status));
      expect(codesOf(await one.books(batch))).toContain('ledger_forged');
    },
  );

  test('is reported though somebody deletes the reason of its revocation', async () => {
    const { batch, key, id, ledger } = await orphaned('d');
    const own = { id: 'own', url: 'https://pay.bridgeapi.io/link/own' };
    await ledger.sendings.judge(key, 1, { kind: 'found', link: own, generation: 1 });
    await one.redis.hset(one.key('revoking'), id, `${batch.id}-3 second link`);
    await ledger.links.endRevocation(id, 'completed');
    expect(codesOf(await one.books(batch))).toContain('paid_elsewhere');
  });

  test('holds its row where somebody marks the row as refused: it can be neither retried nor corrected', async () => {
    const { batch, key, id, ledger } = await orphaned('e');
    await ledger.links.endRevocation(id, 'completed');
    await ledger.account.resume(me);
    await one.change(batch, 3, 0, (state) =>
      state.replace(/^failed (\d+ \d+ \d+ \d+) .*/, 'refused $1 {"code":"provider_refused"}'),
    );
    const entry = await ledger.entries.read(key);
    expect(
      entry === undefined ? [] : await ledger.entries.retry(batch.id, [entry], { by: 'ada', why: '' }),
    ).toEqual([]);
    const corrected = await one.submit([{ ...trueRow(of('e', 1), 1), cents: 8_000 }]);
    expect((await one.read(corrected)).books).toMatchObject({ rejected: 1, open: 0 });
  });
});

describe('a row that was submitted before', () => {
  test('is not taken for an earlier row of its reference with another amount', async () => {
    const [row] = rows('f', 1);
    if (row === undefined) throw new Error('no row');
    const refused = await one.submit([{ ...row, cents: 95_000 }]);
    await one.workToEnd(refused);
    const corrected = await one.submit([row, trueRow(of('fx'), 5)]);
    await one.workToEnd(corrected);
    const again = await one.submit([row, trueRow(of('fy'), 6)]);
    await one.workToEnd(again);
    expect(await one.record(again, 2)).toBe(`known ${corrected.id}-2`);
    expect(await one.oracle.report(await one.read(again))).toContain(
      `Of batch ${corrected.id}, line 2: created.`,
    );
    await one.setRecord(again, 2, `known ${refused.id}-2`);
    const report = await one.oracle.report(await one.read(again));
    expect(report).not.toContain(refused.id);
    expect(report).toContain('ledger_forged');
  });
});
