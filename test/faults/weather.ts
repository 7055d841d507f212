import type { Faults, Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Scale } from './scale.ts';

/** The interval at which the provider's faults are drawn anew, in ms. */
const changeEachMs = 100;

/** A burst of 429 lasts some of these changes, and begins at one in so many. */
const burstChanges = 4;
const burstEach = 40;

/** The faults of every trial: one in ten answers lost, late links, errors, a delayed list. */
export function startWeather(sandbox: Sandbox, scale: Scale): () => void {
  const { lateMostMs, listedAfterMs } = scale;
  // The first burst follows the first links soon, so that the shortest trial has one.
  let untilBurst = 1;
  let burstLeft = 0;
  const change = () => {
    if (sandbox.links().length > 0) untilBurst -= 1;
    if (untilBurst === 0) {
      burstLeft = 1 + Math.floor(Math.random() * burstChanges);
      untilBurst = burstLeft + 1 + Math.floor(Math.random() * burstEach * 2);
    }
    const faults: Faults = {
      answerLostAfterCommit: 0.1,
      lateCommit: { share: 0.03, delayMs: Math.random() * lateMostMs },
      errorBeforeCommit: 0.025,
      errorAfterCommit: 0.025,
      slow: { share: 1, delayMs: 20 + Math.random() * 100 },
      listingDelayMs: listedAfterMs,
    };
    sandbox.setFaults(burstLeft > 0 ? { ...faults, busy: { share: 0.3 } } : faults);
    burstLeft = Math.max(0, burstLeft - 1);
  };
  change();
  const timer = setInterval(change, changeEachMs);
  return () => {
    clearInterval(timer);
    sandbox.setFaults({ listingDelayMs: listedAfterMs });
  };
}
