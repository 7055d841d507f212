import { sealedBy } from './crypto/sealing.ts';

/** What Redis calls the kinds of values that a ledger has. */
export const copiedTypes = ['string', 'hash', 'list', 'set', 'zset'] as const;

/** A part of one key of a ledger; a large key comes in many parts, each small enough for one command. */
export interface CopiedPart {
  /** Without the account's prefix. */
  readonly key: string;
  /** Items are values, or in turn: field and value of a hash, member and score of a zset. */
  readonly type: (typeof copiedTypes)[number];
  readonly items: readonly Buffer[];
}

/** What a backup says of itself before its parts. */
export interface BackupHeader {
  readonly account: string;
  /** When it was begun, in ms since 1970 of the ledger's clock. */
  readonly at: number;
  /** Batches that the ledger held then. */
  readonly batches: number;
}

/** What stood in a backup that was read whole. */
export interface BackupContents extends BackupHeader {
  readonly parts: number;
  readonly items: number;
  /** Ids of the installation's keys that open it, in order; none where nothing in it is sealed. */
  readonly keys: readonly string[];
  /** SHA-256 of everything before the last line, hexadecimal. */
  readonly digest: string;
  /** The digest, sealed by a key of the installation that made it; anybody could compute the digest alone. Absent where it had no key. */
  readonly seal?: string;
}

/** Ids of the installation's keys that wrap the keys in a part: of an account (`hashKey`, `recordKey`) and of batches (`dataKey`), as `<id> <wrapped>`. */
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
