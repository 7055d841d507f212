import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { secretContext, variablesOf } from '../../src/domain/named-account.ts';
import { readAccountName } from '../../src/domain/settings/setting-values.ts';

test('the name of an account has 1 to 40 characters of a to z, 0 to 9 and -', () => {
  expect(['a', 'shop-2', 'x'.repeat(40)].map(readAccountName)).toEqual(['a', 'shop-2', 'x'.repeat(40)]);
  expect(['', 'Shop', 'a b', 'ä', ':default', 'x'.repeat(41)].map(readAccountName)).toEqual(
    Array.from({ length: 6 }, () => undefined),
  );
});

test('the variables of an account override everything of another account in an environment', () => {
  const environment = {
    BRIDGE_CLIENT_ID: 'other',
    BRIDGE_CLIENT_SECRET: 'other-secret',
    BRIDGE_LIMITS: '7/1s',
    LINKMILL_ACCOUNT: 'other',
    LINKMILL_PAYER_FIRST_NAME: 'Ada',
    LINKMILL_PAYER_LAST_NAME: 'Example',
  };
  const settings = { LINKMILL_PAYER_COMPANY: 'Example SARL', LINKMILL_BREAKER: '3' };
  const account = { name: 'shop', clientId: 'shop-id', settings };
  const config = readConfig({ ...environment, ...variablesOf(account, 'shop-secret') });
  expect(config).toMatchObject({
    accountName: 'shop',
    bridge: { clientId: 'shop-id', clientSecret: 'shop-secret', limits: [{ count: 7, windowMs: 1000 }] },
    batch: { payer: { kind: 'company', companyName: 'Example SARL' } },
    refusalsToStop: 3,
  });
  expect(readConfig({ ...environment, ...variablesOf(account) }).bridge.clientSecret).toBeUndefined();
});

test('the context of a stored secret depends on the client id and the host', () => {
  expect(secretContext({ id: 'acfjpbpj5p5d' })).toBe('secret of account acfjpbpj5p5d');
});
