import { createHmac, createSecretKey } from 'node:crypto';
import { keyBytes, keyIdOf } from '../domain/crypto/sealing.ts';
import type { Link } from '../domain/entry.ts';
import type { Contents } from '../domain/instruction.ts';

/**
 * Hashes of texts that are only compared. They are keyed by a secret of the account, because IBANs can be guessed, and anybody could test
 * guesses against a plain hash. Equal texts give equal hashes as long as the account exists.
 */
export interface RowHash {
  /** The id of the key; empty where the account has no key yet, and so nothing to compare with. */
  readonly id: string;
  /** 16 bytes: the digest of a reference in the index. */
  reference(reference: string): Buffer;
  /** 8 bytes: the digest of IBAN, amount and label cell in the duplicate guard; empty where the row has no IBAN. */
  guard(contents: Contents): Buffer;
  /** 22 characters: the hash of a row's contents. */
  contents(text: string): string;
  /** 16 characters: the hash of what a listing shows of a link. */
  fingerprint(text: string): string;
  /** 22 characters: the mark that proves that this ledger saw the link for this owner, and whether it verified the link. */
  link(owner: string, link: Link, isVerified: boolean): string;
  /** 22 characters: the mark that proves that this ledger wrote the text. */
  mark(text: string): string;
}

/**
 * The hashes of an account with this key. A key of two halves hashes with the first and marks with the second: `key seal` adds the second
 * to a key that was stored unwrapped, which anybody may have read.
 */
export function createRowHash(key: Buffer, id = keyIdOf(key)): RowHash {
  // The kind is part of the hashed text, so that equal texts of two kinds give different hashes.
  const hashing = createSecretKey(key.subarray(0, keyBytes));
  const proving = createSecretKey(key.subarray(-keyBytes));
  const hash = (kind: string, text: string, secret = hashing) =>
    createHmac('sha256', secret).update(`${kind}\n${text}`).digest();
  return {
    id,
    reference: (reference) => hash('reference', reference).subarray(0, 16),
    guard: ({ iban, amountCents, label }) =>
      iban === undefined
        ? Buffer.alloc(0)
        : hash('guard', JSON.stringify([iban, amountCents, label ?? ''])).subarray(0, 8),
    contents: (text) => hash('contents', text).subarray(0, 16).toString('base64url'),
    fingerprint: (text) => hash('fingerprint', text).subarray(0, 12).toString('base64url'),
    link: (owner, { id, url, expiresAt }, isVerified) =>
      hash(isVerified ? 'verified link' : 'link', JSON.stringify([owner, id, url, expiresAt ?? '']), proving)
        .subarray(0, 16)
        .toString('base64url'),
    mark: (text) => hash('mark', text, proving).subarray(0, 16).toString('base64url'),
  };
}
