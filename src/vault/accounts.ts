import type { Redis } from 'ioredis';
import { z } from 'zod';
import { accountSettings, type NamedAccount, readAccountName } from '../domain/named-account.ts';

/** The accounts by name of one Redis, seen by every machine that reaches it. */
export interface Accounts {
  all(): Promise<Registry>;
  /** False where the name is taken. */
  add(account: NamedAccount): Promise<boolean>;
  /** Puts it in the place of the one of its name. */
  replace(account: NamedAccount): Promise<void>;
  /** Forgets the name, also as the default; never a ledger. */
  remove(name: string): Promise<void>;
  /** Undefined: none is. */
  setDefault(name: string | undefined): Promise<void>;
}

/** What the registry holds, by name. */
export interface Registry {
  readonly accounts: readonly NamedAccount[];
  readonly defaultName?: string;
  /** Names whose account cannot be read: made by another version, or damaged. */
  readonly unreadable: readonly string[];
}

/** So many accounts at most; each worker serves all of them. */
export const mostAccounts = 200;

/** One hash: name to account as JSON, and in a field that no name can be, the default's name. */
const key = '{linkmill:accounts}';
const defaultField = ':default';

const text = (most: number) => z.string().min(1).max(most);

const accountSchema = z.strictObject({
  name: z.string().refine((name) => readAccountName(name) !== undefined),
  id: z.string().regex(/^[a-z2-7]{12}$/),
  clientId: text(500),
  secret: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('file'), path: text(4096) }),
    z.strictObject({ kind: z.literal('variable'), variable: text(200) }),
    z.strictObject({ kind: z.literal('stored'), sealed: text(10_000) }),
  ]),
  settings: z.partialRecord(z.enum(accountSettings), text(1000)),
  addedAt: z.number(),
  addedBy: z.string().max(500),
});

/** The registry in a Redis. */
export function createAccounts(redis: Redis): Accounts {
  return {
    async all() {
      const { [defaultField]: chosen, ...fields } = await redis.hgetall(key);
      const names = Object.keys(fields).toSorted();
      const read = names.map((name) => accountOf(name, fields[name] ?? ''));
      const accounts = read.filter((account) => account !== undefined);
      const unreadable = names.filter((_, at) => read[at] === undefined);
      return { accounts, unreadable, ...(chosen && names.includes(chosen) && { defaultName: chosen }) };
    },
    async add(account) {
      const stored = JSON.stringify(account);
      if ((await redis.hsetnx(key, account.name, stored)) === 1) return true;
      // Sent again after a lost answer, it finds what it has set itself.
      return (await redis.hget(key, account.name)) === stored;
    },
    async replace(account) {
      await redis.hset(key, account.name, JSON.stringify(account));
    },
    async remove(name) {
      await redis.hdel(key, name);
      if ((await redis.hget(key, defaultField)) === name) await redis.hdel(key, defaultField);
    },
    async setDefault(name) {
      if (name === undefined) await redis.hdel(key, defaultField);
      else await redis.hset(key, defaultField, name);
    },
  };
}

function accountOf(name: string, stored: string): NamedAccount | undefined {
  const read = accountSchema.safeParse(jsonOf(stored));
  return read.success && read.data.name === name ? (read.data as NamedAccount) : undefined;
}

function jsonOf(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}
