import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Audit, auditSchema } from '../domain/audit.ts';
import type { Decision } from '../domain/batch.ts';
import { isForgery } from '../domain/forged.ts';
import { sealedBy } from '../domain/sealing.ts';
import { isInstant } from '../domain/zone-time.ts';
import type { BatchKey, LedgerKeys } from './keys.ts';
import type { Scripts } from './scripts.ts';
import { approvalOf, auditPlace, booksPlace } from './stored-batch.ts';

/** Something that happened, at a time of the ledger's clock in ms. */
export interface Happening {
  readonly at: number;
  readonly words: string;
}

/** What people did with a batch, or with the account. */
export interface Deed {
  readonly at: number;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What people decide about batches, what came of it, and the closing of their books. */
export interface Decisions {
  /** Lets the rows after the canary go. */
  approve(id: string): Promise<void>;
  /**
   * Sets what was decided. A pause that stands stays as it is; cancelling or revoking again takes the place of the earlier one, and a
   * revocation cancels.
   */
  decide(id: string, kind: DecisionKind, decision: Omit<Decision, 'at'>): Promise<void>;
  /** Takes a pause back. */
  unpause(id: string): Promise<void>;
  /** Adds a line to what people did with the batch (the account: ''); never a secret, an IBAN or a link. */
  note(id: string, facts: Deed['facts']): Promise<void>;
  deeds(id: string): Promise<Deed[]>;
  /** What happened to a row, attempt by attempt; nothing where it was sent once and answered. */
  trail(id: string, line: number): Promise<Happening[]>;
  /** The books as they were closed last. */
  audit(id: string): Promise<Audit | undefined>;
  /**
   * Keeps the closed books. `againAt`: when they are to be closed anew, in ms; `never`; or `as it is`, which leaves that to the
   * sweep. What reopened them since they were begun stands.
   */
  keepAudit(id: string, audit: Audit, againAt: number | 'never' | 'as it is'): Promise<void>;
  /** Batches whose books are to be closed now, the longest due first. */
  dueAudits(most: number): Promise<string[]>;
  /** Puts the closing of a batch's books off until then, in ms of the ledger's clock. */
  postponeAudit(id: string, until: number): Promise<void>;
}

/** What an answer said may name people: it is sealed inside the words of the trail. */
const sealedWords = /\b[a-z2-7]{8}\.[\w-]{38,}/g;

/** Where the words of a row's answers are sealed for. */
export const saidPlace = (line: number) => `${line} said`;

export type DecisionKind = 'paused' | 'cancelled' | 'revoked';

export function createDecisions(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  now: () => string,
  keys: LedgerKeys,
): Decisions {
  const batchKey = (id: string) => `${prefix}:batch:${id}`;
  const audits = `${prefix}:audits`;
  return {
    async approve(id) {
      const key = await keys.sealedKey(id);
      await redis
        .multi()
        .hset(batchKey(id), 'approval', approvalOf(key))
        .hdel(batchKey(id), 'heldAfter')
        .exec();
    },
    async decide(id, kind, { by, why }) {
      await scripts.decide([batchKey(id)], [now(), `${kind}By`, JSON.stringify({ by, why })]);
    },
    async unpause(id) {
      await redis.hdel(batchKey(id), 'pausedBy');
    },
    async note(id, facts) {
      await scripts.note([`${prefix}:history:${id}`], [now(), JSON.stringify(facts)]);
    },
    async deeds(id) {
      const lines = await redis.lrange(`${prefix}:history:${id}`, 0, -1);
      return lines.map(happeningOf).map(({ at, words }) => ({ at, facts: factsOf(words) }));
    },
    async trail(id, line) {
      const trail = await redis.hget(`${prefix}:trail:${id}`, String(line));
      if (trail === null) return [];
      const batchKey = await keys.of(id).catch(() => undefined);
      const readable = (words: string) =>
        words.replace(sealedWords, (sealed) => openedWords(sealed, batchKey, line));
      return trail
        .split('\n')
        .map(happeningOf)
        .map(({ at, words }) => ({ at, words: readable(words) }));
    },
    async audit(id) {
      const text = await redis.get(`${prefix}:audit:${id}`);
      if (text === null) return undefined;
      const at = text.indexOf('{');
      const isOurs =
        !keys.isKeyed() ||
        text.slice(0, at) === `${(await keys.hash()).mark(auditPlace(id, text.slice(at)))} `;
      // What somebody else wrote in its place says nothing: the books are to be closed.
      return isOurs ? auditSchema.parse(JSON.parse(text.slice(at))) : undefined;
    },
    async keepAudit(id, audit, againAt) {
      const again = againAt === 'never' ? '' : againAt;
      const text = JSON.stringify(audit);
      await keys.hashed((hash) => {
        const marked = `${hash.mark(auditPlace(id, text))} ${text}`;
        const closed = hash.mark(booksPlace(id, String(audit.at), audit.balanced ? '1' : '0'));
        const args = [prefix, now(), id, marked, audit.at, audit.balanced ? 1 : 0, again, closed, hash.id];
        return scripts['keep-audit']([`${prefix}:account`], args);
      });
    },
    async dueAudits(most) {
      return scripts.due([audits], [now(), most]);
    },
    async postponeAudit(id, until) {
      await redis.zadd(audits, 'XX', until, id);
    },
  };
}

const factsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** What stands in the place of a line that is none of ours; the others are told all the same. */
const unreadable = 'a line that cannot be read';

function happeningOf(line: string): Happening {
  const [, at = '', words = ''] = /^(\d+) (.*)$/s.exec(line) ?? [];
  return at !== '' && isInstant(Number(at)) ? { at: Number(at), words } : { at: 0, words: unreadable };
}

function factsOf(words: string): Deed['facts'] {
  try {
    return factsSchema.parse(JSON.parse(words));
  } catch {
    return { what: unreadable };
  }
}

function openedWords(sealed: string, batchKey: BatchKey | undefined, line: number): string {
  if (batchKey === undefined) return unreadable;
  if (sealedBy(sealed) !== batchKey.id) return 'erased';
  try {
    return batchKey.open(sealed, saidPlace(line));
  } catch (error) {
    if (!isForgery(error)) throw error;
    return unreadable;
  }
}
