import {
  type Entry,
  type EntryKey,
  keyOf,
  type Link,
  type LinkEnd,
  linkEnds,
  pointerOf,
} from '../domain/entry.ts';
import { type DecisionRequest, reasonGiven } from '../domain/reason.ts';
import { message } from '../i18n/messages.ts';
import type { Home } from './home.ts';
import type { BatchKey } from './keys.ts';
import { encodePast, pastPaid, pastWith } from './past.ts';
import { isPurged } from './purged.ts';
import type { Reader } from './reader.ts';
import { createdText } from './state-text.ts';
import { writeEntry } from './write-entry.ts';

/** A link to revoke; this intent is durable before Bridge is asked. */
export interface Revocation {
  readonly id: string;
  readonly key: EntryKey;
  /** At an earlier try the provider did not know the link. */
  readonly wasAbsent: boolean;
  /** The link leads elsewhere, and a report may have shown it to the payer. */
  readonly isMisdirectedShown: boolean;
}

/** An entry with undecided duplicate links. */
interface Duplicates {
  readonly key: EntryKey;
  readonly ids: readonly string[];
}

/** The status with which the provider showed that a link ended or is unknown; `left alone`: the link is not the row's. */
type SeenEnd = LinkEnd | 'left alone';

/** A row's link that Bridge showed as ended; `at` in ms of the ledger's clock. */
export interface EndedLink {
  readonly id: string;
  readonly status: LinkEnd;
  readonly at: number;
}

/** Handles links beside an entry's own: chooses, revokes, replaces and reissues. */
export interface DuplicateLinks {
  /** Entries whose duplicate links are due for a decision, the longest due first. */
  dueDuplicates(most: number): Promise<Duplicates[]>;
  /** `keep`: undecided; `payable`: the same, and not paid twice after all; `twice`: paid, and so was another link of the entry. */
  decideDuplicate(
    key: EntryKey,
    id: string,
    decision: 'keep' | 'payable' | 'revoke' | 'drop' | 'twice',
  ): Promise<void>;
  /** Lines of the batch whose entries have undecided duplicate links, with the ids of those, separated by spaces. */
  undecided(batch: string): Promise<Map<number, string>>;
  postponeDuplicates(key: EntryKey, forMs: number): Promise<void>;
  /** Replaces the entry's link, which can no longer be paid; the audit verifies the new one. False where the entry changed. */
  replace(entry: Entry, status: LinkEnd, link: Link, at: number): Promise<boolean>;
  /** Takes a link from an entry, since Bridge shows it with another reference; the row becomes doubtful. */
  unassignLink(key: EntryKey, id: string): Promise<boolean>;
  /**
   * Starts a new generation, whose link expires at `expiresAt`; false where the entry has another link by now, or may get one. `at`: ms
   * of the ledger's clock.
   */
  reissue(
    entry: Entry,
    status: LinkEnd,
    expiresAt: string,
    request: DecisionRequest,
    at: number,
  ): Promise<boolean>;
  /**
   * Writes intents to revoke the links of these lines. `isRepeat`: that was decided before and the links are still valid; rows that
   * somebody has wanted since are left. Returns how many there are to revoke.
   */
  revokeLines(
    batch: string,
    lines: readonly number[],
    request: DecisionRequest,
    isRepeat?: boolean,
  ): Promise<number>;
  /** Links that are due to be revoked, of one batch or of all, the longest due first. */
  dueRevocations(most: number, batch?: string): Promise<Revocation[]>;
  /** How many links of the batch, or of the account, still have to be revoked, now or later. */
  pendingRevocations(batch?: string): Promise<number>;
  putOffRevocation(revocation: Revocation, forMs: number, isAbsent: boolean): Promise<void>;
  /** False where the row cannot be written now: it was forged, or changed at every try. */
  endRevocation(id: string, seen: SeenEnd): Promise<boolean>;
  /** The links of these lines that Bridge showed as ended. */
  ended(batch: string, lines: readonly number[]): Promise<Map<number, EndedLink>>;
  /** Lines whose entries were paid twice, with the ids of the duplicate links, separated by spaces. */
  paidTwice(batch: string): Promise<Map<number, string>>;
}

/** The duplicate links of an account; the header of each script describes its step. */
export function createDuplicateLinks(
  { redis, scripts, prefix, head, now, keys, ...home }: Home,
  entryOf: Reader['read'],
): DuplicateLinks {
  const account = [home.account];
  const valuesOf = async (key: string, fields: readonly (string | number)[]) =>
    fields.length === 0 ? [] : redis.hmget(key, ...fields.map(String));
  const putOff = (
    kind: 'duplicates' | 'revocations',
    what: string,
    batch: string,
    forMs: number,
    seen = '',
  ) => scripts.postpone(account, [prefix, now(), forMs, kind, what, batch, seen]);

  async function byLine(kind: 'duplicates' | 'twice', batch: string): Promise<Map<number, string>> {
    const fields = await redis.hgetall(`${prefix}:${kind}:${batch}`);
    return new Map(Object.entries(fields).map(([line, ids]) => [Number(line), ids]));
  }

  return {
    async dueDuplicates(most) {
      const keys = (await scripts.due([`${prefix}:duplicates`], [now(), most])).map(keyOf);
      const ids = await Promise.all(
        keys.map(({ batch, line }) => valuesOf(`${prefix}:duplicates:${batch}`, [line])),
      );
      return keys.map((key, at) => ({ key, ids: ids[at]?.[0]?.split(' ') ?? [] }));
    },
    async decideDuplicate({ batch, line }, id, decision) {
      await scripts.duplicate(account, [...head(), batch, line, id, decision]);
    },
    async postponeDuplicates(key, forMs) {
      await putOff('duplicates', pointerOf(key), key.batch, forMs);
    },
    async replace(entry, status, link, at) {
      const { batch, line } = entry.key;
      const isDone = await keys.sealing(batch, (batchKey, hash) => {
        const [id, past] = pastOf(entry, entry.generation, status, at, {}, batchKey);
        const extra = createdText({ kind: 'created', link, recovered: true }, entry, hash);
        const proven = [batchKey.id, hash.id, entry.generation];
        return scripts.replace(account, [...head(), batch, line, id, extra, past, ...proven]);
      });
      return isDone === 1;
    },
    async unassignLink({ batch, line }, id) {
      return (await scripts['unassign-link'](account, [...head(), batch, line, id])) === 1;
    },
    async reissue(entry, status, expiresAt, { by, why }, at) {
      const { batch, line } = entry.key;
      const change = { reissuedExpiry: expiresAt, wantedAt: at };
      const isDone = await keys.sealing(batch, (batchKey) => {
        const [id, past] = pastOf(entry, entry.generation + 1, status, at, change, batchKey);
        const event = message('row_reissued', { by, link: id, status, more: reasonGiven(why) });
        const args = [batch, line, id, status, past, JSON.stringify(event), batchKey.id, entry.generation];
        return scripts.reissue(account, [...head(), ...args]);
      });
      return isDone === 1;
    },
    async revokeLines(batch, lines, { by, why }, isRepeat = false) {
      const event = JSON.stringify(message('row_link_to_revoke', { by, more: reasonGiven(why) }));
      const args = [...head(), batch, event, isRepeat ? 1 : 0, ...lines];
      return lines.length === 0 ? 0 : scripts.revoke(account, args);
    },
    async dueRevocations(most, batch) {
      const due = `${prefix}:revocations${batch === undefined ? '' : `:${batch}`}`;
      const ids = await scripts.due([due], [now(), most]);
      const intents = await valuesOf(`${prefix}:revoking`, ids);
      // Without this, a due link without an intent would stay first in the list for ever.
      for (const id of ids.filter((_, at) => intents[at] == null))
        await putOff('revocations', id, batch ?? '', 0);
      return ids.flatMap((id, at) => {
        const [pointer, ...why] = intents[at]?.split(' ') ?? [];
        if (pointer === undefined) return [];
        const isMisdirectedShown = why.includes('misdirected') && why.includes('shown');
        return [{ id, key: keyOf(pointer), wasAbsent: why.includes('absent'), isMisdirectedShown }];
      });
    },
    async pendingRevocations(batch) {
      return redis.zcard(`${prefix}:revocations${batch === undefined ? '' : `:${batch}`}`);
    },
    async putOffRevocation({ id, key }, forMs, isAbsent) {
      await putOff('revocations', id, key.batch, forMs, isAbsent ? 'absent' : '');
    },
    async endRevocation(id, seen) {
      const [pointer] = (await redis.hget(`${prefix}:revoking`, id))?.split(' ') ?? [];
      if (pointer === undefined) return true;
      const key = keyOf(pointer);
      const at = Number((await scripts.status(account, [now()]))[0]);
      // A purged batch has no key, so its rows are not written.
      const isOver = await isPurged(redis, prefix, keys, key.batch);
      const answer = await writeEntry(key, entryOf, (entry) => {
        if (isOver || entry === undefined || seen === 'left alone') {
          const bare = [id, seen, '', 0, '', isOver ? 1 : ''];
          return scripts['end-revocation'](account, [...head(), ...bare]);
        }
        return keys.sealing(key.batch, (batchKey) => {
          const ended = { id, url: '', status: seen, at };
          const past = seen === 'completed' ? pastPaid(entry, id) : pastWith(entry, ended);
          const args = [
            id,
            seen,
            batchKey.id,
            entry.generation,
            encodePast(entry, entry.generation, past, batchKey),
          ];
          return scripts['end-revocation'](account, [...head(), ...args]);
        });
      });
      return answer !== -1;
    },
    async ended(batch, lines) {
      const found = await valuesOf(`${prefix}:ended:${batch}`, lines);
      return new Map(
        lines.flatMap((line, index) => {
          const [id = '', seen, at] = found[index]?.split(' ') ?? [];
          const status = linkEnds.find((end) => end === seen);
          const isOurs = status !== undefined && Number.isSafeInteger(Number(at));
          return isOurs ? [[line, { id, status, at: Number(at) }]] : [];
        }),
      );
    },
    undecided: (batch) => byLine('duplicates', batch),
    paidTwice: (batch) => byLine('twice', batch),
  };
}

/** The id of the entry's link, and the entry's past with that link, granted for this generation. */
function pastOf(
  entry: Entry,
  generation: number,
  status: LinkEnd,
  at: number,
  change: Partial<Pick<Entry, 'reissuedExpiry' | 'wantedAt'>>,
  batchKey: BatchKey,
): [string, string] {
  if (entry.state.kind !== 'created') throw new Error('entry without a link');
  const { id, url } = entry.state.link;
  const past = pastWith({ ...entry, ...change }, { id, url, status, at });
  return [id, encodePast(entry, generation, past, batchKey)];
}
