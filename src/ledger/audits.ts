import { type Audit, auditSchema } from '../domain/audit.ts';
import type { Home } from './home.ts';
import { auditPlace, booksPlace } from './stored-batch.ts';

/** The closing of batches' books. */
export interface Audits {
  /** The books as they were closed last. */
  read(batch: string): Promise<Audit | undefined>;
  /**
   * Keeps the closed books. `againAt`: when they are to be closed anew, in ms; `never`; or `as it is`, which leaves that to the
   * sweep. What reopened them since they were begun stands.
   */
  keep(batch: string, audit: Audit, againAt: number | 'never' | 'as it is'): Promise<void>;
  /** Batches whose books are to be closed now, the longest due first. */
  due(most: number): Promise<string[]>;
  /** Puts the closing of a batch's books off until then, in ms of the ledger's clock. */
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
      // What somebody else wrote in its place says nothing: the books are to be closed.
      return isOurs ? auditSchema.parse(JSON.parse(text.slice(at))) : undefined;
    },
    async keep(batch, audit, againAt) {
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
