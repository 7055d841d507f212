import { isForgery } from '../domain/crypto/forged.ts';
import { type Entry, type EntryKey, type EntryState, keyOf } from '../domain/entry.ts';
import { fail } from '../domain/failure.ts';
import { strangeHostOf } from '../domain/settings/hosts.ts';
import { message } from '../i18n/messages.ts';
import { sealedIdOf } from './entry-record.ts';
import type { Home } from './home.ts';
import { createOpenedRecords } from './opened-records.ts';
import { isPurged } from './purged.ts';

/** Reads entries back; changes nothing of them. */
export interface Reader {
  read(key: EntryKey): Promise<Entry | undefined>;
  /** The entries of these lines, or the key of the entry that a known row stands for; lines without either are left out. */
  readLines(batch: string, lines: readonly number[]): Promise<Map<number, Entry | EntryKey>>;
}

/** The same, and opens pages that were read otherwise. */
export interface RecordReader extends Reader {
  /** The entry of a page, opened by the key that the record names; undefined where it was forged, which stops the account. */
  decode(key: EntryKey, record: string): Promise<Entry | undefined>;
}

const knownMark = 'known ';

/**
 * The pages of an account; `onForged` is called for each that is not ours. Links are at one of
 * `linkHosts`; whether one is not, its state says.
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
      // The keys may have gone after the record was read: its data were erased meanwhile, or the ledger was lost.
      keys.forget(key.batch);
      const now = await again(key);
      if (now === null) throw fail('batch_lost', message('named_batch', { batch: key.batch }));
      if (now.startsWith(knownMark)) return undefined;
      // Its keys were read after it, and it is what it was.
      if (tries > 1 && now === text) break;
      text = now;
    }
    await onForged(key, text);
    return undefined;
  }

  /** Undefined where the batch has no such key as the record names. */
  async function open(key: EntryKey, record: string): Promise<Entry | undefined> {
    const id = sealedIdOf(record);
    const batchKey = id === undefined ? undefined : await keys.toOpen(key.batch, id);
    if (id !== undefined && batchKey === undefined) return undefined;
    const entry = decodeRecord(key, record, { batchKey, hash: await keys.hash(), isKeyed: keys.isKeyed() });
    const isReadable = !entry.isErased || (await isPurged(redis, prefix, keys, key.batch));
    return isReadable ? { ...entry, state: heldToHosts(entry.state, linkHosts) } : undefined;
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

/** Undefined where what was to be opened is not ours. */
async function orForged<T>(opened: Promise<T>): Promise<T | undefined> {
  try {
    return await opened;
  } catch (error) {
    if (!isForgery(error)) throw error;
    return undefined;
  }
}

/** An address that is at no host of links is told, and not believed: the list of hosts may be another than when it was written. */
function heldToHosts(state: EntryState, hosts: readonly string[]): EntryState {
  if (state.kind !== 'created') return state;
  const strangeHost = strangeHostOf(state.link.url, hosts);
  return strangeHost === undefined ? state : { ...state, strangeHost };
}
