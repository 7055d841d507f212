import { setTimeout as pause } from 'node:timers/promises';

/** A backstop against hanging: many times what the slowest machine needs, in ms. */
const longestMs = 300_000;

/** Waits for what no event tells, looking each 10 ms; fails after `mostMs` with the name of what was awaited. */
export function waitUntil(
  name: string,
  isSo: () => boolean | Promise<boolean>,
  mostMs = longestMs,
): Promise<void> {
  return lookEach(10, name, isSo, mostMs);
}

/** The same where each look starts a process, which takes the time of those that are waited for. */
export function waitUntilNotified(name: string, isSo: () => Promise<boolean>): Promise<void> {
  return lookEach(700, name, isSo, longestMs);
}

async function lookEach(
  everyMs: number,
  name: string,
  isSo: () => boolean | Promise<boolean>,
  mostMs: number,
): Promise<void> {
  const until = Date.now() + mostMs;
  while (Date.now() < until) {
    if (await isSo()) return;
    await pause(everyMs);
  }
  throw new Error(`waited in vain: ${name}`);
}
