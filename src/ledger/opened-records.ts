import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import { decodeRecord } from './entry-record.ts';
import type { RecordKeys } from './record-keys.ts';

/** Entries in the cache, some 20 MB: a job reads each of its rows about six times, and most files are shorter. */
const mostOpened = 10_000;

/** `decodeRecord` with a cache: an unchanged record is decoded once. */
export function createOpenedRecords(): typeof decodeRecord {
  const opened = new Map<
    string,
    { readonly record: string; readonly keys: RecordKeys; readonly entry: Entry }
  >();
  return (key: EntryKey, record: string, keys: RecordKeys): Entry => {
    const pointer = pointerOf(key);
    const known = opened.get(pointer);
    if (known !== undefined && known.record === record && isSame(known.keys, keys)) return known.entry;
    const entry = decodeRecord(key, record, keys);
    opened.delete(pointer);
    opened.set(pointer, { record, keys, entry });
    const [oldest] = opened.keys();
    if (opened.size > mostOpened && oldest !== undefined) opened.delete(oldest);
    return entry;
  };
}

/** A record that opens with some keys may not open with others. */
function isSame(one: RecordKeys, other: RecordKeys): boolean {
  return one.batchKey === other.batchKey && one.hash === other.hash && one.isKeyed === other.isKeyed;
}
