import { type Audit, auditSchema } from '../domain/audit.ts';
import type { Home } from './home.ts';
import { auditPlace, booksPlace } from './stored-batch.ts';

/** The closed books of batches. */
export interface Audits {
  /** The books as they were last closed. */
  read(batch: string): Promise<Audit | undefined>;
  /**
   * Saves the closed books. `againAt`: when they are to be closed anew, in ms; `never`; or `as it is`, which changes nothing about
   * that. A reopening after the audit began stays due.
   */
  save(batch: string, audit: Audit, againAt: number | 'never' | 'as it is'): Promise<void>;
  /** Batches whose books are due to be closed, the longest due first. */
  due(most: number): Promise<string[]>;
  /** Postpones the closing of a batch's books until a time in ms of the ledger's clock. */
  postpone(batch: string, until: number): Promise<void>;
}

export function createAudits({ redis, scripts, prefix, account, now, keys }: Home): Audits {
  const audits = `${prefix}:audits`;
  return {
    async read(batch) {
      const text = await redis.get(`${prefix}:audit:${batch}`);
      if (text === null) return undefined;
      const at = text.indexOf('{');
      const isOurs =
        !keys.isKeyed() ||
        text.slice(0, at) === `${(await keys.hash()).mark(auditPlace(batch, text.slice(at)))} `;
      // A text without our mark was written by somebody else and counts as none.
      return isOurs ? auditSchema.parse(JSON.parse(text.slice(at))) : undefined;
    },
    async save(batch, audit, againAt) {
      const again = againAt === 'never' ? '' : againAt;
      const text = JSON.stringify(audit);
      await keys.hashed((hash) => {
        const marked = `${hash.mark(auditPlace(batch, text))} ${text}`;
        const closed = hash.mark(booksPlace(batch, String(audit.at), audit.balanced ? '1' : '0'));
        const args = [prefix, now(), batch, marked, audit.at, audit.balanced ? 1 : 0, again, closed, hash.id];
        return scripts['save-audit']([account], args);
      });
    },
    due: (most) => scripts.due([audits], [now(), most]),
    async postpone(batch, until) {
      await redis.zadd(audits, 'XX', until, batch);
    },
  };
}
