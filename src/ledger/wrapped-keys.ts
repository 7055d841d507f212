import type { Redis } from 'ioredis';
import { isForgery, isKeyMissing } from '../domain/crypto/forged.ts';
import { sealedBy } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { accountKeyContext, dataKeyContext } from './keys.ts';
import { defineScripts } from './scripts/scripts.ts';

/** How many ledgers and batches have keys that one key of the installation wraps. */
export interface WrappedCount {
  readonly ledgers: number;
  readonly batches: number;
}

/** The keys of all ledgers of a Redis. */
export interface WrappedKeys {
  /** Counts by the id of the wrapping key; `plain` counts accounts with an unwrapped key and batches without a key. */
  count(): Promise<Map<string, WrappedCount>>;
  /**
   * Wraps keys anew with the current key where another one wraps them; returns how many, and which it had to leave. Unwrapped keys are
   * left alone, since anybody may have written them. Other processes may work meanwhile.
   */
  rewrap(): Promise<Rewrapped>;
}

/** The result of `rewrap`. */
export interface Rewrapped {
  readonly count: number;
  readonly left: readonly LeftKey[];
}

/** A key of a ledger, or of a batch, that cannot be unwrapped here, and why. */
interface LeftKey {
  readonly account: string;
  readonly batch?: string;
  readonly code: 'key_missing' | 'ledger_forged';
}

/** The hash that stores the keys of one ledger or batch. */
interface Home {
  readonly kind: keyof WrappedCount;
  readonly key: string;
  readonly places: readonly Place[];
}

interface Place {
  readonly field: string;
  readonly id: string;
  readonly wrapped: string;
  readonly context: string;
}

const accountPattern = '{linkmill:*}:account';
const batchPattern = '{linkmill:*}:batch:*';
const accountFields = ['hashKey', 'recordKey'] as const;

/** The keys of all ledgers of this Redis, unwrapped by the vault. */
export function createWrappedKeys(redis: Redis, vault: Vault): WrappedKeys {
  const scripts = defineScripts(redis);

  /** None where the Redis key is no hash: it was not written here, and has no keys to wrap. */
  async function fieldsOf(key: string, fields: readonly string[]): Promise<(string | null)[]> {
    try {
      return await redis.hmget(key, ...fields);
    } catch (error) {
      if (!isForgery(error)) throw error;
      return [];
    }
  }

  async function accountHome(key: string): Promise<Home> {
    const values = await fieldsOf(key, accountFields);
    const prefix = key.slice(0, key.indexOf(':account'));
    const places = accountFields.map((field, at) =>
      placeOf(field, values[at] ?? '', accountKeyContext(prefix, field)),
    );
    // A new ledger has no keys yet.
    return { kind: 'ledgers', key, places: places.filter(({ wrapped }) => wrapped !== '') };
  }

  async function batchHome(key: string): Promise<Home> {
    const [value, options, erasedAt] = await fieldsOf(key, ['dataKey', 'options', 'erasedAt']);
    const [prefix = '', batch = ''] = key.split(/:batch:/);
    const place = placeOf('dataKey', value ?? '', dataKeyContext(prefix, batch));
    // An erased batch has no key and no personal data; one without options is no batch.
    const isErased = typeof options !== 'string' || (value === null && erasedAt !== null);
    return { kind: 'batches', key, places: isErased ? [] : [place] };
  }

  async function* homes(): AsyncIterable<Home> {
    for await (const key of keysLike(redis, accountPattern)) yield await accountHome(key);
    for await (const key of keysLike(redis, batchPattern)) yield await batchHome(key);
  }

  return {
    async count() {
      const counts = new Map<string, WrappedCount>();
      for await (const { kind, places } of homes())
        for (const by of new Set(places.map(({ wrapped }) => sealedBy(wrapped) ?? 'plain'))) {
          const before = counts.get(by) ?? { ledgers: 0, batches: 0 };
          counts.set(by, { ...before, [kind]: before[kind] + 1 });
        }
      return counts;
    },
    async rewrap() {
      let count = 0;
      const left = new Map<string, LeftKey>();
      const current = vault.currentId();
      for await (const { key, places } of homes())
        for (const { field, id, wrapped, context } of places) {
          const by = sealedBy(wrapped);
          if (by === current || by === undefined) continue;
          const opened = openedOr(() => vault.open(wrapped, context));
          if (typeof opened === 'string') left.set(key, { ...homeOf(key), code: opened });
          else {
            const next = `${id} ${vault.seal(opened, context)}`;
            count += await scripts.rewrap([key], [field, `${id} ${wrapped}`, next]);
          }
        }
      return { count, left: [...left.values()] };
    },
  };
}

function openedOr(open: () => Buffer): Buffer | LeftKey['code'] {
  try {
    return open();
  } catch (error) {
    if (!isForgery(error) && !isKeyMissing(error)) throw error;
    return isKeyMissing(error) ? 'key_missing' : 'ledger_forged';
  }
}

function homeOf(key: string): Pick<LeftKey, 'account' | 'batch'> {
  const [, account = '', batch] = /^\{linkmill:(.*)\}:(?:account|batch:(.*))$/s.exec(key) ?? [];
  return { account, ...(batch !== undefined && { batch }) };
}

/** Redis keys of this pattern, some of them perhaps twice. */
export async function* keysLike(redis: Redis, pattern: string): AsyncIterable<string> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    yield* keys;
    cursor = next;
  } while (cursor !== '0');
}

function placeOf(field: string, value: string, context: string): Place {
  const [id = '', wrapped = ''] = value.split(' ');
  return { field, id, wrapped, context };
}
