import { type Entry, type EntryKey, pointerOf } from '../domain/entry.ts';
import { decodePage } from './page.ts';
import type { PageKeys } from './page-keys.ts';

/** Pages that stay opened: a job reads each of its rows about six times, and most files are shorter. Some 20 MB. */
const mostOpened = 10_000;

/** As `decodePage`, which is asked once for a page that stays as it is. */
export function createOpenedPages(): typeof decodePage {
  const opened = new Map<string, { readonly page: string; readonly keys: PageKeys; readonly entry: Entry }>();
  return (key: EntryKey, page: string, keys: PageKeys): Entry => {
    const pointer = pointerOf(key);
    const known = opened.get(pointer);
    if (known !== undefined && known.page === page && isSame(known.keys, keys)) return known.entry;
    const entry = decodePage(key, page, keys);
    opened.delete(pointer);
    opened.set(pointer, { page, keys, entry });
    const [oldest] = opened.keys();
    if (opened.size > mostOpened && oldest !== undefined) opened.delete(oldest);
    return entry;
  };
}

/** What one key proves, another may not. */
function isSame(one: PageKeys, other: PageKeys): boolean {
  return one.batchKey === other.batchKey && one.hash === other.hash && one.isKeyed === other.isKeyed;
}
