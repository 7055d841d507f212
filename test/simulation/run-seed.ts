import { checkEnd } from './final-check.ts';
import { checkForged } from './forged-check.ts';
import type { Violation } from './judge.ts';
import type { PrivateServer } from './private-server.ts';
import { SimProcess } from './process.ts';
import type { RedisProxy } from './resp.ts';
import { World, type WorldSettings } from './world.ts';

/** Once no new faults come and every process is awake, all must be settled within this, in ms of virtual time. */
const mostSettlingMs = 3_600_000;

/** The same where somebody forged, since an account that the forger stopped stays stopped. */
const forgedSettlingMs = 900_000;

/** Some process has noticed a loss after this long, in ms. */
const noticedWithinMs = 120_000;

export interface SeedEnd {
  readonly violation: Violation | undefined;
  readonly events: number;
  readonly virtualMs: number;
}

/** Runs one seed to its end. The same seed and settings give the same run. */
export async function runSeed(
  settings: WorldSettings,
  server: PrivateServer,
  proxy: RedisProxy,
): Promise<SeedEnd> {
  const world = new World(settings, server, proxy);
  world.trace('world', `seed ${settings.seed}`, world.plan);
  await world.store.begin();
  world.start();
  const { judge, scheduler, provider, plan, times } = world;
  const calmFrom = () => Math.max(world.startedAt + plan.faultsEnd, world.thawsAt);
  const { length } = world.files;
  const isDone = () =>
    world.finished.size === length &&
    world.audited.size === length &&
    world.retriesLeft <= 0 &&
    world.reissuesLeft <= 0;
  const restsFrom = () => Math.max(world.lossesEnd + noticedWithinMs, world.thawsAt) + times.timeoutMs;
  const isStill = () => isDone() && provider.pending === 0 && world.now > restsFrom();
  await scheduler.run(() => {
    if (judge.violation !== undefined || isStill()) return true;
    const isTooLate = world.now > calmFrom() + (judge.isForged ? forgedSettlingMs : mostSettlingMs);
    // Work that the forger deleted or stopped need not end.
    if (isTooLate && !judge.isForged)
      judge.violated('every run ends', `not settled ${mostSettlingMs / 1000} s after the last fault`);
    return isTooLate;
  });
  if (judge.violation === undefined) await finish(world);
  for (const process of world.processes) process.life.isAlive = false;
  return { violation: judge.violation, events: scheduler.ran, virtualMs: world.now - world.startedAt };
}

/** Reads everything once more, with all processes at rest. */
async function finish(world: World): Promise<void> {
  for (const process of world.processes) process.life.isAlive = false;
  let isChecked = false;
  const checker = new SimProcess(world, 'checker', { crashRate: 0, freezeRate: 0 }, () => {
    const context = world.context(checker);
    (world.judge.isForged ? checkForged(world, context) : checkEnd(world, context.ledger))
      .catch((error) => world.judge.failed(checker, error))
      .finally(() => {
        isChecked = true;
      });
  });
  checker.start();
  await world.scheduler.run(() => isChecked);
}
