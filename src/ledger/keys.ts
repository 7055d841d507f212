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
import { mostTries, retryOnKeyGone } from './key-gone.ts';
import { createRowHash, type RowHash } from './row-hash.ts';

/** Seals and opens the personal data of one batch, or the records of an account; changes nothing where the installation has no key. */
export interface BatchKey {
  /** Empty where nothing is sealed. */
  readonly id: string;
  seal(text: string, place: string): string;
  open(sealed: string, place: string): string;
  sealBytes(bytes: Buffer, place: string): Buffer;
  openBytes(sealed: Buffer, place: string): Buffer;
}

/**
 * The keys of an account's ledger: a hash key and a record key, which never change, and a data key for each batch. Redis stores them as
 * `<id> <wrapped>`, wrapped by the vault; all but the record key are cached here. A script that writes or compares by a key takes its id,
 * and answers KEYGONE where the ledger was lost and has another key by now.
 */
export interface LedgerKeys {
  /** Calls `act` with the account's hash key, and again where a script answers KEYGONE. `makes`: creates the key where there is none. */
  hashed<T>(act: (hash: RowHash) => Promise<T>, makes?: boolean): Promise<T>;
  /**
   * The key that seals records of the whole account (schedules, mappings, notices). Its id is empty where the installation has no key
   * or, without `makes`, where the account has none. Unlike a hash key, it is never stored unwrapped.
   */
  accountKey(makes?: boolean): Promise<BatchKey>;
  /** True where the installation has a key; unsealed data in the ledger then count as forged. */
  isKeyed(): boolean;
  /** The cached hash key of the account, to check what was written with it. */
  hash(): Promise<RowHash>;
  /** Drops the account's hash key and the batch's key from the cache. */
  forget(batch: string): void;
  /** Whether this process has the installation's key with this id. */
  opens(id: string): boolean;
  /** A new data key in the form of the field `dataKey`; undefined where the installation has no key. */
  newBatchField(batch: string): string | undefined;
  /** The key of a batch, from the value of its field `dataKey`. */
  ofField(batch: string, field: string | undefined): BatchKey;
  /** Reads the key of a batch from Redis. */
  read(batch: string): Promise<BatchKey>;
  /** As `read`, from the cache where it is there. */
  of(batch: string): Promise<BatchKey>;
  /** As `read`; `LedgerForged` where the installation has a key and the batch none. */
  sealedKey(batch: string): Promise<BatchKey>;
  /** The key that seals Bridge's words about a row. Undefined instead of an error where it is missing: the answer itself must be saved. */
  forWords(batch: string): Promise<BatchKey | undefined>;
  /** The batch's key where it has this id; undefined where the batch has another key, or none. */
  toOpen(batch: string, id: string): Promise<BatchKey | undefined>;
  /** Calls `act` with a batch's key and the account's hash key, and again where a script answers KEYGONE. */
  sealing<T>(batch: string, act: (key: BatchKey, hash: RowHash) => Promise<T>): Promise<T>;
}

/** Batch keys in the cache; the least recently used one is dropped. */
const mostCached = 1_000;

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
  // Cached, since each call reads the key file and every record needs the answer.
  const isKeyed = () => {
    keyed ??= vault?.currentId() !== undefined;
    return keyed;
  };

  /** A key of the account; undefined where there is none and `makes` is false. */
  async function readSecret(
    name: AccountKeyField,
    makes: boolean,
  ): Promise<{ readonly id: string; readonly key: Buffer } | undefined> {
    let field = await redis.hget(account, name);
    if (field === null && !makes) return undefined;
    // A ledger that loses its last writes between the two commands has no key again.
    for (let tries = 1; field === null; tries += 1) {
      if (tries > mostTries) throw new Error('the ledger loses every new key');
      const key = newKey();
      await redis.hsetnx(account, name, fieldOf(key, wrap(key, accountContext(name))));
      field = await redis.hget(account, name);
    }
    const [id = '', wrapped = ''] = field.split(' ');
    // Anybody who can write to Redis could plant a key that they know.
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
    hashed: (act, makes = true) => retryOnKeyGone(async () => act(await hashToUse(makes)), forgetHash),
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
      retryOnKeyGone(
        async () => {
          const key = orForged(batch, await of(batch));
          return act(key, await hashToUse(true));
        },
        () => forget(batch),
      ),
  };
}

/** The fields of the account's hash that store its keys. */
export type AccountKeyField = 'hashKey' | 'recordKey';

/** The sealing context in which the vault wraps a key of an account. */
export const accountKeyContext = (prefix: string, field: AccountKeyField) =>
  `${prefix} ${field === 'hashKey' ? 'hash' : 'record'} key`;

/** The sealing context in which the vault wraps the data key of a batch. */
export const dataKeyContext = (prefix: string, batch: string) => `${prefix} ${batch} data key`;

const fieldOf = (key: Buffer, wrapped: string) => `${keyIdOf(key)} ${wrapped}`;

/** True for a key that is not wrapped; a wrapped one begins with the id of its wrapping key and a dot. */
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
