/** Learns the provider's clock from the `Date` headers of its answers. */
export interface ProviderClock {
  learn(date: string | undefined, sentWallMs: number, receivedWallMs: number): void;
  /** The provider's clock minus ours; right to half a second plus half the time that the call took. */
  offsetMs(): number | undefined;
}

const sampleKeptMs = 60_000;

/**
 * A call that took longer may be wrong by more than the protocol allows for clocks (2 s: half of the call, the half second of `Date`,
 * and half a second for the ledger's moment): a process that froze in the midst of one would end its windows too early, and take a
 * link that is not listed yet for absent.
 */
const longestSampleMs = 2_000;

/**
 * `Date` is cut to whole seconds, so half a second is added, and it is held against the middle of the call. The
 * quickest call of the last minute is believed, for it leaves the least room.
 */
export function createProviderClock(): ProviderClock {
  let sample: { offsetMs: number; tookMs: number; atMs: number } | undefined;
  return {
    learn(date, sentWallMs, receivedWallMs) {
      const providerMs = Date.parse(date ?? '');
      const tookMs = receivedWallMs - sentWallMs;
      if (Number.isNaN(providerMs) || tookMs < 0 || tookMs > longestSampleMs) return;
      const stale = sample === undefined || Math.abs(receivedWallMs - sample.atMs) > sampleKeptMs;
      if (stale || tookMs <= (sample?.tookMs ?? 0)) {
        sample = { offsetMs: providerMs + 500 - (sentWallMs + tookMs / 2), tookMs, atMs: receivedWallMs };
      }
    },
    offsetMs: () => sample?.offsetMs,
  };
}
