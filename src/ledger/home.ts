import type { Redis } from 'ioredis';
import type { LedgerKeys } from './keys.ts';
import type { Records } from './records.ts';
import type { Scripts } from './scripts/scripts.ts';

/** What all parts of an account's ledger share. */
export interface Home {
  readonly redis: Redis;
  readonly scripts: Scripts;
  /** The beginning of its keys in Redis. */
  readonly prefix: string;
  /** The key of the account's hash. */
  readonly account: string;
  /** Milliseconds of a simulated clock; '' for Redis' own. */
  readonly now: () => string;
  /** The first arguments of most scripts: prefix, time, a new epoch, the longest window of the pace in ms. */
  readonly head: () => (string | number)[];
  readonly keys: LedgerKeys;
  readonly records: Records;
}
