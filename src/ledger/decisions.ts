import type { Redis } from 'ioredis';
import { type Audit, auditSchema } from '../domain/audit.ts';
import type { Wish } from '../domain/reason.ts';
import type { Message } from '../i18n/messages.ts';
import type { LedgerKeys } from './keys.ts';
import type { Scripts } from './scripts.ts';
import { approvalOf, auditPlace, booksPlace } from './stored-batch.ts';
import { type Happening, happeningOf, wordsOpener } from './stored-events.ts';

/** What people decide about batches, what came of it, and the closing of their books. */
export interface Decisions {
  /** Lets the rows after the canary go. */
  approve(id: string): Promise<void>;
  /**
   * Sets what was decided. A pause that stands stays as it is; cancelling or revoking again takes the place of the earlier one, and a
   * revocation cancels.
   */
  decide(id: string, kind: DecisionKind, decision: Wish): Promise<void>;
  /** Takes a pause back. */
  unpause(id: string): Promise<void>;
  /** Adds a message to what was done with the batch (the account: ''); never a secret, an IBAN or a link. */
  note(id: string, event: Message): Promise<void>;
  /** What was done with the batch, or with the account, oldest first. */
  deeds(id: string): Promise<Happening[]>;
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

/** Where the words of a row's answers are sealed for. */
export const saidPlace = (line: number) => `${line} said`;

type DecisionKind = 'paused' | 'cancelled' | 'revoked';

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
    async note(id, event) {
      await scripts.note([`${prefix}:history:${id}`], [now(), JSON.stringify(event)]);
    },
    async deeds(id) {
      const lines = await redis.lrange(`${prefix}:history:${id}`, 0, -1);
      return lines.map((line) => happeningOf(line));
    },
    async trail(id, line) {
      const trail = await redis.hget(`${prefix}:trail:${id}`, String(line));
      if (trail === null) return [];
      const open = wordsOpener(await keys.of(id).catch(() => undefined), saidPlace(line));
      return trail.split('\n').map((one) => happeningOf(one, open));
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
