import type { Mill } from '../src/actions/mill.ts';

/** Questions in the time after which a silent ledger is given up. */
const beats = 12;

/**
 * Asks the Redis of the ledgers again and again, and resolves once it has not answered for as long as `times.ledgerSilenceMs`: a worker that then
 * ends is started anew by its supervisor, whatever its connections are stuck in. Silence is counted in questions, so that a process
 * that was frozen meanwhile does not take its own sleep for the ledger's. False where the signal fired first.
 */
export async function ledgerIsSilent(
  ask: () => Promise<unknown>,
  { clock, times }: Pick<Mill, 'clock' | 'times'>,
  signal: AbortSignal,
): Promise<boolean> {
  let unanswered = 0;
  let isAsked = false;
  while (!signal.aborted) {
    if (!isAsked) {
      isAsked = true;
      ask()
        .then(() => {
          unanswered = 0;
        })
        // An answer that says no is an answer, too.
        .catch(() => {
          unanswered = 0;
        })
        .finally(() => {
          isAsked = false;
        });
    }
    await clock.sleep(times.ledgerSilenceMs / beats, signal);
    unanswered += 1;
    if (isAsked && unanswered > beats) return true;
  }
  return false;
}
