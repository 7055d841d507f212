import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { submitBatch } from '../../../src/actions/submit/submit-batch.ts';
import { noHints } from '../../../src/domain/hints.ts';
import { survey } from '../../../src/ingest/ingest.ts';
import { openTables, sourceOf } from '../../../src/tables/tables.ts';
import { options, startTestAccount, type TestAccount } from '../../support/account-context.ts';
import { changedLedger } from '../../support/ledger.ts';
import { refunds } from '../../support/trial.ts';

let one: TestAccount;
beforeEach(async () => {
  one = await startTestAccount();
});
afterEach(() => one.stop());

const never = new AbortController().signal;
const rules = { options, hints: noHints, amountMaxCents: 3_500_000, now: Date.now() };

const limits = { maxBytes: 1024 * 1024, maxRows: 10_000 };

/** An input that calls `text` anew at each reading. */
async function inputOf(text: () => string) {
  const source = sourceOf('refunds.csv', () => Readable.from([Buffer.from(text())]));
  return { source, tables: await openTables(source, noHints, limits) };
}

async function submit(text: string, decisions = {}, signal = never) {
  const input = await inputOf(() => text);
  return submitBatch(one.context, input, rules, await survey(input.tables, rules), decisions, signal);
}

test('jobs that were lost after the commit are added again when the file is submitted again', async () => {
  const batch = await submit(refunds(300));
  expect(batch.books).toMatchObject({ rows: 300, open: 300 });
  const client = one.redis.connect();
  await client.unlink(...(await client.keys('{linkmill:*}:links:*')));
  expect(await one.context.queue.isIdle()).toBe(true);
  await submit(refunds(300));
  expect(await one.context.queue.isIdle()).toBe(false);
});

test('an interrupted submission commits nothing, and the next one enters every row', async () => {
  const stopped = AbortSignal.abort(new Error('stopped'));
  await expect(submit(refunds(300), {}, stopped)).rejects.toThrow('stopped');
  const [cut] = await one.context.ledger.batches.list(1);
  expect(cut?.committedAt).toBeUndefined();
  expect((await submit(refunds(300))).books).toMatchObject({ rows: 300, open: 300 });
});

test('a file that changed after it was surveyed enters nothing', async () => {
  let text = refunds(3);
  const input = await inputOf(() => text);
  const surveyed = await survey(input.tables, rules);
  text = refunds(4);
  const submitting = submitBatch(one.context, input, rules, surveyed, {}, never);
  await expect(submitting).rejects.toMatchObject({ failures: [{ code: 'file_changed' }] });
  expect((await one.context.ledger.batches.read(surveyed.batch))?.books.rows).toBe(0);
});

test('a batch that the ledger loses during its submission is submitted whole all the same', async () => {
  const { ledger } = one.context;
  let entered = 0;
  const losing = changedLedger(ledger, {
    entries: {
      async enter(...words) {
        entered += 1;
        if (entered === 2) await one.redis.connect().flushall();
        return ledger.entries.enter(...words);
      },
    },
  });
  const input = await inputOf(() => refunds(600));
  const surveyed = await survey(input.tables, rules);
  const batch = await submitBatch({ ...one.context, ledger: losing }, input, rules, surveyed, {}, never);
  expect(batch.committedAt).toBeDefined();
  expect(batch.books).toMatchObject({ rows: 600, open: 600 });
});
