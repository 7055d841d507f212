/** At most `count` calls within any `windowMs`. */
export interface Limit {
  readonly count: number;
  readonly windowMs: number;
}

/** A queue of moments that drops old ones; adding and dropping have amortised constant cost. */
class Moments {
  #times: number[] = [];
  #first = 0;

  get length(): number {
    return this.#times.length - this.#first;
  }

  add(atMs: number): void {
    this.#times.push(atMs);
  }

  /** Drops the moments that are a whole window or more before `nowMs`. */
  forget(nowMs: number, windowMs: number): void {
    while ((this.#times[this.#first] ?? Number.POSITIVE_INFINITY) <= nowMs - windowMs) this.#first++;
    if (this.#first > 1024 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
  }

  /** When the oldest moment will be dropped. */
  freeAtMs(windowMs: number): number {
    return (this.#times[this.#first] ?? 0) + windowMs;
  }
}

/**
 * A strict sliding window: a call is let in if fewer than `count` were let in within the `windowMs` before it. A call
 * that is turned away does not count against the limit, but it counts in the peak.
 */
export class SlidingWindow {
  readonly limit: Limit;
  readonly #letIn = new Moments();
  readonly #arrived = new Moments();
  #peak = 0;

  constructor(limit: Limit) {
    this.limit = limit;
  }

  /** The largest number of arrivals seen within any window of this length. */
  get peak(): number {
    return this.#peak;
  }

  /** Counts an arrival; returns how long it has to wait, in ms; 0 if it is let in. */
  arrive(nowMs: number): number {
    const { count, windowMs } = this.limit;
    this.#arrived.forget(nowMs, windowMs);
    this.#arrived.add(nowMs);
    this.#peak = Math.max(this.#peak, this.#arrived.length);
    this.#letIn.forget(nowMs, windowMs);
    return this.#letIn.length < count ? 0 : Math.max(1, this.#letIn.freeAtMs(windowMs) - nowMs);
  }

  /** Counts the arrival as let in; called once every window has agreed. */
  letIn(nowMs: number): void {
    this.#letIn.add(nowMs);
  }
}
