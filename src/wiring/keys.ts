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

/** The keys of an installation, what rests in its Redis wrapped by them, and what rests there plain. */
export interface KeyManager extends TakeOver {
  readonly vault: Vault;
  /** Absent where the keys are in the environment, or there are none. */
  readonly keyFile?: string;
  /** Where keys that are dropped go; absent like `keyFile`. */
  readonly droppedFile?: string;
  /** By the id of the key; `plain`: by none. */
  count(): Promise<ReadonlyMap<string, Wrapped>>;
  /** Seals anew, by the current key, what another one sealed, until nothing is left that opens; answers how many, and what is left. */
  rewrap(): Promise<Rewrapped>;
  /** Puts a new key before those of the file. */
  addKey(): Promise<string>;
  /** Takes the keys out of the file by which nothing is sealed, to that of dropped ones; answers their ids. */
  dropUnused(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What one key of the installation has sealed. */
interface Wrapped extends WrappedCount {
  /** Of accounts. */
  readonly secrets: number;
  /** Entries of the registry of accounts, the default's among them. */
  readonly signatures: number;
}

/** While others work something may be sealed by the old key behind our back; they learn of the new one at their next sealing. */
const mostPasses = 10;

/** Opens the Redis and the keys, whatever is sealed there by whatever key. */
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
  const fileOrBug = () => {
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
    addKey: async () => addKey(fileOrBug()),
    async dropUnused() {
      const path = fileOrBug();
      const dropped = await dropKeys(path, new Set((await count()).keys()));
      // Somebody who slept since before the rotation may have sealed by an old key just now.
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
