import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reissueBatch } from '../../../src/actions/control/reissue-batch.ts';
import type { Audit } from '../../../src/domain/audit.ts';
import type { Batch } from '../../../src/domain/batch.ts';
import { endOfBusinessDay } from '../../../src/domain/dates/business-days.ts';
import { isoOf, longestExpirySeconds } from '../../../src/domain/dates/expiry.ts';
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
const key = (line: number) => ({ batch: 'batch-a', line });
const patience = { signal: new AbortController().signal, isPatient: true };
const request = { by: 'ada', why: 'expired', expiresInSeconds: 7_200 };
let ids: Record<number, string> = {};

beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', [row(2), row(3)]);
  ids = {};
  for (const line of [2, 3]) {
    await one.context.ledger.sendings.claim(key(line), true);
    const link = await makeLink(one.context, row(line), tagOf(installation, 0, 1));
    await one.context.ledger.sendings.settle(
      key(line),
      { attempt: 1, generation: 0 },
      { kind: 'created', link, recovered: false },
    );
    ids[line] = link.id;
  }
});
afterEach(() => one.stop());

const idOf = (line: number) => ids[line] ?? '';
const entryOf = (line: number) => one.context.ledger.entries.read(key(line));
const reissue = async (change: Partial<Parameters<typeof reissueBatch>[2]> = {}) =>
  reissueBatch(
    one.context,
    (await one.context.ledger.batches.read('batch-a')) as Batch,
    { ...request, ...change },
    patience,
  );

describe('a reissue', () => {
  test('gives a row whose link was revoked a new generation with a new expiry, and lists the old link as an earlier one', async () => {
    await one.context.bridge.revokeLink(idOf(2));
    expect(await reissue()).toEqual({ reissued: 1, kept: [] });
    const entry = await entryOf(2);
    expect(entry).toMatchObject({
      generation: 1,
      state: { kind: 'entered' },
      earlierLinks: [{ id: idOf(2), status: 'revoked' }],
    });
    const lifeMs = Date.parse(entry?.reissuedExpiry ?? '') - Date.now();
    expect(Math.abs(lifeMs - 7_200_000)).toBeLessThan(600_000);
    expect((await entryOf(3))?.state.kind).toBe('created');
    expect((await one.context.ledger.batches.read('batch-a'))?.books).toMatchObject({ created: 1, open: 1 });
    const claim = await one.context.ledger.sendings.claim(key(2));
    expect(claim).toMatchObject({ kind: 'claimed', attempt: 2, entry: { generation: 1 } });
  });

  test('waits for books closed after the ledger was lost, and leaves rows for which they found other links', async () => {
    const { ledger } = one.context;
    for (const line of [2, 3]) await one.context.bridge.revokeLink(idOf(line));
    const at = Date.now();
    await ledger.account.noteSeen(at, { epoch: 'lost', since: at, at, links: 2, isLoss: true });
    await expect(reissue()).rejects.toThrow('books_outdated');
    const counts = { created: 2, refused: 0, failed: 0, cancelled: 0, doubtful: 0, open: 0, known: 0 };
    const audit: Audit = {
      at: at + 1,
      balanced: false,
      rows: { rows: 2, rejected: 0, ...counts },
      cents: counts,
      links: { valid: 0, completed: 0, expired: 0, revoked: 2, unknown: 0 },
      fileDigest: '',
      reportDigest: '',
      imbalances: [{ line: 2, failure: { code: 'strange_link' } }],
      imbalanceCount: 1,
      knownEnded: 0,
    };
    await ledger.audits.save('batch-a', audit, 'never');
    expect(await reissue()).toMatchObject({
      reissued: 1,
      kept: [{ line: 2, failure: { code: 'strange_link' } }],
    });
  });

  test('may live for business days, to the end of the last one in the zone of the batch', async () => {
    await one.context.bridge.revokeLink(idOf(2));
    await reissue({ expiresInSeconds: longestExpirySeconds, expiresInBusinessDays: 10 });
    const end = isoOf(endOfBusinessDay(Date.now(), 10, 'Europe/Paris'));
    expect((await entryOf(2))?.reissuedExpiry).toBe(end);
  });

  test('leaves a payable link, and reports it when the row was named', async () => {
    expect(await reissue({ lines: new Set([3]) })).toEqual({
      reissued: 0,
      kept: [
        { line: 3, failure: { code: 'link_payable', details: [message('link_named', { link: idOf(3) })] } },
      ],
    });
  });

  test('leaves a link that was revoked while a payment of it is under way', async () => {
    one.sandbox.pay(idOf(2), 'ACTC');
    await one.context.bridge.revokeLink(idOf(2));
    expect((await reissue()).kept).toMatchObject([{ line: 2, failure: { code: 'payment_under_way' } }]);
    one.sandbox.pay(idOf(2), 'RJCT');
    expect(await reissue()).toMatchObject({ reissued: 1 });
  });

  test.each(['CREA', 'ACTC'] as const)(
    'replaces a link with a payment that has stood at %s for more than a day: its payer has given it up',
    async (status) => {
      await one.context.bridge.revokeLink(idOf(2));
      const batch = (await one.context.ledger.batches.read('batch-a')) as Batch;
      const withPaymentSince = (sinceMs: number) => ({
        ...one.context,
        bridge: {
          ...one.context.bridge,
          listPayments: async () => {
            const updatedAt = new Date(Date.now() - sinceMs).toISOString();
            return { kind: 'listed', payments: [{ status, updatedAt }] } as const;
          },
        },
      });
      const lines = new Set([2]);
      const early = await reissueBatch(withPaymentSince(86_000_000), batch, { ...request, lines }, patience);
      expect(early.kept).toMatchObject([{ line: 2, failure: { code: 'payment_under_way' } }]);
      const late = await reissueBatch(withPaymentSince(86_500_000), batch, { ...request, lines }, patience);
      expect(late).toEqual({ reissued: 1, kept: [] });
    },
  );

  test('replaces a completed link only where its line is named, and Bridge shows the refusal', async () => {
    one.sandbox.pay(idOf(2), 'PDNG');
    expect((await reissue()).kept).toMatchObject([{ line: 2, failure: { code: 'link_completed' } }]);
    const word = { completedButRefused: 'AC04: closed account' };
    expect((await reissue(word)).kept).toMatchObject([{ line: 2, failure: { code: 'link_completed' } }]);
    const named = { ...word, lines: new Set([2]) };
    expect((await reissue(named)).kept).toMatchObject([{ line: 2, failure: { code: 'payment_under_way' } }]);
    one.sandbox.pay(idOf(2), 'RJCT');
    expect(await reissue(named)).toEqual({ reissued: 1, kept: [] });
    const events = (await one.context.ledger.history.rowEvents('batch-a', 2)).map(({ event }) => event);
    const more = [message('reason_given', { why: 'AC04: closed account' })];
    expect(events.at(-1)).toEqual(
      message('row_reissued', { by: 'ada', link: idOf(2), status: 'completed', more }),
    );
    expect(events[0]).toEqual(
      message('row_sent_created', { attempt: 1, sentAt: expect.any(Number) as never, link: idOf(2) }),
    );
  });

  test('does not take an empty list of payments of a completed link for a refusal', async () => {
    one.sandbox.complete(idOf(2));
    const bridge = {
      ...one.context.bridge,
      listPayments: async () => ({ kind: 'listed', payments: [] }) as const,
    };
    const batch = (await one.context.ledger.batches.read('batch-a')) as Batch;
    const named = { ...request, completedButRefused: 'a mistake', lines: new Set([2]) };
    const { reissued, kept } = await reissueBatch({ ...one.context, bridge }, batch, named, patience);
    expect({ reissued, kept }).toMatchObject({
      reissued: 0,
      kept: [{ failure: { code: 'refusal_not_shown' } }],
    });
  });

  test('leaves a row whose second link was paid: that one is its link', async () => {
    const second = await makeLink(one.context, row(2), tagOf(installation, 0, 1));
    await one.context.ledger.sendings.judge(key(2), 1, { kind: 'found', link: second, generation: 0 });
    one.sandbox.complete(second.id);
    await one.context.bridge.revokeLink(idOf(2));
    const entry = await entryOf(2);
    if (entry === undefined) throw new Error('no entry');
    expect(
      await one.context.ledger.links.reissue(entry, 'revoked', 'x', { by: 'ada', why: '' }, Date.now()),
    ).toBe(false);
    expect((await reissue({ lines: new Set([2]) })).kept).toMatchObject([
      { failure: { code: 'link_completed' } },
    ]);
    expect((await entryOf(2))?.state).toMatchObject({ link: { id: second.id } });
  });

  test('of a row does not take back what was decided about the others', async () => {
    const { ledger } = one.context;
    await ledger.batches.decide('batch-a', 'cancelled', { by: 'ada', why: '' });
    await ledger.batches.decide('batch-a', 'revoked', { by: 'ada', why: '' });
    await one.context.bridge.revokeLink(idOf(2));
    expect(await reissue({ lines: new Set([2]) })).toMatchObject({ reissued: 1 });
    expect(await ledger.batches.read('batch-a')).toMatchObject({
      cancelled: { by: 'ada' },
      revoked: { by: 'ada' },
    });
    expect(await ledger.sendings.claim(key(2))).toMatchObject({ kind: 'claimed' });
    const link = await makeLink(one.context, row(2), tagOf(installation, 1, 2));
    await ledger.sendings.settle(
      key(2),
      { attempt: 2, generation: 1 },
      { kind: 'created', link, recovered: false },
    );
    expect(await ledger.links.dueRevocations(10)).toEqual([]);
  });

  test('never replaces a link whose payment was executed', async () => {
    one.sandbox.pay(idOf(2), 'ACSC');
    const { reissued, kept } = await reissue({ completedButRefused: 'a mistake', lines: new Set([2]) });
    expect({ reissued, kept }).toMatchObject({
      reissued: 0,
      kept: [{ line: 2, failure: { code: 'payment_executed' } }],
    });
  });

  test('goes on where it was cut: rows that are on their way are left', async () => {
    await one.context.bridge.revokeLink(idOf(2));
    expect(await reissue()).toMatchObject({ reissued: 1 });
    await one.context.bridge.revokeLink(idOf(3));
    expect(await reissue()).toMatchObject({ reissued: 1 });
    expect((await entryOf(2))?.generation).toBe(1);
  });

  test('leaves a row whose link Bridge cannot show, and goes on with the others', async () => {
    for (const line of [2, 3]) await one.context.bridge.revokeLink(idOf(line));
    const { bridge } = one.context;
    const getLink = async (id: string) =>
      id === idOf(2)
        ? ({ kind: 'silent', why: message('bridge_link_not_shown', {}) } as const)
        : bridge.getLink(id);
    const batch = (await one.context.ledger.batches.read('batch-a')) as Batch;
    const context = { ...one.context, bridge: { ...bridge, getLink } };
    const { reissued, kept } = await reissueBatch(context, batch, request, { ...patience, tries: 1 });
    expect({ reissued, kept }).toMatchObject({
      reissued: 1,
      kept: [{ line: 2, failure: { code: 'bridge_unavailable' } }],
    });
  });
});
