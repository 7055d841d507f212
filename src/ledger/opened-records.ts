import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import { decodeRecord } from './entry-record.ts';
import type { RecordKeys } from './record-keys.ts';

/** Pages that stay opened: a job reads each of its rows about six times, and most files are shorter. Some 20 MB. */
const mostOpened = 10_000;

/** As `decodeRecord`, which is asked once for a page that stays as it is. */
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

/** What one key proves, another may not. */
function isSame(one: RecordKeys, other: RecordKeys): boolean {
  return one.batchKey === other.batchKey && one.hash === other.hash && one.isKeyed === other.isKeyed;
}
