/** At most `count` calls may arrive in any `windowMs` milliseconds. */
export interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

/** The least time, in ms, in which this many creations can be sent, from empty windows. */
export function leastTimeMs(limits: readonly Limit[], creations: number, guardMs?: number): number {
  const spans = guardWindows(limits, guardMs).map(({ count, lengthMs }) => {
    // As in `take_permit`: creations leave the last hundredth of long windows to the calls that settle doubts.
    const usable = lengthMs >= 60_000 ? count - Math.ceil(count / 100) : count;
    return Math.floor(Math.max(0, creations - 1) / Math.max(1, usable)) * lengthMs;
  });
  return Math.max(0, ...spans);
}

/** A window as the pace enforces it: `lengthMs` includes `guard`, both in ms. */
export interface GuardedWindow {
  readonly count: number;
  readonly guard: number;
  readonly lengthMs: number;
}

/**
 * The windows as the pace enforces them. The provider counts arrivals and we count departures, so each window is longer by as much as a
 * call's travel time may vary.
 */
export function guardWindows(limits: readonly Limit[], guardMs?: number): GuardedWindow[] {
  return limits.map(({ count, windowMs }) => {
    const guard = guardMs ?? (windowMs >= 10_000 ? 250 : 40);
    return { count, guard, lengthMs: windowMs + guard };
  });
}
