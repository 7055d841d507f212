import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { accountId } from '../../src/domain/account.ts';
import { type NamedAccount, secretContext } from '../../src/domain/named-account.ts';
import { createAccounts } from '../../src/vault/accounts.ts';
import { resealSecrets } from '../../src/vault/reseal-secrets.ts';
import { createVault } from '../../src/vault/vault.ts';
import { startTestRedis } from '../support/redis.ts';

test('after a rotation every stored secret opens with the new key alone, and a second run changes nothing', async () => {
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
  const accounts = createAccounts(server.connect(), before);
  await accounts.add(account);
  const rotating = createVault(() => [newer, older]);
  const later = createAccounts(server.connect(), rotating);
  expect(await resealSecrets(later, rotating)).toBe(1);
  expect(await resealSecrets(later, rotating)).toBe(0);
  // Sealing anew also signed the entries: nothing of the older key is left.
  expect(await later.signAnew()).toBe(0);
  const alone = createAccounts(
    server.connect(),
    createVault(() => [newer]),
  );
  const [{ secret } = account] = (await alone.all()).accounts;
  const sealed = secret.kind === 'stored' ? secret.sealed : '';
  expect(
    createVault(() => [newer])
      .open(sealed, context)
      .toString(),
  ).toBe('s3cret');
  await server.stop();
});
