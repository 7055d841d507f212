import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startTestAccount, type TestAccount } from '../support/account-context.ts';

let one: TestAccount;
beforeEach(async () => {
  one = await startTestAccount();
});
afterEach(() => one.stop());

test('the last mapping of a header line is remembered, for that line alone', async () => {
  const { ledger } = one.context;
  expect(await ledger.mappings.among(['iban name', 'iban ref'])).toBeUndefined();
  await ledger.mappings.remember('iban ref', { map: [{ column: 'label', header: 'Ref' }], only: [] });
  const last = {
    map: [{ column: 'client_reference', header: 'Ref' }],
    only: [{ header: 'Status', value: 'FAILED' }],
  } as const;
  await ledger.mappings.remember('iban ref', last);
  expect(await ledger.mappings.among(['iban name'])).toBeUndefined();
  expect(await ledger.mappings.among([])).toBeUndefined();
  expect(await ledger.mappings.among(['iban name', 'iban ref'])).toEqual(last);
});
