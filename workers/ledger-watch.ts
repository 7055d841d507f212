import type { AccountContext } from '../src/actions/account-context.ts';
import { repeat } from './repeat.ts';

/** Questions in the time after which a silent ledger is given up. */
const beats = 12;

/**
 * Asks the Redis of the ledgers again and again, and resolves once it has not answered for as long as `times.ledgerSilenceMs`: a worker that then
 * ends is started anew by its supervisor, whatever its connections are stuck in. Silence is counted in questions, so that a process
 * that was frozen meanwhile does not take its own sleep for the ledger's. False where the signal fired first.
 */
export async function ledgerIsSilent(
  ask: () => Promise<unknown>,
  { clock, times }: Pick<AccountContext, 'clock' | 'times'>,
  signal: AbortSignal,
): Promise<boolean> {
  let unanswered = 0;
  let isAsked = false;
  // An error that Redis answers is an answer, too.
  const answered = () => {
    unanswered = 0;
    isAsked = false;
  };
  const beat = async () => {
    if (isAsked && unanswered > beats) return 'over';
    if (!isAsked) {
      isAsked = true;
      ask().then(answered, answered);
    }
    return times.ledgerSilenceMs / beats;
  };
  await repeat(
    beat,
    async (ms) => {
      await clock.sleep(ms, signal);
      unanswered += 1;
    },
    signal,
  );
  return isAsked && unanswered > beats;
}
