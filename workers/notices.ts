import { deliverNotices } from '../src/actions/deliver-notices.ts';
import type { Mill } from '../src/actions/mill.ts';
import { watchAccount } from '../src/actions/watch-account.ts';
import { message } from '../src/i18n/messages.ts';
import { startRepeating } from './repeat.ts';

/** Notices that are due are looked for so often, in ms; and what people are to be told so often, by one process of an account. */
const pauseMs = 2_000;
const watchEachMs = 60_000;

/** Watches the account and tells people what is due, until stopped; does nothing where nobody is ever told (a drill, the sandbox). */
export function startNotices(mill: Mill): { stop(): Promise<void> } {
  const { ledger, clock, notify, warn } = mill;
  if (notify === undefined) return { stop: async () => undefined };

  const round = async (signal: AbortSignal): Promise<void> => {
    await ledger.leases.withLease('watch', watchEachMs, async (lease) => {
      // It ends by itself, a minute later.
      await lease.outlast();
      await watchAccount(mill);
    });
    await deliverNotices(mill, notify, signal);
  };

  return startRepeating(async (signal) => {
    await round(signal).catch((error) => warn(message('notices_not_sent', {}), error));
    return pauseMs;
  }, clock.sleep);
}
