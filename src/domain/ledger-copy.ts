import { sealedBy } from './crypto/sealing.ts';

/** Redis types that a ledger uses. */
export const copiedTypes = ['string', 'hash', 'list', 'set', 'zset'] as const;

/** A part of one Redis key of a ledger; a large key has many parts, each small enough for one command. */
export interface CopiedPart {
  /** The name of the Redis key, without the account's prefix. */
  readonly key: string;
  /** Items are values, or alternate: field and value of a hash, member and score of a zset. */
  readonly type: (typeof copiedTypes)[number];
  readonly items: readonly Buffer[];
}

/** The header of a backup, before its parts. */
export interface BackupHeader {
  readonly account: string;
  /** When the backup began, in ms since 1970 of the ledger's clock. */
  readonly at: number;
  /** Batches in the ledger at that time. */
  readonly batches: number;
}

/** Summary of a backup that was read to its end. */
export interface BackupContents extends BackupHeader {
  readonly parts: number;
  readonly items: number;
  /** Ids of the installation's keys that are needed to open it, in order; empty where nothing in it is sealed. */
  readonly keys: readonly string[];
  /** SHA-256 of everything before the last line, hexadecimal. */
  readonly digest: string;
  /** The digest, sealed by a key of the installation that wrote the backup, since anybody can compute a digest. Absent where it had no key. */
  readonly seal?: string;
}

/**
 * Ids of the installation's keys that wrap the keys in a part: those of an account (`hashKey`, `recordKey`) and of batches (`dataKey`), each
 * stored as `<id> <wrapped>`.
 */
export function wrappingKeysIn({ key, type, items }: CopiedPart): readonly string[] {
  if (type !== 'hash' || !(key === 'account' || key.startsWith('batch:'))) return [];
  return items.flatMap((value, at) => {
    const field = at % 2 === 1 ? String(items[at - 1]) : '';
    const id = ['hashKey', 'recordKey', 'dataKey'].includes(field)
      ? sealedBy(String(value).split(' ')[1] ?? '')
      : undefined;
    return id === undefined ? [] : [id];
  });
}
