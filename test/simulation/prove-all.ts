import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { otherSeeds } from './prove-mutation.ts';
import type { ProverAnswer, ProverTask } from './prover.ts';

/** How long a process may take to stop its Redis, in ms. */
const longestEndMs = 10_000;

const proverFile = fileURLToPath(new URL('prover.ts', import.meta.url));

interface Task {
  readonly mutation: Mutation;
  readonly seeds: readonly number[];
  readonly areKnown: boolean;
}

/** What is to be tried: all seeds that are known to break a promise first, so that a short time reaches every mutation. */
class Plan {
  readonly #known: Task[] = [];
  readonly #others: Task[] = [];

  constructor() {
    for (const mutation of mutations) {
      const { bites } = mutation;
      if (bites === undefined) this.putOff(mutation);
      else this.#known.push({ mutation, seeds: bites, areKnown: true });
    }
  }

  putOff(mutation: Mutation): void {
    this.#others.push({ mutation, seeds: otherSeeds(mutation), areKnown: false });
  }

  next(): Task | undefined {
    return this.#known.shift() ?? this.#others.shift();
  }
}

/**
 * Leaves out one rule after another, in `jobs` processes and for so many minutes at most, and says one line a mutation. False where
 * one survives all its seeds, where a harmless one breaks a promise, or where one could not be tried.
 */
export async function proveAll(
  { minutes, jobs }: { readonly minutes: number | undefined; readonly jobs: number },
  say: (line: string) => void,
): Promise<boolean> {
  const startedAt = performance.now();
  const plan = new Plan();
  const verdicts = new Map<Mutation, Verdict>();
  let isTimeUp = false;

  async function work(prover: ChildProcess): Promise<void> {
    for (let task = plan.next(); task !== undefined; task = plan.next()) {
      const { mutation, seeds, areKnown } = task;
      const answer = await ask(prover, { name: mutation.name, seeds });
      if (isTimeUp) return;
      if (answer.kind === 'kept' && areKnown) plan.putOff(mutation);
      else verdicts.set(mutation, judge(task, answer, say));
      if (answer.kind === 'failed') return;
    }
  }

  const provers = Array.from({ length: jobs }, () => fork(proverFile, { execArgv: ['--import', 'tsx'] }));
  const release = () => {
    for (const prover of provers) if (prover.connected) prover.disconnect();
    // One that does not end in order ends all the same.
    setTimeout(() => provers.forEach((prover) => void prover.kill('SIGKILL')), longestEndMs).unref();
  };
  const endInTime = () => {
    isTimeUp = true;
    release();
  };
  const timer = minutes === undefined ? undefined : setTimeout(endInTime, minutes * 60_000);
  await Promise.all(provers.map(work));
  clearTimeout(timer);
  release();

  const missed = mutations.filter((mutation) => !verdicts.has(mutation));
  for (const { name } of missed) say(`${name.padEnd(nameWidth)} not reached`);
  const count = (verdict: Verdict) => [...verdicts.values()].filter((one) => one === verdict).length;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  say(
    `${mutations.length} mutations in ${seconds} s: ${count('as expected')} as expected, ${count('wrong')} wrong, ${missed.length} not reached.`,
  );
  return count('wrong') === 0;
}

type Verdict = 'as expected' | 'wrong';

const nameWidth = 18;

function judge({ mutation, areKnown }: Task, answer: ProverAnswer, say: (line: string) => void): Verdict {
  const { name, seeds, isHarmless = false } = mutation;
  const tell = (text: string) => say(`${name.padEnd(nameWidth)} ${text}`);
  if (answer.kind === 'failed') tell(`could not be tried: ${answer.detail}`);
  else if (answer.kind === 'kept')
    tell(isHarmless ? `harmless in ${seeds} seeds` : `survives ${seeds} seeds`);
  else
    tell(
      `broken by seed ${answer.seed}${areKnown || isHarmless ? '' : ', which is to be written down'}: ${answer.promise}: ${answer.how.split('\n')[0]}`,
    );
  return answer.kind === (isHarmless ? 'kept' : 'broken') ? 'as expected' : 'wrong';
}

/** Sends a task and waits for its answer; a process that ends instead has failed. */
function ask(prover: ChildProcess, task: ProverTask): Promise<ProverAnswer> {
  return new Promise((resolve) => {
    const hear = (answer: ProverAnswer) => {
      prover.off('exit', end);
      resolve(answer);
    };
    const end = (code: number | null, signal: string | null) => {
      prover.off('message', hear);
      resolve({ kind: 'failed', detail: `its process ended with ${code ?? signal}` });
    };
    prover.once('message', hear);
    prover.once('exit', end);
    prover.send(task);
  });
}
