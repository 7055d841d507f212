import { expect, test } from '@jest/globals';
import { ledgerIsSilent } from '../../workers/ledger-watch.ts';
import { quickTimes } from '../support/account-context.ts';

const times = { ...quickTimes, ledgerSilenceMs: 240 };

/** A clock that moves on only where somebody sleeps. */
function steppingClock() {
  let nowMs = 0;
  const wakings: { at: number; wake: () => void }[] = [];
  return {
    now: () => nowMs,
    monotonic: () => nowMs,
    async sleep(ms: number) {
      nowMs += ms;
      for (const { at, wake } of wakings) if (at <= nowMs) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
    after: (ms: number) => new Promise<void>((wake) => void wakings.push({ at: nowMs + ms, wake })),
  };
}

const watch = (ask: () => Promise<unknown>, clock = steppingClock(), signal = new AbortController().signal) =>
  ledgerIsSilent(ask, { clock, times }, signal);

test('a ledger that does not answer is given up after the time that is set, and not before', async () => {
  const clock = steppingClock();
  expect(await watch(() => new Promise(() => undefined), clock)).toBe(true);
  expect(clock.now()).toBe(240 + 240 / 12);
});

test('a ledger that answers, and be it with an error, is not silent', async () => {
  const stopping = new AbortController();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked === 30) stopping.abort();
    if (asked % 2 === 0) throw new Error('LOADING');
  };
  expect(await watch(ask, steppingClock(), stopping.signal)).toBe(false);
});

test('an answer that comes after a long while begins the count anew', async () => {
  const clock = steppingClock();
  const stopping = new AbortController();
  let asked = 0;
  const ask = async () => {
    asked += 1;
    await clock.after(180);
    if (asked === 3) stopping.abort();
  };
  expect(await watch(ask, clock, stopping.signal)).toBe(false);
  expect(clock.now()).toBeGreaterThan(240);
});
