import type { Vault } from '../../src/domain/crypto/vault.ts';
import { createVault } from '../../src/vault/vault.ts';

/** A vault with one fixed key. */
export function testVault(): Vault {
  const key = Buffer.alloc(32, 'a key for tests');
  return createVault(() => [key]);
}
