import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AccountContext } from '../../../src/actions/account-context.ts';
import { lapsingNotice } from '../../../src/actions/notify/lapsing-notice.ts';
import { type LapsingSpan, listLapsing } from '../../../src/actions/notify/list-lapsing.ts';
import { addBusinessDays } from '../../../src/domain/dates/business-days.ts';
import { localDate } from '../../../src/domain/dates/zone-time.ts';
import { tagOf } from '../../../src/domain/wire-values.ts';
import {
  enterBatch,
  installation,
  makeLink,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';
import { waitUntil } from '../../support/wait-until.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const patience = { signal: new AbortController().signal, isPatient: true };

let one: TestAccount;

/** A row of a batch with a link of its own that lives so long. */
async function created(batch: string, line: number, lifeMs: number): Promise<string> {
  const reference = `${batch}-${line}`;
  await one.context.ledger.sendings.claim({ batch, line });
  const link = await makeLink(one.context, row(line, { reference }), tagOf(installation, 0, 1), lifeMs);
  const ending = { kind: 'created', link, recovered: false } as const;
  await one.context.ledger.sendings.settle({ batch, line }, { attempt: 1, generation: 0 }, ending);
  return link.id;
}

const rowsOf = (batch: string, lines: readonly number[]) =>
  lines.map((line) => row(line, { reference: `${batch}-${line}` }));

beforeAll(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
  await enterBatch(one.context, 'batch-a', rowsOf('batch-a', [2, 3, 4, 5, 6, 7]));
  await enterBatch(one.context, 'batch-b', rowsOf('batch-b', [2]));
  await created('batch-a', 2, 2 * hourMs);
  one.sandbox.complete(await created('batch-a', 3, hourMs));
  await created('batch-a', 4, 1_000);
  await one.context.bridge.revokeLink(await created('batch-a', 5, hourMs));
  await created('batch-a', 6, 30 * dayMs);
  await created('batch-a', 7, hourMs);
  await created('batch-b', 2, 4 * hourMs);
  // Of nobody here: another system of the same application.
  await makeLink(one.context, row(9, { reference: 'elsewhere' }), 'other', hourMs);
  await waitUntil('a link has expired', () =>
    one.sandbox.links().some(({ expiresAtMs }) => expiresAtMs < Date.now() - 10),
  );
});
afterAll(() => one.stop());

const within = (aheadMs: number, change: Partial<LapsingSpan> = {}): LapsingSpan => ({
  until: Date.now() + aheadMs,
  lapsedSince: Date.now() - dayMs,
  ...change,
});

describe('links about to lapse', () => {
  test('are those that can still be paid, by batch, the first to expire first; lapsed ones stand apart', async () => {
    const batches = await listLapsing(one.context, within(3 * hourMs), patience);
    expect(batches).toMatchObject([
      {
        batch: 'batch-a',
        file: 'batch-a.csv',
        lapsing: {
          count: 2,
          amountCents: 107 + 102,
          shown: [
            { line: 7, reference: 'batch-a-7', amountCents: 107 },
            { line: 2, reference: 'batch-a-2', amountCents: 102 },
          ],
        },
        lapsed: { count: 1, amountCents: 104, shown: [{ line: 4, reference: 'batch-a-4' }] },
      },
    ]);
    const first = Date.parse(batches[0]?.lapsing.shown[0]?.expiresAt ?? '');
    expect(Math.abs(first - Date.now() - hourMs)).toBeLessThan(600_000);
  });

  test('are listed without a link or an IBAN', async () => {
    const reported = JSON.stringify(await listLapsing(one.context, within(31 * dayMs), patience));
    expect(reported).not.toMatch(/https?:|FR40|J28/);
  });

  test('of one batch can be listed alone', async () => {
    const batch = await one.context.ledger.batches.read('batch-b');
    const span = within(31 * dayMs, batch && { batch });
    expect((await listLapsing(one.context, span, patience)).map((reported) => reported.batch)).toEqual([
      'batch-b',
    ]);
  });

  test('that lapsed before the span are not listed', async () => {
    const span = within(hourMs / 2, { lapsedSince: Date.now() });
    expect(await listLapsing(one.context, span, patience)).toEqual([]);
  });

  test('cost one listing, and no call for each link', async () => {
    const calls: string[] = [];
    const bridge = new Proxy(one.context.bridge, {
      get(real, name: keyof typeof one.context.bridge) {
        calls.push(name);
        return real[name];
      },
    });
    await listLapsing({ ...one.context, bridge }, within(31 * dayMs), patience);
    expect(calls.filter((name) => name !== 'clockOffsetMs')).toEqual(['listLinks']);
  });
});

describe('the notice of a morning', () => {
  const notices = async () => (await one.context.ledger.notices.list(10)).map(({ notice }) => notice);

  test('is posted once a day, on business days from nine on, with counts, sums and what to type', async () => {
    const day = addBusinessDays(localDate(Date.now(), 'UTC'), 1);
    const scheduled = Date.parse(`${day}T02:00:00Z`);
    const morning = Date.parse(`${day}T10:00:00Z`);
    const tell = (context: AccountContext, now: number) => lapsingNotice(context, now, 'UTC', patience);
    expect(await tell(one.context, scheduled)).toBe(false);
    expect(await notices()).toEqual([]);
    const calls = [one.context, one.another(), one.context].map((context, at) =>
      tell(context, morning + at * 60_000),
    );
    expect((await Promise.all(calls)).filter((isPosted) => isPosted)).toHaveLength(1);
    expect(await tell(one.another(), morning + hourMs)).toBe(false);
    const [notice, ...more] = await notices();
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      id: `links_lapsing-${day}`,
      kind: 'links_lapsing',
      facts: { lapsed: 1, lapsedCents: 104 },
      next: ['npx linkmill lapsing{forLedger}', 'npx linkmill reissue{forLedger} batch-a --expires-in 10b'],
    });
  });
});
