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

/** The accounts by name of one Redis, seen by every machine that reaches it. What is written is signed where there is a key. */
export interface Accounts {
  all(): Promise<RegisteredAccounts>;
  /** False where the name is taken. */
  add(account: NamedAccount): Promise<boolean>;
  /** Puts `after` in the place of what was read before; false where it was changed meanwhile. */
  replace(before: NamedAccount, after: NamedAccount): Promise<boolean>;
  /** Signs an account that is not signed, as a person has seen it; false where it is another one by now. */
  sign(account: NamedAccount): Promise<boolean>;
  /** Signs anew, by the current key, what an older key of the ring has signed; answers how many. */
  signAnew(): Promise<number>;
  /** How many entries each key has signed, by its id. */
  countSigned(): Promise<ReadonlyMap<string, number>>;
  /** Forgets the name, also as the default; never a ledger. */
  remove(name: string): Promise<void>;
  /** Undefined: none is. */
  setDefault(name: string | undefined): Promise<void>;
}

/** What the registry holds, by name. */
export interface RegisteredAccounts {
  readonly accounts: readonly NamedAccount[];
  readonly defaultName?: string;
  /** Accounts that no key of this installation has signed, where there is one: nobody speaks for them. */
  readonly unsigned: readonly UnsignedAccount[];
  /** The same of the default: none is, until it is signed. */
  readonly unsignedDefault?: string;
  /** Names whose account cannot be read: made by another version, or damaged. */
  readonly unreadable: readonly string[];
}

export interface UnsignedAccount {
  readonly account: NamedAccount;
  readonly flaw: Flaw;
}

/** So many accounts at most; each worker serves all of them. */
export const mostAccounts = 200;

/** One hash: name to account, and in a field that no name can be, the default's name; see `registry-entry.ts`. */
const key = '{linkmill:accounts}';
const defaultField = ':default';

type Signing = Pick<Vault, 'currentId' | 'ids' | 'seal' | 'open'>;

/** Of a machine that keeps nothing. */
const nothingSeen: SeenAccounts = { now: () => 0, latest: () => 0, note: async () => undefined };

/** The registry in a Redis, signed by the keys of the vault; what was signed before what this machine has `seen` is not served. */
export function createAccounts(redis: Redis, vault: Signing, seen = nothingSeen): Accounts {
  redis.defineCommand('linkmillReplaceAccount', {
    numberOfKeys: 1,
    lua: readFileSync(new URL('replace-account.lua', import.meta.url), 'utf8'),
  });
  const scripts = redis as unknown as AccountScripts;

  /** Puts a text in the place of another; false where that is not there any more. */
  const exchange = async (field: string, was: string, is: string) =>
    (await scripts.linkmillReplaceAccount(key, field, was, is)) === 1;

  const read = async (name: string) => {
    const stored = (await redis.hget(key, name)) ?? '';
    return { stored, entry: heldToSeen(readEntry(name, stored, vault), seen) };
  };
  /** Later than all that this machine knows of the account, also where its clock is behind. */
  const timeFor = (name: string, signedAt = -1) => Math.max(seen.now(), seen.latest(name), signedAt + 1);

  /** What an older key has signed, with what it is to be. */
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
      // Asked once: each question reads the key file.
      const ids = vault.ids();
      return registeredOf(stored, { ...vault, ids: () => ids }, seen);
    },
    async add(account) {
      const { name } = account;
      if ((await redis.hsetnx(key, name, entryText(account, timeFor(name), vault))) === 1) return true;
      // Sent again after a lost answer, it finds what it has set itself.
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

/** The key whose signature holds; none where it is wrong. */
function signerOf(field: string, stored: string, vault: Signing): string | undefined {
  if (field === defaultField) {
    const { isSigned, signedBy } = readDefault(stored, vault);
    return isSigned ? signedBy : undefined;
  }
  const entry = readEntry(field, stored, vault);
  return entry.kind === 'account' ? entry.signedBy : undefined;
}

/** An entry that was signed, and is not the latest that this machine has seen, is as good as unsigned. */
function heldToSeen(entry: RegistryEntry, seen: SeenAccounts): RegistryEntry {
  if (entry.kind !== 'account' || entry.signedBy === undefined) return entry;
  const { account, signedAt } = entry;
  return signedAt < seen.latest(account.name) ? { kind: 'unsigned', account, flaw: 'older' } : entry;
}

/** When each entry was signed that a key of this installation has signed. */
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
  const entries = names.map((name) => heldToSeen(readEntry(name, fields[name] ?? '', vault), seen));
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
    // Whoever wrote them chose their names, too.
    unreadable: names.filter((_, at) => entries[at]?.kind === 'unreadable').map(legible),
    ...(isThere && isSigned && { defaultName: name }),
    ...(isThere && !isSigned && { unsignedDefault: name }),
  };
}
