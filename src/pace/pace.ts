import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** At most `count` calls may arrive in any `windowMs` milliseconds. */
export interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

/** The right to let one call leave at `at`, or the time at which to ask again. Milliseconds of Redis' clock. */
export type Permit =
  | { readonly kind: 'permit'; readonly at: number; readonly now: number }
  | { readonly kind: 'later'; readonly at: number; readonly now: number };

/** When the next call of an account may leave, agreed between all processes through Redis. */
export interface Pace {
  /** Takes a permit for a call that creates nothing. */
  take(): Promise<Permit>;
  /** Moves the account's "not before" forward after a 429. */
  postpone(retryAfterMs: number | undefined): Promise<void>;
  /** The windows widened by their guards, as the scripts take them. */
  readonly windows: string;
  /** The longest widened window; 0 without limits. */
  readonly longestWindowMs: number;
  /**
   * A permit older than this is thrown away: half the guard of the shortest window, so that the other half is left for what the
   * call's travel may vary.
   */
  readonly permitLifeMs: number;
}

/** A permit is reserved at most this far ahead, so that a pause or a dead worker costs little. */
export const reservationMs = 500;

const firstPauseMs = 250;
const longestPauseMs = 60_000;

/** The Lua functions that other scripts are composed with: `clock`, `text`, `take_permit`. */
export const permitFunctions = readScript('permit.lua');

/** `guardMs` replaces the usual guards: 250 ms for windows of 10 s and more, 40 ms for shorter ones. */
export function createPace(redis: Redis, prefix: string, limits: readonly Limit[], guardMs?: number): Pace {
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
  return {
    windows,
    longestWindowMs: Math.max(0, ...guarded.map(({ lengthMs }) => lengthMs)),
    permitLifeMs: shortest === undefined ? Number.POSITIVE_INFINITY : shortest.guard / 2,
    async take() {
      const [kind, at, now] = await scripts.linkmillTakePermit(
        `${prefix}:pace`,
        prefix,
        '',
        reservationMs,
        windows,
      );
      return { kind: kind === 'permit' ? 'permit' : 'later', at: Number(at), now: Number(now) };
    },
    async postpone(retryAfterMs) {
      await scripts.linkmillPostpone(`${prefix}:pace`, '', retryAfterMs ?? '', firstPauseMs, longestPauseMs);
    },
  };
}

interface PaceScripts {
  linkmillTakePermit(...args: (string | number)[]): Promise<[string, string, string]>;
  linkmillPostpone(...args: (string | number)[]): Promise<string>;
}

function readScript(name: string): string {
  return `${readFileSync(new URL(name, import.meta.url), 'utf8')}\n`;
}

/** The least time, in ms, in which so many creations can leave, from empty windows. */
export function leastTimeMs(limits: readonly Limit[], creations: number, guardMs?: number): number {
  const spans = guardWindows(limits, guardMs).map(({ count, lengthMs }) => {
    // As in `take_permit`: the last hundredth of long windows is left to the sweep.
    const usable = lengthMs >= 60_000 ? count - Math.ceil(count / 100) : count;
    return Math.floor(Math.max(0, creations - 1) / Math.max(1, usable)) * lengthMs;
  });
  return Math.max(0, ...spans);
}

interface GuardedWindow {
  readonly count: number;
  readonly guard: number;
  readonly lengthMs: number;
}

/** The provider counts arrivals, we count departures: each window is kept longer by what a call's travel may vary. */
function guardWindows(limits: readonly Limit[], guardMs: number | undefined): GuardedWindow[] {
  return limits.map(({ count, windowMs }) => {
    const guard = guardMs ?? (windowMs >= 10_000 ? 250 : 40);
    return { count, guard, lengthMs: windowMs + guard };
  });
}
