import type { Batch } from '../domain/batch.ts';
import type { EntryKey } from '../domain/entry.ts';
import type { Job } from '../queue/queue.ts';
import { linesOf } from './batch-lines.ts';
import { createLink } from './create-link.ts';
import type { Mill } from './mill.ts';
import type { Turnstile } from './turnstile.ts';

/** How long a lane waits where the ledger is being looked over, or the account is stopped, in ms. */
const suspectWaitMs = 100;
const stoppedWaitMs = 1_000;

/**
 * Takes every entry of a slice that waits to be sent to its outcome, or to a doubt that the sweep will settle. `lane` limits
 * how many calls are in flight. Answers `unfinished` when the signal fired before every entry was looked at.
 */
export async function workSlice(
  mill: Mill,
  job: Job,
  turnstile: Turnstile,
  lane: <T>(work: () => Promise<T>) => Promise<T>,
  signal: AbortSignal,
): Promise<'done' | 'unfinished'> {
  const batch = await mill.ledger.read(job.batch);
  if (batch?.sealedAt === undefined) return 'done';
  const last = Math.min(job.last, batch.heldAfter ?? job.last);
  const lines = linesOf({ first: job.first, last });
  const entries = await mill.ledger.entries(job.batch, lines);
  const waiting = lines.filter((line) => {
    const entry = entries.get(line);
    return entry !== undefined && 'state' in entry && entry.state.kind === 'entered';
  });
  const ends = await Promise.all(
    waiting.map((line) => lane(() => workEntry(mill, batch, { batch: batch.id, line }, turnstile, signal))),
  );
  return ends.every((end) => end === 'done') ? 'done' : 'unfinished';
}

async function workEntry(
  mill: Mill,
  batch: Batch,
  key: EntryKey,
  turnstile: Turnstile,
  signal: AbortSignal,
): Promise<'done' | 'unfinished'> {
  while (!signal.aborted) {
    const progress = await createLink(mill, batch, key, await turnstile(key, signal));
    if (progress.kind === 'over' && mill.activity !== undefined)
      mill.activity.progressAt = mill.clock.monotonic();
    switch (progress.kind) {
      case 'over':
      case 'held':
        return 'done';
      case 'later':
      case 'again':
        await mill.clock.sleep(progress.waitMs, signal);
        break;
      case 'suspect':
        await mill.clock.sleep(suspectWaitMs, signal);
        break;
      case 'stopped':
        await mill.clock.sleep(stoppedWaitMs, signal);
        break;
    }
  }
  return 'unfinished';
}
