import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { accountId } from '../domain/account.ts';
import { accountSettings, type NamedAccount, readAccountName } from '../domain/named-account.ts';

/** The accounts by name of one Redis, seen by every machine that reaches it. */
export interface Accounts {
  all(): Promise<Registry>;
  /** False where the name is taken. */
  add(account: NamedAccount): Promise<boolean>;
  /** Puts `after` in the place of what was read before; false where it was changed meanwhile. */
  replace(before: NamedAccount, after: NamedAccount): Promise<boolean>;
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
  redis.defineCommand('linkmillReplaceAccount', {
    numberOfKeys: 1,
    lua: readFileSync(new URL('replace-account.lua', import.meta.url), 'utf8'),
  });
  const scripts = redis as unknown as AccountScripts;
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
    async replace(before, after) {
      const { name } = before;
      const stored = (await redis.hget(key, name)) ?? '';
      if (!isDeepStrictEqual(accountOf(name, stored), before)) return false;
      return (await scripts.linkmillReplaceAccount(key, name, stored, JSON.stringify(after))) === 1;
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

interface AccountScripts {
  linkmillReplaceAccount(key: string, name: string, was: string, is: string): Promise<number>;
}

function accountOf(name: string, stored: string): NamedAccount | undefined {
  const { data } = accountSchema.safeParse(jsonOf(stored));
  if (data === undefined || data.name !== name || data.id !== idOf(data)) return undefined;
  return data as NamedAccount;
}

/** An account whose host or client id was changed past us is none: its ledger and its secret are of the old ones. */
function idOf({ clientId, settings }: z.infer<typeof accountSchema>): string | undefined {
  const { BRIDGE_BASE_URL: url = '' } = settings;
  return URL.canParse(url) ? accountId(new URL(url).host, clientId) : undefined;
}

function jsonOf(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}
