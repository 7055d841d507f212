import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createClaimGate } from '../../../src/actions/send/claim-gate.ts';
import { workSlice } from '../../../src/actions/send/work-slice.ts';
import type { BatchOptions } from '../../../src/domain/batch.ts';
import { message } from '../../../src/i18n/messages.ts';
import {
  payer,
  row,
  startTestAccount,
  type TestAccount,
  trustLedger,
} from '../../support/account-context.ts';

let one: TestAccount;
beforeEach(async () => {
  one = await startTestAccount();
  await trustLedger(one.context);
});
afterEach(() => one.stop());

const options: BatchOptions = {
  expiresInSeconds: 86_400,
  labelTemplate: 'Refund {reference}',
  defaultBeneficiary: false,
  timeZone: 'UTC',
  transliterate: false,
  fullNames: 'company',
  language: 'en',
};

test('a row that has lost its payer fails by itself before any claim, and the other rows of its slice are sent', async () => {
  const { ledger } = one.context;
  await ledger.batches.open({
    id: 'batch-a',
    file: 'a.csv',
    fileRows: 3,
    options,
    amountMaxCents: 3_500_000,
  });
  await ledger.entries.enter('batch-a', [row(2, { payer }), row(3), row(4, { payer })]);
  await ledger.batches.commit('batch-a', [{ first: 2, last: 4 }], undefined);
  const job = { batch: 'batch-a', first: 2, last: 4 };
  const lane = <T>(work: () => Promise<T>) => work();
  const signal = new AbortController().signal;
  expect(
    await workSlice(
      one.context,
      job,
      createClaimGate(one.context.ledger.sendings, one.context.clock),
      lane,
      signal,
    ),
  ).toBe('done');

  const entries = await ledger.entries.readLines('batch-a', [2, 3, 4]);
  const states = [...entries.values()].map((record) => ('state' in record ? record.state : record));
  expect(states).toMatchObject([
    { kind: 'created' },
    { kind: 'failed', failure: { code: 'record_incomplete' } },
    { kind: 'created' },
  ]);
  // No attempt was counted, so no permit was spent.
  expect(entries.get(3)).toMatchObject({ attempt: 0 });
  expect((await ledger.batches.read('batch-a'))?.books).toMatchObject({ created: 2, failed: 1, open: 0 });
  expect((await ledger.history.rowEvents('batch-a', 3)).map(({ event }) => event)).toEqual([
    message('row_set_aside', {}),
  ]);
});
