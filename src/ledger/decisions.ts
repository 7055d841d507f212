import type { DecisionRequest } from '../domain/reason.ts';
import type { Home } from './home.ts';
import { approvalOf } from './stored-batch.ts';

/** Decisions of people about batches. */
export interface Decisions {
  /** Lets the rows after the canary be sent. */
  approve(id: string): Promise<void>;
  /**
   * Saves a decision. A second pause changes nothing; a second cancel or revoke replaces the first. A revocation also cancels.
   */
  decide(id: string, kind: DecisionKind, decision: DecisionRequest): Promise<void>;
  /** Ends a pause. */
  unpause(id: string): Promise<void>;
}

type DecisionKind = 'paused' | 'cancelled' | 'revoked';

export function createDecisions({ redis, scripts, prefix, now, keys }: Home): Decisions {
  const batchKey = (id: string) => `${prefix}:batch:${id}`;
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
  };
}
