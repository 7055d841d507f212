import { expect, test } from '@jest/globals';
import { realClock } from '../../src/wiring.ts';
import { ledgerIsSilent } from '../../workers/ledger-watch.ts';
import { quickTimes } from '../support/mill.ts';

const times = { ...quickTimes, ledgerSilenceMs: 240 };

const watch = (ask: () => Promise<unknown>, signal = new AbortController().signal) =>
  ledgerIsSilent(ask, { clock: realClock, times }, signal);

test('a ledger that does not answer is given up after the time that is set, and not before', async () => {
  const startedAt = performance.now();
  expect(await watch(() => new Promise(() => undefined))).toBe(true);
  expect(performance.now() - startedAt).toBeGreaterThan(240);
});

test('a ledger that answers, and be it with an error, is not silent', async () => {
  const stopping = new AbortController();
  let asked = 0;
  const watching = watch(async () => {
    asked += 1;
    if (asked === 30) stopping.abort();
    if (asked % 2 === 0) throw new Error('LOADING');
  }, stopping.signal);
  expect(await watching).toBe(false);
});

test('an answer that comes after a long while begins the count anew', async () => {
  let asked = 0;
  const stopping = new AbortController();
  const watching = watch(async () => {
    asked += 1;
    await realClock.sleep(180);
    if (asked === 3) stopping.abort();
  }, stopping.signal);
  expect(await watching).toBe(false);
});
