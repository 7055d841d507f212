import type { Entry, EntryKey } from '../domain/entry.ts';
import { type Message, message } from '../i18n/messages.ts';
import { isUnprovenAccepted } from './account-state.ts';
import type { Home } from './home.ts';
import { encodePast, pastWith } from './past.ts';
import type { Reader } from './reader.ts';
import { createdText } from './state-text.ts';
import { storedReason } from './stored-events.ts';
import { writeEntry } from './write-entry.ts';

/** The destination of an entry's link at the provider: as the row says (`same`), or not shown (`unproven`). */
interface SeenDestination {
  readonly entry: Entry;
  readonly kind: 'same' | 'unproven';
}

/** Verifies where links lead: the first link of each batch before the others are made, and every link before a report shows it. */
export interface Verifications {
  /**
   * Saves the destinations of links of a batch. Where one is unproven and no person has accepted that, the account stops with the reason
   * `why`. Returns how many are not verified.
   */
  verify(batch: string, seen: readonly SeenDestination[], why: Message): Promise<number>;
  /**
   * Handles a link of the entry that leads elsewhere, as Bridge has `shown`: the account stops, the link is revoked, and all links of the
   * batch become due to be compared. False where that was known, or where the ledger was lost since `bornAt`.
   */
  misdirected(key: EntryKey, id: string, shown: readonly Message[], bornAt?: number): Promise<boolean>;
  /** Makes the next row of the batch be sent alone, and its link be read back before any other row is sent. */
  verifyAnew(batch: string): Promise<void>;
  /** Batches whose first link was not read back in time. */
  due(most: number): Promise<string[]>;
  putOff(batch: string, forMs: number): Promise<void>;
  /** Lets another row be sent first, since the first one has no link; changes nothing where it was sent again meanwhile. */
  drop(batch: string): Promise<void>;
  /** Batches with a misdirected link whose links are due to be compared. */
  dueMisdirected(most: number): Promise<string[]>;
  /** Notes that all links of the batch were compared from `begunAt` on; `again`: when the next time is due. In ms of the ledger's clock. */
  compared(batch: string, begunAt: number, again?: number): Promise<void>;
  /** True while links of the batch, or of the account, still have to be compared because one of them leads elsewhere. */
  isMisdirected(batch?: string): Promise<boolean>;
  /** How many rows of the batch are claimed. */
  claimsOf(batch: string): Promise<number>;
}

/** The verifications of an account; the header of each script describes its step. */
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
      const answer = await writeEntry(key, entryOf, async (entry) => {
        if (entry === undefined) return 0;
        const isOwn = entry.state.kind === 'created' && entry.state.link.id === id;
        const generation = entry.generation + (isOwn ? 1 : 0);
        return keys.sealing(batch, (batchKey) => {
          // Without its url: nobody may use the link any more.
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
