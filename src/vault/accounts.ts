import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import type { Vault } from '../domain/crypto/vault.ts';
import type { NamedAccount } from '../domain/named-account.ts';
import { readAccountName } from '../domain/settings/setting-values.ts';
import { legible } from '../domain/text/shown.ts';
import {
  defaultText,
  entryText,
  type Flaw,
  type RegistryEntry,
  readDefault,
  readEntry,
} from './registry-entry.ts';
import type { SeenAccounts } from './seen-accounts.ts';

/**
 * The named accounts in one Redis, shared by every machine that reaches it. Entries are signed where the installation
 * has a key.
 */
export interface Accounts {
  all(): Promise<RegisteredAccounts>;
  /** False where the name is taken by another account. */
  add(account: NamedAccount): Promise<boolean>;
  /** Replaces `before`, as it was read, by `after`; false where it has changed since. */
  replace(before: NamedAccount, after: NamedAccount): Promise<boolean>;
  /** Signs an unsigned account that a person has reviewed; false where the stored one is now another. */
  sign(account: NamedAccount): Promise<boolean>;
  /** Signs the entries of older keys of the ring again with the current key; resolves to how many. */
  signAnew(): Promise<number>;
  /** The number of entries that each key has signed, by the key's id. */
  countSigned(): Promise<ReadonlyMap<string, number>>;
  /** Removes the name, also as the default; never a ledger. */
  remove(name: string): Promise<void>;
  /** Undefined removes the default. */
  setDefault(name: string | undefined): Promise<void>;
}

/** The contents of the registry, by name. */
export interface RegisteredAccounts {
  readonly accounts: readonly NamedAccount[];
  readonly defaultName?: string;
  /** Accounts that no key of this installation has signed, though it has keys: they are not used. */
  readonly unsigned: readonly UnsignedAccount[];
  /** An unsigned default: there is no default until somebody signs it. */
  readonly unsignedDefault?: string;
  /** Names whose entry cannot be read: made by another version, or damaged. */
  readonly unreadable: readonly string[];
}

export interface UnsignedAccount {
  readonly account: NamedAccount;
  readonly flaw: Flaw;
}

/** The maximum number of accounts, since each worker serves all of them. */
export const mostAccounts = 200;

/** One hash: name to account, and the default's name in a field that is no valid name; see `registry-entry.ts`. */
const key = '{linkmill:accounts}';
const defaultField = ':default';

type Signing = Pick<Vault, 'currentId' | 'ids' | 'seal' | 'open'>;

/** For a machine that stores nothing. */
const nothingSeen: SeenAccounts = { now: () => 0, latest: () => 0, note: async () => undefined };

/**
 * The registry in a Redis, signed by the keys of the vault. An entry older than the latest that this machine has
 * `seen` counts as unsigned.
 */
export function createAccounts(redis: Redis, vault: Signing, seen = nothingSeen): Accounts {
  redis.defineCommand('linkmillReplaceAccount', {
    numberOfKeys: 1,
    lua: readFileSync(new URL('replace-account.lua', import.meta.url), 'utf8'),
  });
  const scripts = redis as unknown as AccountScripts;

  /** Replaces one text by another; false where the field has changed since. */
  const exchange = async (field: string, was: string, is: string) =>
    (await scripts.linkmillReplaceAccount(key, field, was, is)) === 1;

  const read = async (name: string) => {
    const stored = (await redis.hget(key, name)) ?? '';
    return { stored, entry: unlessOlder(readEntry(name, stored, vault), seen) };
  };
  /** Later than every signing time that this machine knows of the account, even where its clock is behind. */
  const timeFor = (name: string, signedAt = -1) => Math.max(seen.now(), seen.latest(name), signedAt + 1);

  /** The entries that an older key has signed, with their texts signed by the current key. */
  async function signedByOlder(): Promise<[field: string, was: string, is: string][]> {
    const current = vault.currentId();
    const isOlder = (id: string | undefined) => id !== undefined && id !== current;
    return Object.entries(await redis.hgetall(key)).flatMap(([field, was]) => {
      if (field === defaultField) {
        const { name, isSigned, signedBy } = readDefault(was, vault);
        return isSigned && isOlder(signedBy) ? [[field, was, defaultText(name, vault)]] : [];
      }
      const entry = readEntry(field, was, vault);
      if (entry.kind !== 'account' || !isOlder(entry.signedBy)) return [];
      return [[field, was, entryText(entry.account, entry.signedAt, vault)]];
    });
  }

  return {
    async all() {
      const stored = await redis.hgetall(key);
      // Read once: each call of `vault.ids` reads the key file.
      const ids = vault.ids();
      return registeredOf(stored, { ...vault, ids: () => ids }, seen);
    },
    async add(account) {
      const { name } = account;
      if ((await redis.hsetnx(key, name, entryText(account, timeFor(name), vault))) === 1) return true;
      // A command that ioredis sent again after a lost answer finds its own entry.
      const { entry } = await read(name);
      return entry.kind === 'account' && isDeepStrictEqual(entry.account, account);
    },
    async replace(before, after) {
      const { name } = before;
      const { stored, entry } = await read(name);
      if (entry.kind !== 'account' || !isDeepStrictEqual(entry.account, before)) return false;
      return exchange(name, stored, entryText(after, timeFor(name, entry.signedAt), vault));
    },
    async sign(account) {
      const { name } = account;
      const { stored, entry } = await read(name);
      if (entry.kind === 'unreadable' || !isDeepStrictEqual(entry.account, account)) return false;
      return exchange(name, stored, entryText(account, timeFor(name), vault));
    },
    async signAnew() {
      let signed = 0;
      for (const [field, was, is] of await signedByOlder()) if (await exchange(field, was, is)) signed += 1;
      return signed;
    },
    async countSigned() {
      const counts = new Map<string, number>();
      for (const [field, stored] of Object.entries(await redis.hgetall(key))) {
        const id = signerOf(field, stored, vault);
        if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return counts;
    },
    async remove(name) {
      const { entry } = await read(name);
      const signedAt = entry.kind === 'account' ? entry.signedAt : undefined;
      if (vault.currentId() !== undefined) await seen.note(new Map([[name, timeFor(name, signedAt)]]));
      await redis.hdel(key, name);
      const chosen = await redis.hget(key, defaultField);
      if (chosen !== null && readDefault(chosen, vault).name === name) await redis.hdel(key, defaultField);
    },
    async setDefault(name) {
      if (name === undefined) await redis.hdel(key, defaultField);
      else await redis.hset(key, defaultField, defaultText(name, vault));
    },
  };
}

interface AccountScripts {
  linkmillReplaceAccount(key: string, name: string, was: string, is: string): Promise<number>;
}

/** The id of the key whose signature is valid; undefined where none is. */
function signerOf(field: string, stored: string, vault: Signing): string | undefined {
  if (field === defaultField) {
    const { isSigned, signedBy } = readDefault(stored, vault);
    return isSigned ? signedBy : undefined;
  }
  const entry = readEntry(field, stored, vault);
  return entry.kind === 'account' ? entry.signedBy : undefined;
}

/** A signed entry that is older than the latest seen on this machine counts as unsigned. */
function unlessOlder(entry: RegistryEntry, seen: SeenAccounts): RegistryEntry {
  if (entry.kind !== 'account' || entry.signedBy === undefined) return entry;
  const { account, signedAt } = entry;
  return signedAt < seen.latest(account.name) ? { kind: 'unsigned', account, flaw: 'older' } : entry;
}

/** The signing time of each entry that a key of this installation has signed. */
function timesOf(entries: readonly RegistryEntry[]): ReadonlyMap<string, number> {
  return new Map(
    entries.flatMap((entry) =>
      entry.kind === 'account' && entry.signedBy !== undefined ? [[entry.account.name, entry.signedAt]] : [],
    ),
  );
}

async function registeredOf(
  stored: Readonly<Record<string, string>>,
  vault: Signing,
  seen: SeenAccounts,
): Promise<RegisteredAccounts> {
  const { [defaultField]: chosen, ...fields } = stored;
  const names = Object.keys(fields).toSorted();
  const entries = names.map((name) => unlessOlder(readEntry(name, fields[name] ?? '', vault), seen));
  await seen.note(timesOf(entries));
  const { name, isSigned } = readDefault(chosen ?? '', vault);
  const isThere = readAccountName(name) !== undefined && names.includes(name);
  return {
    accounts: entries.flatMap((entry) => (entry.kind === 'account' ? [entry.account] : [])),
    unsigned: entries.flatMap((entry) => {
      if (entry.kind !== 'unsigned') return [];
      const { account, flaw } = entry;
      return [{ account, flaw }];
    }),
    // The names may be an attacker's, too.
    unreadable: names.filter((_, at) => entries[at]?.kind === 'unreadable').map(legible),
    ...(isThere && isSigned && { defaultName: name }),
    ...(isThere && !isSigned && { unsignedDefault: name }),
  };
}
