/** At most `count` calls may arrive in any `windowMs` milliseconds. */
export interface Limit {
  readonly count: number;
  readonly windowMs: number;
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

/** A window as the pace keeps it. */
export interface GuardedWindow {
  readonly count: number;
  readonly guard: number;
  readonly lengthMs: number;
}

/**
 * The windows as the pace keeps them. The provider counts arrivals, we count departures, so each window is kept longer by what a
 * call's travel may vary.
 */
export function guardWindows(limits: readonly Limit[], guardMs?: number): GuardedWindow[] {
  return limits.map(({ count, windowMs }) => {
    const guard = guardMs ?? (windowMs >= 10_000 ? 250 : 40);
    return { count, guard, lengthMs: windowMs + guard };
  });
}
