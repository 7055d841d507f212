import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Audit } from '../domain/audit.ts';
import type { Decision } from '../domain/batch.ts';
import type { Scripts } from './scripts.ts';

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
  /** Sets what was decided; a decision of the same kind that stands stays as it is. */
  decide(id: string, kind: DecisionKind, decision: Omit<Decision, 'at'>): Promise<void>;
  /** Takes decisions back. */
  withdraw(id: string, ...kinds: DecisionKind[]): Promise<void>;
  /** Adds a line to what people did with the batch (the account: ''); never a secret, an IBAN or a link. */
  note(id: string, facts: Deed['facts']): Promise<void>;
  deeds(id: string): Promise<Deed[]>;
  /** What happened to a row, attempt by attempt; nothing where it was sent once and answered. */
  trail(id: string, line: number): Promise<Happening[]>;
  /** Keeps the closed books; they are closed anew at `againAt`, in ms, where one is given. */
  keepAudit(id: string, audit: Audit, againAt: number | undefined): Promise<void>;
  /** Batches whose books are to be closed at `now` or before, the longest due first. */
  dueAudits(now: number, most: number): Promise<string[]>;
  /** Puts the closing of a batch's books off until then. */
  postponeAudit(id: string, until: number): Promise<void>;
}

export type DecisionKind = 'paused' | 'cancelled' | 'revoked';

export function createDecisions(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  now: () => string,
): Decisions {
  const batchKey = (id: string) => `${prefix}:batch:${id}`;
  const audits = `${prefix}:audits`;
  return {
    async approve(id) {
      await redis.hdel(batchKey(id), 'heldAfter');
    },
    async decide(id, kind, { by, why }) {
      await scripts.decide([batchKey(id)], [now(), `${kind}By`, JSON.stringify({ by, why })]);
    },
    async withdraw(id, ...kinds) {
      await redis.hdel(batchKey(id), ...kinds.map((kind) => `${kind}By`));
    },
    async note(id, facts) {
      await scripts.note([`${prefix}:history:${id}`], [now(), JSON.stringify(facts)]);
    },
    async deeds(id) {
      const lines = await redis.lrange(`${prefix}:history:${id}`, 0, -1);
      return lines
        .map(happeningOf)
        .map(({ at, words }) => ({ at, facts: factsSchema.parse(JSON.parse(words)) }));
    },
    async trail(id, line) {
      const trail = await redis.hget(`${prefix}:trail:${id}`, String(line));
      return trail === null ? [] : trail.split('\n').map(happeningOf);
    },
    async keepAudit(id, audit, againAt) {
      await redis.hset(batchKey(id), 'audit', JSON.stringify(audit));
      if (againAt === undefined) await redis.zrem(audits, id);
      else await redis.zadd(audits, againAt, id);
    },
    async dueAudits(at, most) {
      return redis.zrangebyscore(audits, '-inf', at, 'LIMIT', 0, most);
    },
    async postponeAudit(id, until) {
      await redis.zadd(audits, 'XX', until, id);
    },
  };
}

const factsSchema = z.record(z.string(), z.union([z.string(), z.number()]));

function happeningOf(line: string): Happening {
  const space = line.indexOf(' ');
  return { at: Number(line.slice(0, space)), words: line.slice(space + 1) };
}
