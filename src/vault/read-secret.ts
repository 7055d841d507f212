import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { keyIdOf } from '../domain/crypto/sealing.ts';
import type { Vault } from '../domain/crypto/vault.ts';
import { codeOf } from '../domain/error-code.ts';
import { AppError, type Failure } from '../domain/failure.ts';
import { type NamedAccount, type SecretPlace, secretContext } from '../domain/named-account.ts';
import { readKey } from '../domain/settings/key-text.ts';
import { readCredential } from '../domain/settings/setting-values.ts';
import { type Message, message } from '../i18n/messages.ts';
import { isOwnFile, type PlaceRules, refusalOf } from './secret-place.ts';

/**
 * The secret of an account, or why this machine cannot read it: names the place and the reason, never the content.
 */
export type SecretReading =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'out of reach'; readonly failure: Failure };

/** In bytes; anything longer is no secret. */
const longestSecret = 4096;

type Opening = Pick<Vault, 'open' | 'opens'>;

/**
 * Reads an account's secret from its place: a file, an environment variable, or sealed in the registry. Only from
 * places that this machine allows, and never a key or a setting of ours: anybody may have written the account's
 * entry.
 */
export async function readSecret(
  { name, id, secret: place }: Pick<NamedAccount, 'name' | 'id' | 'secret'>,
  environment: Readonly<Record<string, string | undefined>>,
  vault: Opening,
  rules: PlaceRules,
): Promise<SecretReading> {
  // Links may lead anywhere: the rules apply to the path that will be opened.
  const real = place.kind === 'file' ? { ...place, path: await realPathOf(place.path) } : place;
  const refusal = refusalOf(name, real, rules);
  if (refusal !== undefined) return refused(refusal);
  try {
    return await readPlace(name, id, real, environment, vault, rules.ownFiles);
  } catch (error) {
    const [failure] = isUnusable(error) ? error.failures : [];
    if (failure === undefined) throw error;
    return { kind: 'out of reach', failure };
  }
}

async function readPlace(
  account: string,
  id: string,
  place: SecretPlace,
  environment: Readonly<Record<string, string | undefined>>,
  vault: Opening,
  ownFiles: readonly string[],
): Promise<SecretReading> {
  switch (place.kind) {
    case 'file': {
      const { path } = place;
      const read = await readShortFile(account, path, ownFiles);
      if (read.kind === 'own') return refused(message('secret_file_own', { account, path }));
      if (read.kind === 'failed') return outOfReach(read.why);
      return judged(account, read.text, message('words', { words: path }), vault);
    }
    case 'variable': {
      const { variable } = place;
      const text = environment[variable] ?? '';
      if (text === '') return outOfReach(message('secret_variable_empty', { account, variable }));
      return judged(account, text, message('words', { words: variable }), vault);
    }
    case 'stored':
      return openStored(account, place.sealed, secretContext({ id }), vault);
  }
}

function isUnusable(error: unknown): error is AppError {
  return error instanceof AppError && error.failures.some(({ code }) => code === 'key_unusable');
}

function openStored(account: string, sealed: string, context: string, vault: Opening): SecretReading {
  try {
    return judged(account, vault.open(sealed, context).toString('utf8'), message('registry', {}), vault);
  } catch (error) {
    if (isUnusable(error)) throw error;
    return outOfReach(message('secret_stored_closed', { account }));
  }
}

function judged(account: string, text: string, place: Message, vault: Opening): SecretReading {
  if (holdsKey(text, vault)) return refused(message('secret_holds_key', { account, place }));
  const secret = readCredential(text.trim());
  if (secret !== undefined) return { kind: 'secret', secret };
  return outOfReach(message('secret_no_word', { account, place }));
}

/** Catches copies of the key file, which `ownFiles` does not list. */
function holdsKey(text: string, vault: Opening): boolean {
  return text.split(/[\s,=]+/).some((part) => {
    const key = readKey(part);
    return key !== undefined && vault.opens(keyIdOf(key));
  });
}

function refused(why: Message): SecretReading {
  return { kind: 'out of reach', failure: { code: 'secret_place_refused', details: [why] } };
}

function outOfReach(why: Message): SecretReading {
  return { kind: 'out of reach', failure: { code: 'secret_out_of_reach', details: [why] } };
}

type ShortFile =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'own' }
  | { readonly kind: 'failed'; readonly why: Message };

/** The path behind symbolic links, which secret managers make; for a missing file, the path in its real folder. */
async function realPathOf(path: string): Promise<string> {
  const inFolder = async () => join(await realpath(dirname(path)), basename(path));
  return realpath(path)
    .catch(inFolder)
    .catch(() => path);
}

/** Reads a plain file by its real path, without waiting for pipes or devices. */
async function readShortFile(account: string, path: string, ownFiles: readonly string[]): Promise<ShortFile> {
  try {
    // Does not follow a link that was put there meanwhile.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const file = await open(path, flags);
    try {
      const stats = await file.stat();
      if (!stats.isFile())
        return { kind: 'failed', why: message('secret_file_not_plain', { account, path }) };
      if (isOwnFile(stats, ownFiles)) return { kind: 'own' };
      const { bytesRead, buffer } = await file.read(Buffer.alloc(longestSecret + 1), 0, longestSecret + 1);
      if (bytesRead > longestSecret)
        return { kind: 'failed', why: message('secret_file_long', { account, path }) };
      return { kind: 'read', text: buffer.toString('utf8', 0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const why = message('secret_file_unreadable', { account, path, error: codeOf(error) || '?' });
    return { kind: 'failed', why };
  }
}
