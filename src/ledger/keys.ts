import type { Redis } from 'ioredis';
import { isForgery, LedgerForged } from '../domain/crypto/forged.ts';
import {
  keyIdOf,
  newKey,
  openBytes,
  openWith,
  SealBroken,
  sealBytes,
  sealWith,
} from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { fail } from '../domain/failure.ts';
import { message } from '../i18n/messages.ts';
import { createRowHash, type RowHash } from './row-hash.ts';

/** What seals the personal data of one batch; without a key of the installation they rest as they are. */
export interface BatchKey {
  /** Empty: nothing is sealed. */
  readonly id: string;
  seal(text: string, place: string): string;
  open(sealed: string, place: string): string;
  sealBytes(bytes: Buffer, place: string): Buffer;
  openBytes(sealed: Buffer, place: string): Buffer;
}

/**
 * The keys of an account's ledger: one that hashes and one that seals its records, both for ever, and one a batch that seals. They rest
 * in Redis, wrapped by the vault, as `<id> <wrapped>`, and are cached here, but for that of the records. Scripts that would write or
 * compare by a key are told its id, and answer KEYGONE where the ledger was lost and has another one by now.
 */
export interface LedgerKeys {
  /** Acts with the account's hash key, again where it proves to be gone. `makes`: a ledger without one gets one. */
  hashed<T>(act: (hash: RowHash) => Promise<T>, makes?: boolean): Promise<T>;
  /**
   * What seals records of the account as a whole (schedules, mappings, notices). Its id is empty where the installation has no key, or,
   * unless `makes`, the account has none. It never rests unsealed, as a hash key does that is older than the installation's key.
   */
  accountKey(makes?: boolean): Promise<BatchKey>;
  /** True where the installation has a key: then nothing in the ledger may rest unsealed. */
  isKeyed(): boolean;
  /** The account's hash key as it is cached, to prove what was written by it. */
  hash(): Promise<RowHash>;
  /** Reads the account's hash key and the batch's key anew when they are asked for next. */
  forget(batch: string): void;
  /** Whether the installation's key of this id is here, to open what it wrapped. */
  opens(id: string): boolean;
  /** A new key for a batch that is being opened, as its field; undefined where there is no vault. */
  newBatchField(batch: string): string | undefined;
  /** The key of a batch by its field `dataKey`. */
  ofField(batch: string, field: string | undefined): BatchKey;
  /** The key of a batch as it is now; and as it is cached, where it is. */
  read(batch: string): Promise<BatchKey>;
  of(batch: string): Promise<BatchKey>;
  /** As `read`; `LedgerForged` where the installation has a key and the batch none. */
  sealedKey(batch: string): Promise<BatchKey>;
  /** The same, for words about an answer that must not be lost: undefined where there is no key to seal them by. */
  forWords(batch: string): Promise<BatchKey | undefined>;
  /** The key of this id, to open what names it; undefined where the batch has another one, or none any more. */
  toOpen(batch: string, id: string): Promise<BatchKey | undefined>;
  /** Acts with a batch's key and the account's hash key, again where one of them proves to be gone. */
  sealing<T>(batch: string, act: (key: BatchKey, hash: RowHash) => Promise<T>): Promise<T>;
}

/** Batches whose keys are held ready; the one that was longest unused goes. */
const mostCached = 1_000;

/** A ledger is not lost more often than this while one question is asked. */
const mostTries = 5;

const plain: BatchKey = {
  id: '',
  seal: (text) => text,
  open: (text) => text,
  sealBytes: (bytes) => bytes,
  openBytes: (bytes) => bytes,
};

/** The keys of the account whose keys in Redis begin with `prefix`. */
export function createKeys(redis: Redis, prefix: string, vault: Vault | undefined): LedgerKeys {
  const account = `${prefix}:account`;
  const accountContext = (field: AccountKeyField) => accountKeyContext(prefix, field);
  const keyContext = (batch: string) => dataKeyContext(prefix, batch);
  const cached = new Map<string, BatchKey>();
  let hash: RowHash | undefined;
  let keyed: boolean | undefined;
  // Asked for with each page, and the key file is read for it.
  const isKeyed = () => {
    keyed ??= vault?.currentId() !== undefined;
    return keyed;
  };

  /** A key of the account; undefined where it has none and none is to be made. */
  async function readSecret(
    name: AccountKeyField,
    makes: boolean,
  ): Promise<{ readonly id: string; readonly key: Buffer } | undefined> {
    let field = await redis.hget(account, name);
    if (field === null && !makes) return undefined;
    // A ledger that lost its last writes between the two questions has none again: without one, rows would be entered under no key.
    for (let tries = 1; field === null; tries += 1) {
      if (tries > mostTries) throw new Error('the ledger keeps no key');
      const key = newKey();
      await redis.hsetnx(account, name, fieldOf(key, wrap(key, accountContext(name))));
      field = await redis.hget(account, name);
    }
    const [id = '', wrapped = ''] = field.split(' ');
    // Whoever can write to Redis could plant one that they know.
    if (isPlain(wrapped) && isKeyed()) throw new LedgerForged(message('account_key_unsealed', {}));
    return { id, key: unwrap(wrapped, accountContext(name)) };
  }

  async function readHash(makes: boolean): Promise<RowHash> {
    const secret = await readSecret('hashKey', makes);
    return secret === undefined ? createRowHash(newKey(), '') : createRowHash(secret.key, secret.id);
  }

  const wrap = (key: Buffer, context: string) =>
    vault === undefined || !isKeyed() ? key.toString('base64url') : vault.seal(key, context);

  function unwrap(wrapped: string, context: string): Buffer {
    if (isPlain(wrapped)) return Buffer.from(wrapped, 'base64url');
    return openWrapped(vault, wrapped, context);
  }

  function remember(batch: string, key: BatchKey): BatchKey {
    cached.delete(batch);
    cached.set(batch, key);
    const [oldest] = cached.keys();
    if (cached.size > mostCached && oldest !== undefined) cached.delete(oldest);
    return key;
  }

  function ofField(batch: string, field: string | undefined): BatchKey {
    const [id = '', wrapped = ''] = field?.split(' ') ?? [];
    const known = cached.get(batch);
    if (known?.id === id) return remember(batch, known);
    if (id === '') return remember(batch, plain);
    return remember(batch, keyOf(openWrapped(vault, wrapped, keyContext(batch)), id, `${prefix} ${batch}`));
  }

  async function read(batch: string): Promise<BatchKey> {
    return ofField(batch, (await redis.hget(`${prefix}:batch:${batch}`, 'dataKey')) ?? undefined);
  }

  async function again<T>(act: () => Promise<T>, forget: () => void): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await act();
      } catch (error) {
        const isGone = error instanceof Error && error.message.includes('KEYGONE');
        if (!isGone || tries === mostTries) throw error;
        forget();
      }
    }
  }

  async function hashToUse(makes: boolean): Promise<RowHash> {
    if (hash !== undefined && (hash.id !== '' || !makes)) return hash;
    hash = await readHash(makes);
    return hash;
  }

  function orForged(batch: string, key: BatchKey): BatchKey {
    if (key.id === '' && isKeyed()) throw new LedgerForged(message('batch_without_key', { batch }));
    return key;
  }

  const of = async (batch: string) => cached.get(batch) ?? read(batch);
  const forgetHash = () => {
    hash = undefined;
  };
  const forget = (batch: string) => {
    cached.delete(batch);
    forgetHash();
  };

  return {
    ofField,
    read,
    of,
    sealedKey: async (batch) => orForged(batch, await read(batch)),
    async forWords(batch) {
      try {
        const key = await of(batch);
        return key.id === '' && isKeyed() ? undefined : key;
      } catch (error) {
        if (!isForgery(error)) throw error;
        return undefined;
      }
    },
    hashed: (act, makes = true) => again(async () => act(await hashToUse(makes)), forgetHash),
    isKeyed,
    hash: () => hashToUse(false),
    forget,
    async accountKey(makes = true) {
      const secret = isKeyed() ? await readSecret('recordKey', makes) : undefined;
      return secret === undefined ? plain : keyOf(secret.key, secret.id, `${prefix} records`);
    },
    opens: (id) => vault?.opens(id) ?? false,
    newBatchField(batch) {
      if (vault?.currentId() === undefined) return undefined;
      const key = newKey();
      return fieldOf(key, vault.seal(key, keyContext(batch)));
    },
    async toOpen(batch, id) {
      const known = cached.get(batch);
      const key = known?.id === id ? known : await read(batch);
      return key.id === id ? key : undefined;
    },
    sealing: (batch, act) =>
      again(
        async () => {
          const key = orForged(batch, await of(batch));
          return act(key, await hashToUse(true));
        },
        () => forget(batch),
      ),
  };
}

/** Where the keys of an account rest: what hashes, and what seals its records. */
export type AccountKeyField = 'hashKey' | 'recordKey';

/** What a key of an account is wrapped for. */
export const accountKeyContext = (prefix: string, field: AccountKeyField) =>
  `${prefix} ${field === 'hashKey' ? 'hash' : 'record'} key`;

/** What the data key of a batch is wrapped for. */
export const dataKeyContext = (prefix: string, batch: string) => `${prefix} ${batch} data key`;

const fieldOf = (key: Buffer, wrapped: string) => `${keyIdOf(key)} ${wrapped}`;

/** A wrapped key names the key that wraps it. */
const isPlain = (wrapped: string) => !wrapped.includes('.');

function openWrapped(vault: Vault | undefined, wrapped: string, context: string): Buffer {
  const [key = ''] = wrapped.split('.');
  if (vault === undefined) throw fail('key_missing', message('key_named', { key }));
  try {
    return vault.open(wrapped, context);
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new LedgerForged(message('wrapped_key_wrong', { key: context }));
  }
}

function keyOf(key: Buffer, id: string, home: string): BatchKey {
  const context = (place: string) => `${home} ${place}`;
  return {
    id,
    seal: (text, place) => sealWith(key, id, text, context(place)),
    open: (sealed, place) => openWith(key, sealed, context(place)).toString(),
    sealBytes: (bytes, place) => sealBytes(key, bytes, context(place)),
    openBytes: (sealed, place) => openBytes(key, sealed, context(place)),
  };
}
