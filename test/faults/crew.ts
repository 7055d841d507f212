import { setTimeout as pause } from 'node:timers/promises';
import type { CliEnd, CliRun } from '../support/cli.ts';

/** The workers of a trial, who are killed and frozen. */
export interface Crew {
  /** Kills one with SIGKILL and starts another in its place. */
  strike(): void;
  /** Strikes again and again until the answer is called. */
  strikeEach(everyMs: number): () => void;
  /** Stops one in its tracks for so long; resolves when it runs again. */
  freeze(forMs: number): Promise<void>;
  /** Ends all of them in order. What went wrong with any of them, a line each. */
  stop(): Promise<string[]>;
  /** Ends them at once. */
  abandon(): void;
}

/** A worker that was asked to end and is still there after this hangs, in ms. */
const longestEndMs = 25_000;

/** Starts the workers. `count` is told of each thing done to one of them. */
export function startCrew(size: number, start: () => CliRun, count: (fault: string) => void): Crew {
  const working: CliRun[] = [];
  const frozen = new Set<CliRun>();
  const callFailures: string[] = [];
  let isOver = false;
  const hire = () => {
    const worker = start();
    working.push(worker);
    void worker.done.then((end) => {
      const at = working.indexOf(worker);
      if (at < 0 || isOver) return;
      // Nobody killed this one.
      working.splice(at, 1);
      callFailures.push(`a worker ended by itself: ${describe(end)}`);
      hire();
    });
  };
  // The next one in turn, so that everyone is struck.
  const take = () => working.splice(0, 1)[0];
  const strike = () => {
    const victim = take();
    if (victim === undefined || isOver) return;
    victim.kill('SIGKILL');
    count('worker killed -9');
    hire();
  };
  for (let hired = 0; hired < size; hired += 1) hire();
  return {
    strike,
    strikeEach(everyMs) {
      const timer = setInterval(strike, everyMs);
      return () => clearInterval(timer);
    },
    async freeze(forMs) {
      const one = take();
      if (one === undefined) return;
      frozen.add(one);
      one.kill('SIGSTOP');
      count('worker frozen past every lease');
      await pause(forMs);
      frozen.delete(one);
      if (isOver) return;
      one.kill('SIGCONT');
      working.push(one);
    },
    async stop() {
      isOver = true;
      for (const end of await Promise.all(working.map(endInOrder)))
        if (end !== undefined) callFailures.push(end);
      return callFailures;
    },
    abandon() {
      isOver = true;
      for (const worker of [...working, ...frozen]) worker.kill('SIGKILL');
    },
  };
}

async function endInOrder(worker: CliRun): Promise<string | undefined> {
  worker.kill('SIGTERM');
  const end = await Promise.race([worker.done, pause(longestEndMs, undefined, { ref: false })]);
  if (end !== undefined) return end.code === 0 ? undefined : `a worker did not end well: ${describe(end)}`;
  worker.kill('SIGKILL');
  return 'a worker did not end';
}

function describe({ code, signal, stderr }: CliEnd): string {
  return `${code ?? signal} ${stderr.trim().slice(-400)}`;
}
