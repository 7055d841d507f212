import type { Redis } from 'ioredis';

/** What of a ledger is counted without being read. */
export interface Gauges {
  /** Doubts that are at least so old, for each of these ages in ms. */
  doubtsOlderThan(agesMs: readonly number[]): Promise<number[]>;
}

/** Gauges on Redis' clock. */
export function createGauges(redis: Redis, prefix: string): Gauges {
  return {
    async doubtsOlderThan(agesMs) {
      const [seconds] = await redis.time();
      return Promise.all(
        agesMs.map((age) => redis.zcount(`${prefix}:doubts`, '-inf', Number(seconds) * 1000 + 999 - age)),
      );
    },
  };
}
