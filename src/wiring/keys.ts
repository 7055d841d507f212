import type { Config } from '../config.ts';
import { keyIdOf } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { createTakeOver, type TakeOver } from '../ledger/take-over.ts';
import { createWrappedKeys, type Rewrapped, type WrappedCount } from '../ledger/wrapped-keys.ts';
import type { RedisHome } from '../redis/redis.ts';
import { createAccounts } from '../vault/accounts.ts';
import { countSecrets, resealSecrets } from '../vault/reseal-secrets.ts';
import { addKey, dropKeys, droppedKeyFileOf, keyFileOf, openVault, putBackKeys } from '../vault/vault.ts';
import { openHome } from '../wiring.ts';
import { orClose } from './close-on-error.ts';
import type { Voice } from './warner.ts';

export type { PlainLedger } from '../ledger/take-over.ts';

/** Manages the keys of an installation, with the records in its Redis that they encrypt, and those that are still plain. */
export interface KeyManager extends TakeOver {
  readonly vault: Vault;
  /** Path; absent where the keys are in the environment, or there are none. */
  readonly keyFile?: string;
  /** Path of the file for dropped keys; absent like `keyFile`. */
  readonly droppedFile?: string;
  /** Counts by the id of the key; `plain` counts what no key has encrypted. */
  count(): Promise<ReadonlyMap<string, Wrapped>>;
  /** Encrypts anew, with the current key, what older keys encrypted; returns the count and what could not be opened. */
  rewrap(): Promise<Rewrapped>;
  /** Adds a new key at the top of the file, as the current one; returns its id. */
  addKey(): Promise<string>;
  /** Moves the keys that encrypt nothing to the file of dropped keys; returns their ids. */
  dropUnused(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Counts of what one key of the installation has encrypted or signed. */
interface Wrapped extends WrappedCount {
  /** Secrets of accounts. */
  readonly secrets: number;
  /** Signed entries of the account registry, including the default. */
  readonly signatures: number;
}

/** Other processes may encrypt with the old key until they read the new one, so a rotation takes several passes, at most so many. */
const mostPasses = 10;

/** Opens the Redis and the keys, also where keys are missing. */
export async function openKeys(config: Config, voice: Voice): Promise<KeyManager> {
  const redis = await openHome(config, voice);
  return orClose(redis, () => keyManagerOn(redis, config));
}

async function keyManagerOn(redis: RedisHome, { key, dataDir }: Config): Promise<KeyManager> {
  const places = { ...key, dataDir, isEmbedded: redis.kind === 'embedded' };
  const vault = await openVault(places);
  const keyFile = keyFileOf(places);
  const client = redis.connect('keys');
  const wrapped = createWrappedKeys(client, vault);
  const accounts = createAccounts(client, vault);
  const requireKeyFile = () => {
    if (keyFile === undefined) throw new Error('there is no key file');
    return keyFile;
  };
  async function count(): Promise<ReadonlyMap<string, Wrapped>> {
    const [keys, secrets, signatures] = await Promise.all([
      wrapped.count(),
      countSecrets(accounts),
      accounts.countSigned(),
    ]);
    const ids = [...new Set([...keys.keys(), ...secrets.keys(), ...signatures.keys()])];
    return new Map(
      ids.map((id) => {
        const { ledgers, batches } = keys.get(id) ?? { ledgers: 0, batches: 0 };
        const ofAccounts = { secrets: secrets.get(id) ?? 0, signatures: signatures.get(id) ?? 0 };
        return [id, { ledgers, batches, ...ofAccounts }];
      }),
    );
  }
  return {
    ...createTakeOver(client, vault),
    vault,
    ...(keyFile !== undefined && { keyFile, droppedFile: droppedKeyFileOf(keyFile) }),
    count,
    async rewrap() {
      let count = 0;
      for (let pass = 1; ; pass += 1) {
        const ofAccounts = (await resealSecrets(accounts, vault)) + (await accounts.signAnew());
        const ofLedgers = await wrapped.rewrap();
        const moved = ofLedgers.count + ofAccounts;
        count += moved;
        if (moved === 0 || pass === mostPasses) return { count, left: ofLedgers.left };
      }
    },
    addKey: async () => addKey(requireKeyFile()),
    async dropUnused() {
      const path = requireKeyFile();
      const dropped = await dropKeys(path, new Set((await count()).keys()));
      // A process that was suspended since before the rotation may have encrypted with an old key just now.
      const used = await count();
      await putBackKeys(
        path,
        dropped.filter((gone) => used.has(keyIdOf(gone))),
      );
      return dropped.map(keyIdOf).filter((id) => !used.has(id));
    },
    close: () => redis.close(),
  };
}
