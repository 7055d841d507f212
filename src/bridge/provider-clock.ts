/** Learns the provider's clock from the `Date` headers of its answers. */
export interface ProviderClock {
  learn(date: string | undefined, sentWallMs: number, receivedWallMs: number): void;
  /** The provider's clock minus ours in ms; right to half a second plus half the time that the call took. */
  offsetMs(): number | undefined;
}

const sampleLifeMs = 60_000;

/**
 * A longer call may be off by more than the 2 s that the protocol allows for clocks (half of the call, half a second
 * for `Date`, half a second for the ledger's moment): a process that froze during such a call would end its listing
 * windows too early, and take a link that is not listed yet for absent.
 */
const longestSampleMs = 2_000;

/**
 * `Date` is cut to whole seconds, so half a second is added; it is compared with the middle of the call. The quickest
 * call of the last minute counts, since its error is smallest.
 */
export function createProviderClock(): ProviderClock {
  let sample: { offsetMs: number; tookMs: number; atMs: number } | undefined;
  return {
    learn(date, sentWallMs, receivedWallMs) {
      const providerMs = Date.parse(date ?? '');
      const tookMs = receivedWallMs - sentWallMs;
      if (Number.isNaN(providerMs) || tookMs < 0 || tookMs > longestSampleMs) return;
      const stale = sample === undefined || Math.abs(receivedWallMs - sample.atMs) > sampleLifeMs;
      if (stale || tookMs <= (sample?.tookMs ?? 0)) {
        sample = { offsetMs: providerMs + 500 - (sentWallMs + tookMs / 2), tookMs, atMs: receivedWallMs };
      }
    },
    offsetMs: () => sample?.offsetMs,
  };
}
