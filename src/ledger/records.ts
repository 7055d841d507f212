import { LedgerForged } from '../domain/crypto/forged.ts';
import { SealBroken } from '../domain/crypto/sealing.ts';
import type { LedgerKeys } from './keys.ts';

/**
 * Texts of an account as a whole (schedules, runs, mappings, notices, acceptance), each sealed for its place; without a key of the
 * installation they rest as they are. What is read was written here, or is none: whoever can write to Redis could plant another.
 */
export interface Records {
  seal(text: string, place: string): Promise<string>;
  /**
   * The same, for a script that is told the id of the key ('' where nothing is sealed) and answers KEYGONE where the ledger was lost since
   * and has another one by now: it is then sealed anew.
   */
  sealing<T>(text: string, place: string, act: (sealed: string, keyId: string) => Promise<T>): Promise<T>;
  /** What was sealed for this place; undefined where the text is another's, or was moved here. */
  open(text: string, place: string): Promise<string | undefined>;
  /** As `open`, for many texts that are read at once. */
  opener(): Promise<OpenRecord>;
}

/** A ledger is not lost more often than this while one question is asked. */
const mostTries = 5;

export type OpenRecord = (text: string, place: string) => string | undefined;

/** The records of the account that these keys are of. */
export function createRecords(keys: LedgerKeys): Records {
  async function opener(): Promise<OpenRecord> {
    if (!keys.isKeyed()) return (text) => text;
    const key = await keys.accountKey(false).catch(orNone);
    // Without its key nothing of the account was sealed: whatever is there is another's.
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
    async sealing(text, place, act) {
      for (let tries = 1; ; tries += 1) {
        const key = await keys.accountKey();
        try {
          return await act(key.seal(text, place), key.id);
        } catch (error) {
          const isGone = error instanceof Error && error.message.includes('KEYGONE');
          if (!isGone || tries === mostTries) throw error;
        }
      }
    },
    seal: async (text, place) => (await keys.accountKey()).seal(text, place),
    open: async (text, place) => (await opener())(text, place),
    opener,
  };
}

/** A key that was changed opens nothing, and a text that was changed is none; that a key is missing on this machine goes on. */
function orNone(error: unknown): undefined {
  if (error instanceof SealBroken || error instanceof LedgerForged) return undefined;
  throw error;
}
