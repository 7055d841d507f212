import { setTimeout as pause } from 'node:timers/promises';

/** How a worker process ended. */
interface WorkerEnd {
  /** Absent where a signal ended it. */
  readonly code?: number | undefined;
  readonly signal?: NodeJS.Signals | undefined;
  /** Empty where nobody reads it. */
  readonly stderr: string;
}

/** A worker process. */
export interface CrewWorker {
  kill(signal: NodeJS.Signals): unknown;
  /** Resolves when the process has ended, however it ended. */
  readonly done: Promise<WorkerEnd>;
}

/** What went wrong with a worker; one that `hangs` has no end. */
export interface CrewProblem {
  readonly kind: 'ended_by_itself' | 'ended_badly' | 'hangs';
  readonly end?: WorkerEnd;
}

/** Worker processes that a drill or a fault scenario kills and freezes. */
export interface Crew {
  /** Kills one with SIGKILL and starts another in its place. */
  strike(): void;
  /** Strikes every so many ms until the caller calls the function that this returns. */
  strikeEach(everyMs: number): () => void;
  /** Freezes one with SIGSTOP for so many ms, or until the signal fires; resolves when it runs again. */
  freeze(forMs: number, signal?: AbortSignal): Promise<void>;
  /** Asks all of them to end, with SIGTERM. Returns what went wrong with any of them. */
  stop(): Promise<CrewProblem[]>;
  /** Kills all of them; resolves when they are gone. */
  abandon(): Promise<void>;
}

type Fault = 'killed' | 'frozen';

/** A worker that has not ended so many ms after SIGTERM hangs. */
const longestEndMs = 25_000;

/** Starts `size` workers. `count` is called for each fault. */
export function startCrew(size: number, start: () => CrewWorker, count: (fault: Fault) => void): Crew {
  const working: CrewWorker[] = [];
  const frozen = new Set<CrewWorker>();
  const problems: CrewProblem[] = [];
  let isOver = false;
  const hire = () => {
    const worker = start();
    working.push(worker);
    void worker.done.then((end) => {
      const at = working.indexOf(worker);
      if (at < 0 || isOver) return;
      // The crew did not kill this one.
      working.splice(at, 1);
      problems.push({ kind: 'ended_by_itself', end });
      hire();
    });
  };
  // The one that works the longest, so that every worker gets its turn.
  const take = () => working.splice(0, 1)[0];
  const strike = () => {
    const victim = take();
    if (victim === undefined || isOver) return;
    victim.kill('SIGKILL');
    count('killed');
    hire();
  };
  for (let hired = 0; hired < size; hired += 1) hire();
  return {
    strike,
    strikeEach(everyMs) {
      const timer = setInterval(strike, everyMs);
      return () => clearInterval(timer);
    },
    async freeze(forMs, signal) {
      const one = take();
      if (one === undefined) return;
      frozen.add(one);
      one.kill('SIGSTOP');
      count('frozen');
      await pause(forMs, undefined, { ...(signal && { signal }) }).catch(() => undefined);
      frozen.delete(one);
      if (isOver) return;
      one.kill('SIGCONT');
      working.push(one);
    },
    async stop() {
      isOver = true;
      for (const end of await Promise.all(working.map(endInOrder))) if (end !== undefined) problems.push(end);
      return problems;
    },
    async abandon() {
      isOver = true;
      const all = [...working, ...frozen];
      for (const worker of all) worker.kill('SIGKILL');
      await Promise.all(all.map(({ done }) => done));
    },
  };
}

async function endInOrder(worker: CrewWorker): Promise<CrewProblem | undefined> {
  worker.kill('SIGTERM');
  const end = await Promise.race([worker.done, pause(longestEndMs, undefined, { ref: false })]);
  if (end !== undefined) return end.code === 0 ? undefined : { kind: 'ended_badly', end };
  worker.kill('SIGKILL');
  return { kind: 'hangs' };
}
