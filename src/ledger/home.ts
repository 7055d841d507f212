import type { Redis } from 'ioredis';
import type { LedgerKeys } from './keys.ts';
import type { Records } from './records.ts';
import type { Scripts } from './scripts/scripts.ts';

/** What the parts of an account's ledger stand on. */
export interface Home {
  readonly redis: Redis;
  readonly scripts: Scripts;
  /** What its keys in Redis begin with. */
  readonly prefix: string;
  /** The hash of the account itself. */
  readonly account: string;
  /** Milliseconds, for a simulated clock; '' stands for Redis' own. */
  readonly now: () => string;
  /** The first arguments of most scripts: prefix, time, a new epoch, the longest window of the pace in ms. */
  readonly head: () => (string | number)[];
  readonly keys: LedgerKeys;
  readonly records: Records;
}
