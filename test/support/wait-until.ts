import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for what no event tells, looking each 10 ms; fails after `mostMs` with the name of what was awaited. The limit is a backstop
 * against hanging: it is many times what the slowest machine needs.
 */
export async function waitUntil(
  name: string,
  isSo: () => boolean | Promise<boolean>,
  mostMs = 300_000,
): Promise<void> {
  const until = Date.now() + mostMs;
  while (Date.now() < until) {
    if (await isSo()) return;
    await pause(10);
  }
  throw new Error(`waited in vain: ${name}`);
}
