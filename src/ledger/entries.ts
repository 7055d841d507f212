import { isOfOneRecord } from '../domain/crypto/forged.ts';
import { type Entry, type EntryKey, keyOf, type Link } from '../domain/entry.ts';
import { type DecisionRequest, reasonGiven } from '../domain/reason.ts';
import { message } from '../i18n/messages.ts';
import { chunksOf } from './chunks-of.ts';
import { createEntering, type Entering } from './entering.ts';
import type { Home } from './home.ts';
import { encodePast } from './past.ts';
import type { Reader, RecordReader } from './reader.ts';
import { linkText } from './state-text.ts';

/** A link of the provider's list. */
export interface SeenLink {
  readonly reference: string;
  /** Status of the link, in ascending order of preference among links with one reference. */
  readonly rank: 'foreign' | 'ended' | 'valid' | 'completed';
  readonly generation: number;
  /** As `NewEntry.fingerprint`. */
  readonly fingerprint: string;
  /** Where Bridge shows the link's account: the fingerprint for a row that names no account. */
  readonly openFingerprint?: string;
  readonly link: Link;
}

/** The entries of an account: entering, finding, requeueing and cancelling them. */
export interface Entries extends Entering, Reader {
  /** The entries with these references, in order; undefined where there is none, or where it cannot be opened here. */
  find(references: readonly string[]): Promise<(Entry | undefined)[]>;
  /** The keys of the entries with these references, without opening them: nothing else about them is proven. */
  locate(references: readonly string[]): Promise<(EntryKey | undefined)[]>;
  /** Requeues entries that ended without a link, on a person's request. Returns the lines that were requeued. */
  retry(batch: string, entries: readonly Entry[], request: DecisionRequest): Promise<number[]>;
  /** Settles unsent lines of a cancelled batch as cancelled. Returns how many. */
  cancelLines(batch: string, lines: readonly number[]): Promise<number>;
  /** Finds the entry of each listed link by its reference, and saves links without an entry as orphans. Returns the keys, in order. */
  recoveryScan(links: readonly SeenLink[]): Promise<(EntryKey | undefined)[]>;
}

const ranks = ['foreign', 'ended', 'valid', 'completed'] satisfies SeenLink['rank'][];

/** `status` gives the ledger's time. */
export function createEntries(
  home: Home,
  reader: RecordReader,
  status: () => Promise<{ readonly now: number }>,
): Entries {
  const { scripts, prefix, account, head, keys } = home;

  /** Pointer and record of each, '' and '' where there is none. */
  async function find(references: readonly string[]): Promise<string[][]> {
    if (references.length === 0) return [];
    const answer = await keys.hashed(
      (hash) => scripts.find([account], [prefix, hash.id, ...references.map(hash.reference)]),
      false,
    );
    return chunksOf(answer, 2);
  }

  return {
    ...createEntering(home),
    read: reader.read,
    readLines: reader.readLines,
    async find(references) {
      const found = (await find(references)).map(async ([pointer, record]) =>
        pointer && record ? orUnreadable(reader.decode(keyOf(pointer), record)) : undefined,
      );
      return Promise.all(found);
    },
    locate: async (references) =>
      (await find(references)).map(([pointer]) => (pointer ? keyOf(pointer) : undefined)),
    async retry(batch, entries, { by, why }) {
      if (entries.length === 0) return [];
      const { now: wantedAt } = await status();
      const event = JSON.stringify(message('row_given_back', { by, more: reasonGiven(why) }));
      const lines = await keys.sealing(batch, (batchKey, hash) => {
        const args = entries.flatMap((one) => {
          const { key, reference, generation } = one;
          const past = encodePast(one, generation, { ...one, wantedAt }, batchKey);
          return [key.line, hash.reference(reference), generation, past];
        });
        return scripts.retry([account], [...head(), batch, event, hash.id, batchKey.id, ...args]);
      });
      return lines.map(Number);
    },
    async cancelLines(batch, lines) {
      return lines.length === 0 ? 0 : scripts.cancel([account], [...head(), batch, ...lines]);
    },
    async recoveryScan(links) {
      const pointers = await keys.hashed((hash) => {
        const args = links.flatMap(({ reference, rank, generation, link, ...seen }) => {
          const prints = [seen.fingerprint, seen.openFingerprint].filter((print) => print !== undefined);
          const hashed = prints.map((print) => hash.fingerprint(print)).join(',');
          const marked = linkText(link, rank === 'foreign' ? `foreign ${reference}` : reference, hash);
          return [hash.reference(reference), `${ranks.indexOf(rank)} ${generation} ${hashed} ${marked}`];
        });
        return scripts['recovery-scan']([account], [prefix, hash.id, ...args]);
      });
      return pointers.map((pointer) => (pointer === '' ? undefined : keyOf(pointer)));
    },
  };
}

/** Undefined where the entry cannot be opened here. */
async function orUnreadable<T>(entry: Promise<T>): Promise<T | undefined> {
  try {
    return await entry;
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return undefined;
  }
}
