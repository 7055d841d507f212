import { join } from 'node:path';
import type { Config } from '../config.ts';
import { readKey } from '../domain/key-text.ts';
import type { Vault } from '../domain/vault.ts';
import type { RedisHome } from '../redis/redis.ts';
import { createVault, ensureKeyFile, readKeyFile } from '../vault/vault.ts';

/**
 * The installation's keys: LINKMILL_KEY, else the file of LINKMILL_KEY_FILE, else for a private Redis the file `key` of the data folder,
 * which is made on first use, else none.
 */
export function vaultOf({ key, dataDir }: Config, { kind }: Pick<RedisHome, 'kind'>): Vault {
  const { keys, file } = key;
  if (keys !== undefined) {
    const ring = keys.map(readKey).filter((one) => one !== undefined);
    return createVault(() => ring);
  }
  if (file !== undefined) return createVault(() => readKeyFile(file));
  if (kind !== 'embedded') return createVault(() => []);
  const own = join(dataDir, 'key');
  return createVault(() => {
    ensureKeyFile(own);
    return readKeyFile(own);
  });
}
