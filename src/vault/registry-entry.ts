import { z } from 'zod';
import { accountId } from '../domain/account.ts';
import { sealedBy } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { type NamedAccount, namedAccountSchema } from '../domain/named-account.ts';

/**
 * An account as the registry keeps it: `<signature> <JSON>`, or the JSON alone where no key was set. The signature is made by a key of
 * the installation over the whole JSON and the name: whoever can only write to Redis cannot make one. It shows who wrote an entry; that it
 * is not one of before, put back, shows the time in it (see `seen-accounts.ts`).
 */
export type RegistryEntry =
  | {
      readonly kind: 'account';
      readonly account: NamedAccount;
      readonly signedBy?: string;
      readonly signedAt: number;
    }
  /** Not served: there is a key here, and none of this installation has signed it. */
  | { readonly kind: 'unsigned'; readonly account: NamedAccount; readonly flaw: Flaw }
  | { readonly kind: 'unreadable' };

/** What is wrong with a signature; `older`: this machine has seen a later one, or has removed the account. */
export type Flaw = 'missing' | 'wrong' | 'older' | { readonly keyElsewhere: string };

type Signing = Pick<Vault, 'currentId' | 'ids' | 'seal' | 'open'>;

/** Longest entry that is read, in characters. */
const longestEntry = 60_000;

const entrySchema = namedAccountSchema.extend({ signedAt: z.int().default(0) });

type Entry = NamedAccount & { readonly signedAt: number };

/** An entry as it is to be stored: signed where there is a key. `signedAt`: when, in ms. */
export function entryText(account: NamedAccount, signedAt: number, vault: Signing): string {
  return signed(
    JSON.stringify({ ...account, signedAt } satisfies Entry),
    accountContext(account.name),
    vault,
  );
}

/** An entry as it was stored under a name. */
export function readEntry(name: string, stored: string, vault: Signing): RegistryEntry {
  const { body, signature } = parted(stored);
  const found = stored.length > longestEntry ? undefined : accountOf(name, body);
  if (found === undefined) return { kind: 'unreadable' };
  const { signedAt, ...account } = found;
  const flaw = flawOf(signature, body, accountContext(name), vault);
  if (flaw !== undefined) return { kind: 'unsigned', account, flaw };
  const signedBy = sealedBy(signature);
  return { kind: 'account', account, signedAt, ...(signedBy !== undefined && { signedBy }) };
}

/** The name of the default account as it is to be stored. */
export function defaultText(name: string, vault: Signing): string {
  return signed(name, defaultContext, vault);
}

/** The name of the default account as it was stored; `isSigned` also where no key is set. */
export function readDefault(
  stored: string,
  vault: Signing,
): { readonly name: string; readonly isSigned: boolean; readonly signedBy?: string } {
  const { body, signature } = parted(stored);
  const signedBy = sealedBy(signature);
  const isSigned = flawOf(signature, body, defaultContext, vault) === undefined;
  return { name: body, isSigned, ...(signedBy !== undefined && { signedBy }) };
}

const accountContext = (name: string) => `account ${name} of the registry\n`;
const defaultContext = 'default account of the registry\n';

/** A signature is the tag of an empty text that is sealed in the context of what it stands for. */
function signed(body: string, context: string, vault: Signing): string {
  return vault.currentId() === undefined ? body : `${vault.seal('', `${context}${body}`)} ${body}`;
}

const signaturePattern = /^([a-z2-7]{8}\.[\w-]{38}) /;

function parted(stored: string): { readonly body: string; readonly signature: string } {
  const [head = '', signature = ''] = signaturePattern.exec(stored) ?? [];
  return { body: stored.slice(head.length), signature };
}

/** Undefined where nothing is wrong with a signature, or no key is set by which that could be told. */
function flawOf(signature: string, body: string, context: string, vault: Signing): Flaw | undefined {
  const ids = vault.ids();
  if (ids.length === 0) return undefined;
  const id = sealedBy(signature);
  if (id === undefined) return 'missing';
  // A key that was dropped may have been dropped because others have it: it opens backups, and signs for nobody.
  if (!ids.includes(id)) return { keyElsewhere: id };
  try {
    return vault.open(signature, `${context}${body}`).length === 0 ? undefined : 'wrong';
  } catch {
    return 'wrong';
  }
}

function accountOf(name: string, body: string): Entry | undefined {
  const { data } = entrySchema.safeParse(jsonOf(body));
  return data?.name === name && data.id === idOf(data) ? data : undefined;
}

/** An account whose host or client id was changed past us is none: its ledger and its secret are of the old ones. */
function idOf({ clientId, settings }: NamedAccount): string | undefined {
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
