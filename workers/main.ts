import type { Mill } from '../src/actions/mill.ts';
import { startLinks } from './links.ts';
import { startSweep } from './sweep.ts';

/** What works in this process. */
export interface Workers {
  /** Stops in order: no new rows, calls in flight finish, then the sweep. */
  stop(): Promise<void>;
}

/** Starts all that a worker process does for its account; any number of processes may do it at once. */
export function startWorkers(mill: Mill, concurrency: number): Workers {
  const links = startLinks(mill, concurrency);
  const sweep = startSweep(mill);
  return {
    async stop() {
      await links.stop();
      await sweep.stop();
    },
  };
}
