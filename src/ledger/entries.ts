import { isOfOneRecord } from '../domain/crypto/forged.ts';
import { type Entry, type EntryKey, keyOf, type Link } from '../domain/entry.ts';
import { reasonGiven, type Wish } from '../domain/reason.ts';
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
  /** How much it says about its reference, for the choice among several. */
  readonly rank: 'foreign' | 'ended' | 'valid' | 'completed';
  readonly generation: number;
  /** As `NewEntry.fingerprint`. */
  readonly fingerprint: string;
  /** Where Bridge shows an account: what the fingerprint of a row is that names none. */
  readonly openFingerprint?: string;
  readonly link: Link;
}

/** The entries of an account: in, found again, and given back by people. */
export interface Entries extends Entering, Reader {
  /** The entries of these references, in order. One that cannot be opened here is none. */
  find(references: readonly string[]): Promise<(Entry | undefined)[]>;
  /** Where they are, and nothing of what they say: that is not proven. */
  locate(references: readonly string[]): Promise<(EntryKey | undefined)[]>;
  /** Gives entries without a link back, since a person wants it. Returns their lines. */
  retry(batch: string, entries: readonly Entry[], wish: Wish): Promise<number[]>;
  /** Settles these lines of a cancelled batch that wait to be sent. Returns how many moved. */
  cancelLines(batch: string, lines: readonly number[]): Promise<number>;
  /** Holds links of the provider's list against the index; returns the entry's key for each, where there is one. */
  recoveryScan(links: readonly SeenLink[]): Promise<(EntryKey | undefined)[]>;
}

const ranks = ['foreign', 'ended', 'valid', 'completed'] satisfies SeenLink['rank'][];

/** `standing`: for the ledger's time. */
export function createEntries(
  home: Home,
  reader: RecordReader,
  status: () => Promise<{ readonly now: number }>,
): Entries {
  const { scripts, prefix, account, head, keys } = home;

  /** Pointer and page of each. */
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
        pointer && record ? orHeld(reader.decode(keyOf(pointer), record)) : undefined,
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

/** Undefined where the entry cannot be opened here: its batch is held. */
async function orHeld<T>(entry: Promise<T>): Promise<T | undefined> {
  try {
    return await entry;
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return undefined;
  }
}
