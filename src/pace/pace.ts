import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { guardWindows, type Limit } from '../domain/settings/limits.ts';

/**
 * The right to let one call leave at `at`, or the time at which to ask again. Times are milliseconds of Redis' clock.
 */
export type Permit =
  | { readonly kind: 'permit'; readonly at: number; readonly now: number }
  | { readonly kind: 'later'; readonly at: number; readonly now: number };

/** When the next call of an account may leave; all processes agree on it through Redis. */
export interface Pace {
  /** Takes a permit for a call that creates nothing. */
  take(): Promise<Permit>;
  /** How long the next creation has to wait; takes nothing. */
  creationWait(): Promise<CreationWait>;
  /**
   * Moves the account's `notBefore` forward after a 429; `retryAfterMs` is undefined where the answer asked for no
   * wait.
   */
  postpone(retryAfterMs: number | undefined): Promise<void>;
  /** How many calls left within each window, and how many may. */
  used(): Promise<PaceUse[]>;
  /** The windows widened by their guards, in the form that the scripts take. */
  readonly windows: string;
  /** The longest widened window in ms; 0 without limits. */
  readonly longestWindowMs: number;
  /**
   * How long after its time a permit stays valid, counted from when the process received the claim: half the guard of
   * the shortest window, so that the other half covers the varying travel time of calls.
   */
  readonly permitLifeMs: number;
}

/** How long the next creation waits, and why. */
interface CreationWait {
  readonly waitMs: number;
  /** The ledger is new or was lost: what was sent before is unknown, so the windows count as full. */
  readonly isUnknown: boolean;
}

/** How full one window is. */
interface PaceUse {
  readonly windowMs: number;
  readonly used: number;
  readonly allowed: number;
}

/** A permit is reserved at most this far ahead, so that a paused batch or a dead worker wastes little. */
export const reservationMs = 500;

/** A timer alone may be late by some milliseconds. */
const leastPermitLifeMs = 10;

const firstPauseMs = 250;
const longestPauseMs = 60_000;

/** The Lua functions that other scripts begin with: `clock`, `text`, `take_permit`. */
export const permitFunctions = readScript('permit.lua');

/**
 * `guardMs` replaces the default guards: 250 ms for windows of 10 s and more, 40 ms for shorter ones. `now` gives a
 * simulated clock in ms; '' means Redis' own.
 */
export function createPace(
  redis: Redis,
  prefix: string,
  limits: readonly Limit[],
  guardMs?: number,
  now: () => string = () => '',
): Pace {
  const guarded = guardWindows(limits, guardMs);
  const windows = guarded.map(({ count, lengthMs }) => `${count}:${lengthMs}`).join(',');
  const shortest = guarded.toSorted((a, b) => a.lengthMs - b.lengthMs)[0];
  redis.defineCommand('linkmillTakePermit', {
    numberOfKeys: 1,
    lua: permitFunctions + readScript('take.lua'),
  });
  redis.defineCommand('linkmillPostpone', {
    numberOfKeys: 1,
    lua: permitFunctions + readScript('postpone.lua'),
  });
  const scripts = redis as unknown as PaceScripts;
  const args = () => [`${prefix}:pace`, prefix, now(), reservationMs, windows] as const;
  return {
    windows,
    longestWindowMs: Math.max(0, ...guarded.map(({ lengthMs }) => lengthMs)),
    permitLifeMs:
      shortest === undefined ? Number.POSITIVE_INFINITY : Math.max(leastPermitLifeMs, shortest.guard / 2),
    async creationWait() {
      const [, at, now, isUnknown] = await scripts.linkmillTakePermit(...args(), 1);
      return { waitMs: Math.max(0, Number(at) - Number(now)), isUnknown: isUnknown === '1' };
    },
    async take() {
      const [kind, at, now] = await scripts.linkmillTakePermit(...args(), 0);
      return { kind: kind === 'permit' ? 'permit' : 'later', at: Number(at), now: Number(now) };
    },
    async used() {
      const most = Math.max(0, ...limits.map(({ count }) => count));
      const times = most === 0 ? [] : await redis.lrange(`${prefix}:permits`, 0, most - 1);
      const [seconds = 0, micros = 0] = await redis.time();
      const at = Number(seconds) * 1000 + Number(micros) / 1000;
      return limits.map(({ count, windowMs }) => {
        const used = times.filter((time) => Number(time) > at - windowMs && Number(time) <= at).length;
        return { windowMs, used, allowed: count };
      });
    },
    async postpone(retryAfterMs) {
      await scripts.linkmillPostpone(
        `${prefix}:pace`,
        now(),
        retryAfterMs ?? '',
        firstPauseMs,
        longestPauseMs,
      );
    },
  };
}

interface PaceScripts {
  linkmillTakePermit(...args: (string | number)[]): Promise<[string, string, string, string]>;
  linkmillPostpone(...args: (string | number)[]): Promise<string>;
}

function readScript(name: string): string {
  return `${readFileSync(new URL(name, import.meta.url), 'utf8')}\n`;
}
