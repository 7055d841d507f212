import type { Home } from './home.ts';

/** A right to do something alone, while it is done. */
export interface Lease {
  /** Renews it, for as long as it was taken. */
  renew(): Promise<void>;
  /** It stays when the work is done, for what is left of it, or for so long from now in ms: nobody does it again before. */
  outlast(forMs?: number): Promise<void>;
}

/** Who does what alone, among the processes of an account; it saves calls, safety does not rest on it. */
export interface Leases {
  /**
   * Does the work where nobody else has the lease on `what`, which is taken for `leaseMs` and released at the end; undefined where
   * somebody has it.
   */
  withLease<T>(what: string, leaseMs: number, work: (lease: Lease) => Promise<T>): Promise<T | undefined>;
}

/** `randomId`: the holder's own word for a lease. */
export function createLeases({ scripts, prefix, now }: Home, randomId: () => string): Leases {
  return {
    async withLease(what, leaseMs, work) {
      const holder = randomId();
      const act = (how: 'take' | 'keep' | 'leave', forMs: number) =>
        scripts.lease([`${prefix}:leases`], [now(), what, holder, forMs, how]);
      if ((await act('take', leaseMs)) === 0) return undefined;
      let isReleased = true;
      try {
        return await work({
          async renew() {
            await act('keep', leaseMs);
          },
          async outlast(forMs) {
            if (forMs !== undefined) await act('keep', forMs);
            isReleased = false;
          },
        });
      } finally {
        if (isReleased) await act('leave', 0);
      }
    },
  };
}
