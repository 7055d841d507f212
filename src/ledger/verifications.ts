import type { Entry, EntryKey } from '../domain/entry.ts';
import { type Message, message } from '../i18n/messages.ts';
import { isUnprovenAccepted } from './account-state.ts';
import { asItStands, pastWith } from './as-it-stands.ts';
import type { Home } from './home.ts';
import { encodePast } from './past.ts';
import type { Reader } from './reader.ts';
import { createdText } from './state-text.ts';
import { storedReason } from './stored-events.ts';

/** The link that an entry has, as the provider has shown it: it leads where the row says (`same`), or nothing of the account is shown. */
interface SeenDestination {
  readonly entry: Entry;
  readonly kind: 'same' | 'unproven';
}

/** Where links lead: the first link of each batch is verified before the others are made, and every link before it is shown. */
export interface Verifications {
  /**
   * Notes what was seen of links of a batch; `why` the account stops where nothing of an account is shown and nobody has accepted
   * that. Answers how many are not verified.
   */
  verify(batch: string, seen: readonly SeenDestination[], why: Message): Promise<number>;
  /**
   * A link of the entry leads elsewhere, as Bridge has `shown`: the account stops, the link is revoked, all links of the batch are to be
   * compared. False where that was known, and where the ledger was lost since `bornAt`.
   */
  misdirected(key: EntryKey, id: string, shown: readonly Message[], bornAt?: number): Promise<boolean>;
  /** The next row of the batch is sent alone again, and its link read back before any other. */
  verifyAnew(batch: string): Promise<void>;
  /** Batches whose first link nobody has read back in time. */
  due(most: number): Promise<string[]>;
  putOff(batch: string, forMs: number): Promise<void>;
  /** The row whose link was to be read back first has none, unless it was sent again meanwhile. */
  drop(batch: string): Promise<void>;
  /** Batches of which a link leads elsewhere, and whose links are to be compared now. */
  dueMisdirected(most: number): Promise<string[]>;
  /** All links of the batch were compared, begun then; `again`: when another look follows. Times in ms of the ledger's clock. */
  compared(batch: string, begunAt: number, again?: number): Promise<void>;
  /** Whether links of the batch, or of the account, are still to be compared, since one of them leads elsewhere. */
  isMisdirected(batch?: string): Promise<boolean>;
  /** How many rows of the batch are being sent. */
  claimsOf(batch: string): Promise<number>;
}

/** The verifications of an account; the scripts beside this file say what each step does. */
export function createVerifications(
  { redis, scripts, prefix, head, now, records, keys, ...home }: Home,
  entryOf: Reader['read'],
): Verifications {
  const account = [home.account];
  const ledgerNow = async () => Number((await scripts.status(account, [now()]))[0]);
  return {
    async verify(batch, seen, why) {
      if (seen.length === 0) return 0;
      const isAsked = seen.some(({ kind }) => kind === 'unproven');
      const accepted = isAsked && (await isUnprovenAccepted(redis, prefix, records)) ? 1 : 0;
      return keys.hashed((hash) => {
        const args = seen.flatMap(({ entry, kind }) => {
          const { key, state } = entry;
          if (state.kind !== 'created') return [];
          return [key.line, state.link.id, kind, createdText({ ...state, isVerified: true }, entry, hash)];
        });
        return scripts.verify(account, [...head(), batch, storedReason(why), accepted, hash.id, ...args]);
      });
    },
    async misdirected(key, id, shown, bornAt) {
      const { batch, line } = key;
      const why = storedReason(message('line_leads_elsewhere', { batch, line, shown }));
      const event = JSON.stringify(message('row_link_orphaned', { link: id, shown }));
      const at = await ledgerNow();
      const answer = await asItStands(key, entryOf, async (entry) => {
        if (entry === undefined) return 0;
        const isOwn = entry.state.kind === 'created' && entry.state.link.id === id;
        const generation = entry.generation + (isOwn ? 1 : 0);
        return keys.sealing(batch, (batchKey) => {
          // Its url is of no use any more.
          const past = pastWith(entry, { id, url: '', status: 'misdirected', at });
          const proven = [
            batchKey.id,
            entry.generation,
            isOwn ? 1 : '',
            encodePast(entry, generation, past, batchKey),
          ];
          return scripts.misdirected(account, [
            ...head(),
            batch,
            line,
            id,
            why,
            event,
            bornAt ?? '',
            ...proven,
          ]);
        });
      });
      return answer === 1;
    },
    async verifyAnew(batch) {
      await redis.hdel(`${prefix}:batch:${batch}`, 'verifiedAt');
    },
    due: (most) => scripts.due([`${prefix}:verifications`], [now(), most]),
    async putOff(batch, forMs) {
      await redis.zadd(`${prefix}:verifications`, 'XX', (await ledgerNow()) + forMs, batch);
    },
    async drop(batch) {
      await scripts['drop-verification'](account, [prefix, batch]);
    },
    dueMisdirected: (most) => scripts.due([`${prefix}:misdirected`], [now(), most]),
    async compared(batch, begunAt, again) {
      await scripts.compared(account, [prefix, now(), batch, begunAt, again ?? '']);
    },
    async isMisdirected(batch) {
      const key = `${prefix}:misdirected`;
      return batch === undefined ? (await redis.zcard(key)) > 0 : (await redis.zscore(key, batch)) !== null;
    },
    async claimsOf(batch) {
      const pointers = await redis.zrange(`${prefix}:claims`, '0', '-1');
      return pointers.filter((pointer) => pointer.startsWith(`${batch}-`)).length;
    },
  };
}
