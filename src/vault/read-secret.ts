import { open, stat } from 'node:fs/promises';
import { codeOf } from '../domain/error-code.ts';
import { type Failure, Stop } from '../domain/failure.ts';
import { type NamedAccount, secretContext } from '../domain/named-account.ts';
import { readCredential } from '../domain/setting-values.ts';
import type { Vault } from '../domain/vault.ts';

/** The secret of an account, or why it is not to be had on this machine: the place and the reason, never what was found. */
export type SecretReading =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'out of reach'; readonly failure: Failure };

/** Longer ones are none; in bytes. */
const longestSecret = 4096;

/** Reads an account's secret where it is: in a file, in a variable of the environment, or sealed in the registry. */
export async function readSecret(
  { name, id, secret: place }: Pick<NamedAccount, 'name' | 'id' | 'secret'>,
  environment: Readonly<Record<string, string | undefined>>,
  vault: Pick<Vault, 'open'>,
): Promise<SecretReading> {
  switch (place.kind) {
    case 'file': {
      const read = await readShortFile(place.path);
      if (read.kind === 'failed')
        return outOfReach({
          detail: `Account ${name}: the file ${place.path} cannot be read (${read.why}).`,
        });
      return judged(name, read.text, place.path);
    }
    case 'variable': {
      const text = environment[place.variable] ?? '';
      if (text === '') return outOfReach({ detail: `Account ${name}: ${place.variable} is not set here.` });
      return judged(name, text, place.variable);
    }
    case 'stored':
      return openStored(name, place.sealed, secretContext({ id }), vault);
  }
}

function openStored(
  name: string,
  sealed: string,
  context: string,
  vault: Pick<Vault, 'open'>,
): SecretReading {
  try {
    return judged(name, vault.open(sealed, context).toString('utf8'), 'the registry');
  } catch (error) {
    const unusable = error instanceof Stop && error.failures.find(({ code }) => code === 'key_unusable');
    if (unusable) return { kind: 'out of reach', failure: unusable };
    return outOfReach({ detail: `Account ${name}: its secret is stored, and no key here opens it.` });
  }
}

function judged(name: string, text: string, where: string): SecretReading {
  const secret = readCredential(text.trim());
  if (secret !== undefined) return { kind: 'secret', secret };
  return outOfReach({ detail: `Account ${name}: what ${where} holds is no secret: it must be one word.` });
}

function outOfReach({ detail }: { readonly detail: string }): SecretReading {
  return { kind: 'out of reach', failure: { code: 'secret_out_of_reach', detail } };
}

type ShortFile =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'failed'; readonly why: string };

/** A plain file, followed through links as systems for secrets make them; nothing that could be waited for. */
async function readShortFile(path: string): Promise<ShortFile> {
  try {
    if (!(await stat(path)).isFile()) return { kind: 'failed', why: 'no plain file' };
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(longestSecret + 1), 0, longestSecret + 1);
      if (bytesRead > longestSecret) return { kind: 'failed', why: 'too long' };
      return { kind: 'read', text: buffer.toString('utf8', 0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { kind: 'failed', why: codeOf(error) || 'unknown' };
  }
}
