import type { BatchKey } from './keys.ts';
import type { RowHash } from './row-hash.ts';

/** The keys that decode a record: the batch's key, undefined where the record is not sealed, and the account's hash key. */
export interface RecordKeys {
  readonly batchKey: BatchKey | undefined;
  readonly hash: RowHash;
  /** True where the installation has a key: an unsealed record is then forged. */
  readonly isKeyed: boolean;
}
