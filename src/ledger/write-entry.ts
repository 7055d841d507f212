import type { Entry, EntryKey } from '../domain/entry.ts';

/** How often a write is tried where the entry changes meanwhile. */
const mostTries = 5;

/**
 * Reads an entry and writes to it, and again where the script answers -1: the entry changed since it was read. Returns the last answer of
 * the script.
 */
export async function writeEntry(
  key: EntryKey,
  entryOf: (key: EntryKey) => Promise<Entry | undefined>,
  write: (entry: Entry | undefined) => Promise<number>,
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const answer = await write(await entryOf(key));
    if (answer !== -1 || tries === mostTries) return answer;
  }
}
