import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/account.ts';
import { type NamedAccount, secretContext } from '../../src/domain/named-account.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { resealSecrets } from '../../src/vault/reseal-secrets.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startTestRedis } from '../support/redis.ts';

test('after a rotation every stored secret opens by the new key alone, and nothing is done twice', async () => {
  const server = await startTestRedis({ appendonly: false });
  const [older, newer] = [randomBytes(32), randomBytes(32)];
  const before = createVault(() => [older]);
  const id = accountId('api.bridgeapi.io', 'shop-id');
  const context = secretContext({ id });
  const account: NamedAccount = {
    name: 'shop',
    id,
    clientId: 'shop-id',
    secret: { kind: 'stored', sealed: before.seal('s3cret', context) },
    settings: { BRIDGE_BASE_URL: 'https://api.bridgeapi.io' },
    addedAt: 1,
    addedBy: 'ada@example',
  };
  const accounts = createAccounts(server.connect());
  await accounts.add(account);
  const rotating = createVault(() => [newer, older]);
  expect(await resealSecrets(accounts, rotating)).toBe(1);
  expect(await resealSecrets(accounts, rotating)).toBe(0);
  const [{ secret } = account] = (await accounts.all()).accounts;
  const sealed = secret.kind === 'stored' ? secret.sealed : '';
  expect(
    createVault(() => [newer])
      .open(sealed, context)
      .toString(),
  ).toBe('s3cret');
  await server.stop();
});
