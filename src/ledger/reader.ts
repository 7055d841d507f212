import type { Redis } from 'ioredis';
import { type Entry, type EntryKey, keyOf } from '../domain/entry.ts';
import { Stop } from '../domain/failure.ts';
import type { LedgerKeys } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { decodePage, sealedIdOf } from './page.ts';

/** Reads pages back; changes nothing. */
export interface Reader extends Pick<Ledger, 'entries' | 'entry'> {
  /** The entry of a page, opened by the key that the page names. */
  decode(key: EntryKey, page: string): Promise<Entry>;
}

/** The pages of the account whose keys in Redis begin with `prefix`. */
export function createReader(
  redis: Redis,
  prefix: string,
  keys: LedgerKeys,
  linkHosts: readonly string[],
): Reader {
  async function decode(key: EntryKey, page: string, isAgain = false): Promise<Entry> {
    const id = sealedIdOf(page);
    const batchKey = id === undefined ? undefined : await keys.toOpen(key.batch, id);
    if (id === undefined || batchKey !== undefined) return decodePage(key, page, batchKey, linkHosts);
    // The key went after the page was read: its data were erased meanwhile, or the ledger was lost.
    const now = isAgain ? null : await redis.hget(`${prefix}:entries:${key.batch}`, String(key.line));
    if (now === null) throw new Stop([{ code: 'batch_lost', detail: `(${key.batch})` }], 1);
    return decode(key, now, true);
  }

  async function entries(batch: string, lines: readonly number[]): Promise<Map<number, Entry | EntryKey>> {
    const pages =
      lines.length === 0 ? [] : await redis.hmget(`${prefix}:entries:${batch}`, ...lines.map(String));
    const found = new Map<number, Entry | EntryKey>();
    for (const [at, line] of lines.entries()) {
      const page = pages[at];
      if (typeof page !== 'string') continue;
      const known = page.startsWith('known ');
      found.set(line, known ? keyOf(page.slice('known '.length)) : await decode({ batch, line }, page));
    }
    return found;
  }

  return {
    decode: (key, page) => decode(key, page),
    entries,
    async entry(key) {
      const found = (await entries(key.batch, [key.line])).get(key.line);
      return found !== undefined && 'state' in found ? found : undefined;
    },
  };
}
