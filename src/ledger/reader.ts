import { isForgery } from '../domain/crypto/forged.ts';
import { type Entry, type EntryKey, type EntryState, keyOf } from '../domain/entry.ts';
import { fail } from '../domain/failure.ts';
import { strangeHostOf } from '../domain/settings/hosts.ts';
import { message } from '../i18n/messages.ts';
import { sealedIdOf } from './entry-record.ts';
import type { Home } from './home.ts';
import { createOpenedRecords } from './opened-records.ts';
import { isPurged } from './purged.ts';

/** Reads entries; changes nothing. */
export interface Reader {
  read(key: EntryKey): Promise<Entry | undefined>;
  /** The entries of these lines or, for a known row, the key of its entry; lines without either are left out. */
  readLines(batch: string, lines: readonly number[]): Promise<Map<number, Entry | EntryKey>>;
}

/** Also decodes records that were read elsewhere. */
export interface RecordReader extends Reader {
  /** Decodes a record with the key that it names; undefined where it was forged, which stops the account. */
  decode(key: EntryKey, record: string): Promise<Entry | undefined>;
}

const knownMark = 'known ';

/**
 * Reads the records of an account; calls `onForged` for each that is not ours. A link whose host is not among `linkHosts` is marked with
 * `strangeHost`.
 */
export function createReader(
  { redis, prefix, keys }: Pick<Home, 'redis' | 'prefix' | 'keys'>,
  onForged: (key: EntryKey, record: string) => Promise<unknown>,
  linkHosts: readonly string[],
): RecordReader {
  const decodeRecord = createOpenedRecords();
  const again = (key: EntryKey) => redis.hget(`${prefix}:entries:${key.batch}`, String(key.line));

  async function decode(key: EntryKey, record: string): Promise<Entry | undefined> {
    let text = record;
    for (let tries = 1; ; tries += 1) {
      const entry = await orForged(open(key, text));
      if (entry !== undefined) return entry;
      // The keys may have gone since the record was read: its data were erased, or the ledger was lost.
      keys.forget(key.batch);
      const now = await again(key);
      if (now === null) throw fail('batch_lost', message('named_batch', { batch: key.batch }));
      if (now.startsWith(knownMark)) return undefined;
      // The keys were read after the record, and it did not change: it is forged.
      if (tries > 1 && now === text) break;
      text = now;
    }
    await onForged(key, text);
    return undefined;
  }

  /** Undefined where the batch does not have the key that the record names, or where data are missing although it was not purged. */
  async function open(key: EntryKey, record: string): Promise<Entry | undefined> {
    const id = sealedIdOf(record);
    const batchKey = id === undefined ? undefined : await keys.toOpen(key.batch, id);
    if (id !== undefined && batchKey === undefined) return undefined;
    const entry = decodeRecord(key, record, { batchKey, hash: await keys.hash(), isKeyed: keys.isKeyed() });
    const isReadable = !entry.isErased || (await isPurged(redis, prefix, keys, key.batch));
    return isReadable ? { ...entry, state: withStrangeHost(entry.state, linkHosts) } : undefined;
  }

  async function readLines(batch: string, lines: readonly number[]): Promise<Map<number, Entry | EntryKey>> {
    const records =
      lines.length === 0 ? [] : await redis.hmget(`${prefix}:entries:${batch}`, ...lines.map(String));
    const found = new Map<number, Entry | EntryKey>();
    for (const [at, line] of lines.entries()) {
      const record = records[at];
      if (typeof record !== 'string') continue;
      const known = record.startsWith(knownMark);
      const entry = known ? keyOf(record.slice(knownMark.length)) : await decode({ batch, line }, record);
      if (entry !== undefined) found.set(line, entry);
    }
    return found;
  }

  return {
    decode,
    readLines,
    async read(key) {
      const found = (await readLines(key.batch, [key.line])).get(key.line);
      return found !== undefined && 'state' in found ? found : undefined;
    },
  };
}

/** Undefined where the record is not ours. */
async function orForged<T>(opened: Promise<T>): Promise<T | undefined> {
  try {
    return await opened;
  } catch (error) {
    if (!isForgery(error)) throw error;
    return undefined;
  }
}

/** Checked at each read, since the list of hosts may have changed since the link was written. */
function withStrangeHost(state: EntryState, hosts: readonly string[]): EntryState {
  if (state.kind !== 'created') return state;
  const strangeHost = strangeHostOf(state.link.url, hosts);
  return strangeHost === undefined ? state : { ...state, strangeHost };
}
