import { z } from 'zod';
import { accountId } from '../domain/account.ts';
import { sealedBy } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { type NamedAccount, namedAccountSchema } from '../domain/named-account.ts';

/**
 * An account in the registry's form: `<signature> <JSON>`, or the JSON alone where no key was set. A key of the
 * installation signs the whole JSON and the name: whoever can only write to Redis cannot sign. The signature proves
 * who wrote an entry; the time in it reveals an old entry that was put back (see `seen-accounts.ts`).
 */
export type RegistryEntry =
  | {
      readonly kind: 'account';
      readonly account: NamedAccount;
      readonly signedBy?: string;
      readonly signedAt: number;
    }
  /** Not served: there is a key here, and no key of this installation has signed the entry. */
  | { readonly kind: 'unsigned'; readonly account: NamedAccount; readonly flaw: Flaw }
  | { readonly kind: 'unreadable' };

/** The flaw of a signature; `older`: this machine has seen a later one, or has removed the account. */
export type Flaw = 'missing' | 'wrong' | 'older' | { readonly keyElsewhere: string };

type Signing = Pick<Vault, 'currentId' | 'ids' | 'seal' | 'open'>;

/** In characters; a longer entry is unreadable. */
const longestEntry = 60_000;

const entrySchema = namedAccountSchema.extend({ signedAt: z.int().default(0) });

type Entry = NamedAccount & { readonly signedAt: number };

/** The text to store for an entry: signed where there is a key. `signedAt` is in ms. */
export function entryText(account: NamedAccount, signedAt: number, vault: Signing): string {
  return signed(
    JSON.stringify({ ...account, signedAt } satisfies Entry),
    accountContext(account.name),
    vault,
  );
}

/** Parses and verifies the text stored under a name. */
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

/** The text to store for the name of the default account. */
export function defaultText(name: string, vault: Signing): string {
  return signed(name, defaultContext, vault);
}

/** Parses and verifies the stored default; `isSigned` is also true where no key is set. */
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

/** The signature is the seal of an empty text, with the body as part of its context. */
function signed(body: string, context: string, vault: Signing): string {
  return vault.currentId() === undefined ? body : `${vault.seal('', `${context}${body}`)} ${body}`;
}

const signaturePattern = /^([a-z2-7]{8}\.[\w-]{38}) /;

function parted(stored: string): { readonly body: string; readonly signature: string } {
  const [head = '', signature = ''] = signaturePattern.exec(stored) ?? [];
  return { body: stored.slice(head.length), signature };
}

/** Undefined where the signature is valid, or no key is set to verify it. */
function flawOf(signature: string, body: string, context: string, vault: Signing): Flaw | undefined {
  const ids = vault.ids();
  if (ids.length === 0) return undefined;
  const id = sealedBy(signature);
  if (id === undefined) return 'missing';
  // A key may have been dropped because others have it: it opens backups, and its signatures do not count.
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

/**
 * The id that the host and client id imply. An account with another id is unreadable: its host or client id was
 * changed by other means, and its ledger and secret belong to the old ones.
 */
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
