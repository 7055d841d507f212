import { setTimeout as pause } from 'node:timers/promises';

/** Keeps a test from hanging: many times what the slowest machine needs, in ms. */
const longestMs = 300_000;

/** Waits until `isSo`, which it calls every 10 ms; fails after `mostMs` with `name`. */
export function waitUntil(
  name: string,
  isSo: () => boolean | Promise<boolean>,
  mostMs = longestMs,
): Promise<void> {
  return poll(10, name, isSo, mostMs);
}

/** Like `waitUntil`, every 700 ms: for an `isSo` that starts a process and so slows the awaited ones. */
export function waitUntilSlow(name: string, isSo: () => Promise<boolean>): Promise<void> {
  return poll(700, name, isSo, longestMs);
}

async function poll(
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
