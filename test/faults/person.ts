import { setTimeout as pause } from 'node:timers/promises';
import type { CliEnd } from '../support/cli.ts';
import type { Trial } from '../support/trial.ts';
import type { Scale } from './scale.ts';

/** The name of the submitted file. */
export const fileName = 'refunds.csv';

/** The batch as a person sees it. */
type Sight =
  | { readonly kind: 'away' | 'unknown' | 'cut' }
  | { readonly kind: 'open' | 'finished'; readonly books: Readonly<Record<string, number>> };

/** A simulated person who submits the file, watches its status, and submits it again where it does not move on. */
export interface Person {
  /** The reason of each repeated submission. */
  readonly reasons: readonly string[];
  readonly batch: string;
  /** Submits the file; `reason` is absent the first time. */
  handIn(reason?: string): Promise<void>;
  /** Watches until all rows are settled; returns the books. Throws where that takes too long. */
  attend(): Promise<Readonly<Record<string, number>>>;
}

/** A person who works with this trial. */
export function createPerson(trial: Trial, scale: Scale): Person {
  const { lookEachMs, patienceMs, mostMs } = scale;
  const reasons: string[] = [];
  let batch = '';
  async function handIn(reason?: string): Promise<void> {
    if (reason !== undefined) reasons.push(reason);
    for (const until = Date.now() + mostMs; ; await pause(lookEachMs)) {
      const end = await atMost(mostMs, 'run --detach', trial.run('run', fileName, '--detach', '--json'));
      if (end.code === 0) {
        batch = String(lastObject(end).batch);
        return;
      }
      if (Date.now() > until || !/redis_unreachable/.test(end.stderr))
        throw new Error(`the file could not be handed in: ${end.code ?? end.signal} ${end.stderr}`);
    }
  }
  async function look(): Promise<Sight> {
    const end = await atMost(mostMs, 'status', trial.run('status', batch, '--json'));
    if (/batch_unknown/.test(end.stderr)) return { kind: 'unknown' };
    if (/redis_unreachable/.test(end.stderr)) return { kind: 'away' };
    if (end.code !== 0) throw new Error(`status: ${end.code ?? end.signal} ${end.stderr}`);
    const { state, ...books } = lastObject(end) as Record<string, number> & { state: { code: string }[] };
    const codes = state.map(({ code }) => code);
    if (codes.includes('batch_incomplete')) return { kind: 'cut' };
    return { kind: codes.includes('batch_finished_balanced') ? 'finished' : 'open', books };
  }
  return {
    reasons,
    get batch() {
      return batch;
    },
    handIn,
    async attend() {
      let links = -1;
      let seen = '';
      let movedAt = Date.now();
      for (const until = Date.now() + mostMs; Date.now() < until; await pause(lookEachMs)) {
        const made = trial.sandbox.links().length;
        // While links are made there is nothing to do.
        if (made !== links) {
          links = made;
          movedAt = Date.now();
          continue;
        }
        const sight = await look();
        if (sight.kind === 'finished') return sight.books;
        const { elapsedMs: _, ...books } = 'books' in sight ? sight.books : {};
        const now = `${sight.kind} ${JSON.stringify(books)}`;
        if (now !== seen) movedAt = Date.now();
        seen = now;
        const mustGoOn = sight.kind === 'unknown' || sight.kind === 'cut';
        if (!mustGoOn && Date.now() < movedAt + patienceMs) continue;
        await handIn(sight.kind === 'open' ? `stood still with ${sight.books.open} open` : sight.kind);
        movedAt = Date.now();
      }
      throw new Error(`not settled after ${mostMs} ms: ${seen}`);
    },
  };
}

function lastObject({ stdout }: CliEnd): Record<string, unknown> {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

async function atMost<T extends {}>(ms: number, what: string, work: Promise<T>): Promise<T> {
  const end = await Promise.race([work, pause(ms, undefined, { ref: false })]);
  if (end === undefined) throw new Error(`${what} hangs`);
  return end;
}
