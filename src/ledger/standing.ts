import type { Redis } from 'ioredis';
import type { Ledger } from './ledger.ts';
import type { Scripts } from './scripts.ts';

type StandingPart =
  | 'standing'
  | 'trust'
  | 'noteSeen'
  | 'stop'
  | 'resume'
  | 'markCleanStop'
  | 'takeTurn'
  | 'keepTurn'
  | 'leaveTurn'
  | 'forget';

/** Where the account as a whole stands: whether the ledger can be trusted, whether it is stopped. */
export function createStanding(
  redis: Redis,
  scripts: Scripts,
  prefix: string,
  head: () => (string | number)[],
  randomId: () => string,
): Pick<Ledger, StandingPart> {
  const account = `${prefix}:account`;
  return {
    async standing() {
      const [fields, [seconds, microseconds]] = await Promise.all([redis.hgetall(account), redis.time()]);
      const state = fields.state === 'sound' || fields.state === 'suspect' ? fields.state : 'unborn';
      return {
        now: Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000),
        state,
        epoch: fields.epoch ?? '',
        bornAt: Number(fields.born ?? 0),
        seenTo: Number(fields.seenTo ?? fields.born ?? 0),
        ...(fields.stopped === undefined ? {} : { stopped: fields.stopped }),
      };
    },
    async trust(epoch, windowsFree) {
      await scripts.trust([account], [...head(), epoch, windowsFree ? 1 : 0]);
    },
    async noteSeen(at) {
      await redis.hset(account, 'seenTo', at);
    },
    async stop(why) {
      await redis.hset(account, 'stopped', why);
    },
    async resume() {
      await redis.hdel(account, 'stopped');
    },
    async markCleanStop() {
      await scripts['clean-stop']([account], head());
    },
    async takeTurn(what, leaseMs) {
      const turn = randomId();
      const taken = await redis.set(`${prefix}:turn:${what}`, turn, 'PX', leaseMs, 'NX');
      return taken === 'OK' ? turn : undefined;
    },
    async keepTurn(what, turn, leaseMs) {
      if ((await redis.get(`${prefix}:turn:${what}`)) !== turn) return;
      await redis.pexpire(`${prefix}:turn:${what}`, leaseMs);
    },
    async leaveTurn(what, turn) {
      if ((await redis.get(`${prefix}:turn:${what}`)) === turn) await redis.del(`${prefix}:turn:${what}`);
    },
    async forget() {
      let removed = 0;
      let cursor = '0';
      // The braces of the hash tag are no pattern characters; the account's id holds none either.
      do {
        const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 1000);
        if (keys.length > 0) removed += await redis.unlink(...keys);
        cursor = next;
      } while (cursor !== '0');
      return removed;
    },
  };
}
