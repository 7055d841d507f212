import { LedgerForged } from '../domain/crypto/forged.ts';
import { SealBroken } from '../domain/crypto/sealing.ts';
import { retryOnKeyGone } from './key-gone.ts';
import type { LedgerKeys } from './keys.ts';

/**
 * Records of the whole account (schedules, runs, mappings, notices, acceptance), each sealed with its place as context, or stored plain
 * where the installation has no key. A text that this installation did not seal counts as absent: anybody who can write to Redis could
 * plant one.
 */
export interface Records {
  seal(text: string, place: string): Promise<string>;
  /**
   * Seals the text and passes it with the id of its key ('' where nothing is sealed) to `act`; again with the new key where the script
   * answers KEYGONE.
   */
  sealing<T>(text: string, place: string, act: (sealed: string, keyId: string) => Promise<T>): Promise<T>;
  /** The text that was sealed for this place; undefined where somebody else wrote it or moved it here. */
  open(text: string, place: string): Promise<string | undefined>;
  /** As `open`, for many texts with one read of the key. */
  opener(): Promise<OpenRecord>;
}

export type OpenRecord = (text: string, place: string) => string | undefined;

/** The records of the account to which these keys belong. */
export function createRecords(keys: LedgerKeys): Records {
  async function opener(): Promise<OpenRecord> {
    if (!keys.isKeyed()) return (text) => text;
    const key = await keys.accountKey(false).catch(orNone);
    // An account without a record key has sealed nothing yet: any text there is somebody else's.
    if (key === undefined || key.id === '') return () => undefined;
    return (text, place) => {
      try {
        return key.open(text, place);
      } catch (error) {
        return orNone(error);
      }
    };
  }
  return {
    sealing: (text, place, act) =>
      retryOnKeyGone(async () => {
        const key = await keys.accountKey();
        return act(key.seal(text, place), key.id);
      }),
    seal: async (text, place) => (await keys.accountKey()).seal(text, place),
    open: async (text, place) => (await opener())(text, place),
    opener,
  };
}

/** Maps a changed key or text to undefined; rethrows anything else, such as a key that this machine lacks. */
function orNone(error: unknown): undefined {
  if (error instanceof SealBroken || error instanceof LedgerForged) return undefined;
  throw error;
}
