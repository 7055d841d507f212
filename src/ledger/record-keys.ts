import type { BatchKey } from './keys.ts';
import type { RowHash } from './row-hash.ts';

/** What opens a page: the batch's key, absent where nothing of the record is sealed, and the account's hash key. */
export interface RecordKeys {
  readonly batchKey: BatchKey | undefined;
  readonly hash: RowHash;
  /** The installation has a key: what is not sealed was forged. */
  readonly isKeyed: boolean;
}
