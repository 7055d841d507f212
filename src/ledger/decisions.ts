import type { Wish } from '../domain/reason.ts';
import type { Home } from './home.ts';
import { approvalOf } from './stored-batch.ts';

/** What people decide about batches. */
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
