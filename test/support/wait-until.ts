import { setTimeout as pause } from 'node:timers/promises';

/** Waits for what no event tells, looking each 10 ms; fails after ten seconds with the name of what was awaited. */
export async function waitUntil(name: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1000; round += 1) {
    if (await isSo()) return;
    await pause(10);
  }
  throw new Error(`waited in vain: ${name}`);
}
