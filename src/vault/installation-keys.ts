import { join } from 'node:path';
import type { Vault } from '../domain/crypto/vault.ts';
import { readKey } from '../domain/settings/key-text.ts';
import { ensureKeyFile, readDroppedKeys, readKeyFile } from './key-file.ts';
import { createVault } from './ring.ts';

/** The places where an installation's keys may be. */
export interface KeyPlaces {
  /** The keys themselves; they take precedence over a file. */
  readonly keys?: readonly string[];
  /** An absolute path. */
  readonly file?: string;
  readonly dataDir: string;
  /** A private server has its own key file in the data folder, made on first use. */
  readonly isEmbedded: boolean;
}

/** The path of the key file; undefined where the keys are in the environment, or there are none. */
export function keyFileOf({ keys, file, dataDir, isEmbedded }: KeyPlaces): string | undefined {
  if (keys !== undefined) return undefined;
  return file ?? (isEmbedded ? join(dataDir, 'key') : undefined);
}

/** The vault of an installation. Throws `key_unusable` where its key file is unusable. */
export async function openVault(places: KeyPlaces): Promise<Vault> {
  const { keys = [], file } = places;
  const path = keyFileOf(places);
  if (path === undefined) return createVault(() => keys.map((text) => readKey(text) ?? Buffer.alloc(0)));
  if (file === undefined) await ensureKeyFile(path);
  return createVault(
    () => readKeyFile(path),
    () => readDroppedKeys(path),
  );
}
