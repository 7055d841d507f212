import { createHmac, createSecretKey } from 'node:crypto';
import { keyBytes, keyIdOf } from '../domain/crypto/sealing.ts';
import type { Link } from '../domain/entry.ts';
import type { Contents } from '../domain/instruction.ts';

/**
 * What stands for texts where they are only compared: hashes keyed by a secret of the account, because an IBAN can be guessed and a
 * plain hash would tell the guess. Equal texts give equal hashes for as long as the account lives.
 */
export interface RowHash {
  /** The id of the key; empty where the account has none yet, and nothing to compare with. */
  readonly id: string;
  /** 16 bytes that stand for a reference in the index. */
  reference(reference: string): Buffer;
  /** 8 bytes that stand for IBAN, amount and label cell in the duplicate guard; empty where the row has no IBAN. */
  guard(contents: Contents): Buffer;
  /** 22 characters that stand for a row's contents. */
  contents(text: string): string;
  /** 16 characters that stand for what a listing shows of a link. */
  fingerprint(text: string): string;
  /** 22 characters that prove that this ledger has heard of the link, for whoever it belongs to, and whether it verified the link. */
  link(owner: string, link: Link, isVerified: boolean): string;
  /** 22 characters that prove that this ledger has written this. */
  mark(text: string): string;
}

/**
 * The hashes of an account with this key. A key of two halves hashes by the first and proves by the second: `key seal` makes it of one that
 * rested plain, which anybody may have read.
 */
export function createRowHash(key: Buffer, id = keyIdOf(key)): RowHash {
  // What a hash stands for is part of it: equal texts of two kinds do not show as equal.
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
