import { isForgery, isKeyMissing } from '../domain/crypto/forged.ts';
import { sealedBy } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import type { NamedAccount } from '../domain/named-account.ts';
import { secretContext } from '../domain/named-account.ts';
import type { Accounts } from './accounts.ts';

/**
 * Seals every stored secret that an older key sealed by the current key; resolves to how many. Skips accounts that
 * change meanwhile, whose key is not here, or whose secret does not open.
 */
export async function resealSecrets(
  accounts: Pick<Accounts, 'all' | 'replace'>,
  vault: Vault,
): Promise<number> {
  let resealed = 0;
  for (const account of (await accounts.all()).accounts) {
    const sealed = resealedBy(vault, account);
    if (sealed === undefined) continue;
    if (await accounts.replace(account, { ...account, secret: { kind: 'stored', sealed } })) resealed += 1;
  }
  return resealed;
}

/** The number of stored secrets that each key has sealed, by the key's id. */
export async function countSecrets(accounts: Pick<Accounts, 'all'>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const { accounts: signed, unsigned } = await accounts.all();
  // An unsigned account may be real: its key must not be dropped.
  for (const { secret } of [...signed, ...unsigned.map(({ account }) => account)]) {
    const id = secret.kind === 'stored' ? sealedBy(secret.sealed) : undefined;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** The secret sealed anew; undefined where nothing is to be done. */
function resealedBy(vault: Vault, account: NamedAccount): string | undefined {
  const { secret } = account;
  if (secret.kind !== 'stored' || sealedBy(secret.sealed) === vault.currentId()) return undefined;
  const context = secretContext(account);
  try {
    return vault.seal(vault.open(secret.sealed, context), context);
  } catch (error) {
    if (!isForgery(error) && !isKeyMissing(error)) throw error;
    return undefined;
  }
}
