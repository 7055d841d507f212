import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../config.ts';
import { realClock } from '../wiring.ts';
import { type CrewWorker, startCrew } from './crew.ts';

/** Counts of the faults that a storm caused, for the drill's proof. */
export interface StormLog {
  workersKilled: number;
  workersFrozen: number;
  redisKilled: number;
  busyBursts: number;
}

/** What the storm runs with, and what it breaks. */
export interface StormTargets {
  readonly environment: Environment;
  /** The working folder of the workers; it has no `.env`, which could name a real account and a real Redis. */
  readonly folder: string;
  /** In ms; a freeze lasts longer, so that the frozen worker loses its leases. */
  readonly leaseMs: number;
  /** Resolves when there is something to break (the drill waits for the first link), or when the signal fires. */
  begin(signal: AbortSignal): Promise<void>;
  /** Process id of the Redis that runs now; undefined while it does not answer. */
  redisPid(): Promise<number | undefined>;
  /** Turns a burst of 429 on or off. */
  setBusy(isBusy: boolean): void;
}

const workerCount = 4;
const main = fileURLToPath(new URL('main.js', import.meta.url));

/** When the storm strikes, in ms; `At` counts from when `begin` resolves. */
const killEveryMs = 3_000;
const burstEveryMs = 4_000;
const burstMs = 600;
const redisKilledAtMs = [5_000, 12_000];
const frozenAtMs = 2_000;

/**
 * Runs four workers, kills and freezes them, kills the Redis and turns on bursts of 429. `over` resolves after the last scheduled
 * kill; workers are killed and bursts go on until `stop`, after which no worker is left.
 */
export function startStorm(targets: StormTargets): {
  readonly log: StormLog;
  readonly over: Promise<void>;
  stop(): Promise<void>;
} {
  const log: StormLog = { workersKilled: 0, workersFrozen: 0, redisKilled: 0, busyBursts: 0 };
  const ending = new AbortController();
  const crew = startCrew(
    workerCount,
    () => startWorker(targets),
    (fault) => {
      log[fault === 'killed' ? 'workersKilled' : 'workersFrozen'] += 1;
    },
  );
  let startedAt = 0;
  const pause = (ms: number) => realClock.sleep(ms, ending.signal);
  const until = (ms: number) => pause(startedAt + ms - realClock.monotonic());

  async function freezeWorker(): Promise<void> {
    await until(frozenAtMs);
    if (!ending.signal.aborted) await crew.freeze(targets.leaseMs + 1_000, ending.signal);
  }

  async function killRedis(): Promise<void> {
    for (const at of redisKilledAtMs) {
      await until(at);
      const pid = ending.signal.aborted ? undefined : await targets.redisPid();
      if (pid === undefined) continue;
      process.kill(pid, 'SIGKILL');
      log.redisKilled += 1;
    }
  }

  async function burst(): Promise<void> {
    while (!ending.signal.aborted) {
      await pause(burstEveryMs);
      if (ending.signal.aborted) return;
      targets.setBusy(true);
      log.busyBursts += 1;
      await pause(burstMs);
      targets.setBusy(false);
    }
  }

  let stopStriking = () => {};
  const begun = targets.begin(ending.signal).then(() => {
    startedAt = realClock.monotonic();
    if (!ending.signal.aborted) stopStriking = crew.strikeEach(killEveryMs);
  });
  const endless = begun.then(burst);
  const scripted = begun.then(() => Promise.all([freezeWorker(), killRedis()])).then(() => undefined);
  return {
    log,
    over: scripted,
    async stop() {
      ending.abort();
      await begun;
      stopStriking();
      await crew.abandon();
      await Promise.all([endless, scripted]);
    },
  };
}

function startWorker({ environment, folder }: StormTargets): CrewWorker {
  const words = [main, 'worker', '--concurrency', '5'];
  const worker = spawn(process.execPath, words, { cwd: folder, env: { ...environment }, stdio: 'ignore' });
  const done = once(worker, 'exit').then(([code, signal]) => ({
    code: code ?? undefined,
    signal: signal ?? undefined,
    stderr: '',
  }));
  return { kill: (signal) => worker.kill(signal), done };
}
