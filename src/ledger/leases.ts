import type { Home } from './home.ts';

/** The exclusive right to do a task for a while. */
export interface Lease {
  /** Extends it by its first duration, from now. */
  renew(): Promise<void>;
  /** Does not release it at the end: it lasts as long as it would have, or `forMs` from now, so that nobody repeats the task earlier. */
  outlast(forMs?: number): Promise<void>;
}

/** Leases on tasks among the processes of an account. They save calls; safety does not depend on them. */
export interface Leases {
  /**
   * Takes the lease on `what` for `leaseMs`, does the work and releases the lease; undefined where somebody else has it.
   */
  withLease<T>(what: string, leaseMs: number, work: (lease: Lease) => Promise<T>): Promise<T | undefined>;
}

/** `randomId` makes the holder's id of each lease. */
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
